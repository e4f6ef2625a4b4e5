"""What a file mentions: what it calls, reads and passes on, and the modules it loads by a call. The part of the engine
that binds nothing.
"""

import re
from typing import NamedTuple

from tree_sitter import Node

from graph.facts import Definition, Import
from parsing import terms, written
from parsing.embedding import Source
from parsing.expressions import Expressions, Text
from parsing.language import Language
from parsing.scopes import Scope, is_outer, is_variable
from parsing.written import Use

_LOADED = re.compile(r"(?:\{promise:)?<!([^<>]+):>\}?")


class Called(NamedTuple):
    """A call, the position of the name that it calls, and those arguments that are names only read. Positions are
    relative to the call: lines, and bytes; on a later line, bytes from its beginning.
    """

    expression: str
    line: int
    column: int
    given: tuple[tuple[str, int, int, int], ...]  # name, byte, line and column


class Mentions:
    """Handlers are methods named after the query's captures."""

    def __init__(self, language: Language, given: Source) -> None:
        self.language = language
        self.source = source = given.text
        self.embedded = bool(given.ranges)
        self.expressions = Expressions(language, source)
        self.module = Scope("module", "", 0, None, 0, len(source))
        self.scope = self.module  # the scope of the node that is being read
        self.definitions = [Definition("module", "", "", 0, -1, 1, 1, given.lines, "", "", ())]
        self.uses: list[Use] = []
        self.imports: list[Import] = []
        self._calls: dict[Text, Called] = {}  # memoised, if the text determines all of the call

    def on_call(self, node: Node) -> None:
        text = self.expressions.alike(node)
        if text is not None and self.embedded and "\n" in text[1]:
            text = None  # embedded lines do not tell their positions in the file
        called = self._calls.get(text) if text is not None else None
        if called is None:
            local = self.expressions.local
            called = self._called(node)
            if text is not None and called is not None and local == self.expressions.local:
                self._calls[text] = called
        if called is not None:
            self._call(node, called)

    def _called(self, node: Node) -> Called | None:
        expression = self.expressions.of(node)
        if expression[-1:] == "]" or (not node.child_count and expression.isidentifier()):
            return None  # a cast, or a variable, that the grammar takes for a call
        if module := _LOADED.fullmatch(expression):  # `require("x")`
            self.imports.append(Import(self.scope.definition, module[1], "", *self._place(self.scope, node)))
            return None
        start, at = node.start_point, node.start_byte
        place = written.called_at(self.expressions, node, self.language.shapes[node.type].fields)
        names = ((self.expressions.text(each), each) for each in self.language.reads(self.expressions, node))
        given = (
            (name, each.start_byte - at, *_from(start, each.start_point))
            for name, each in names
            if terms.is_dotted(name)
        )
        return Called(expression, *_from(start, place), tuple(given))

    def _call(self, node: Node, called: Called) -> None:
        (line, column), at = node.start_point, node.start_byte
        for name, byte, below, shift in called.given:
            self._read(name, line + below, shift if below else column + shift, at + byte)
        shift = called.column if called.line else column + called.column
        self._use("call", called.expression, line + called.line, shift, at)

    def on_implicit(self, node: Node) -> None:
        for expression in self.language.implicit(self.expressions, node):
            self._use("implicit", expression, *node.start_point, node.start_byte)

    def on_value(self, node: Node) -> None:
        """A name used as a value: neither called nor bound here."""
        if not (self.language.bare_calls and is_variable(self.expressions.text(node), self.scope)):
            self._use("value", self.expressions.of(node), *node.start_point, node.start_byte)

    def on_reading(self, node: Node) -> None:
        for each in self.language.reads(self.expressions, node):
            self.on_read(each)

    def on_read(self, node: Node) -> None:
        """A dotted name that is only read, unless the enclosing function has already bound it."""
        text = self.expressions.text(node)
        if terms.is_dotted(text):
            self._read(text, *node.start_point, node.start_byte)

    def _read(self, text: str, line: int, column: int, at: int) -> None:
        root = text.partition(".")[0]
        if root not in self.language.builtins and is_outer(root, self.scope):
            self._use("read", text, line, column, at)

    def _use(self, kind: str, expression: str, line: int, column: int, at: int, subject: int = -1) -> None:
        scope = self.scope
        self.uses.append(Use(scope, scope.definition if subject < 0 else subject, kind, expression, line, column, at))

    def _place(self, scope: Scope, node: Node) -> tuple[int, int]:
        line, column = node.start_point
        return line + 1 - self.definitions[scope.definition].start_line, column


def _from(start: tuple[int, int], place: tuple[int, int]) -> tuple[int, int]:
    """Lines and bytes from a start; on a later line, bytes from its beginning."""
    below = place[0] - start[0]
    return below, place[1] if below else place[1] - start[1]

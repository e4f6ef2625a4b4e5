"""What a file mentions: what it calls, reads and hands on, and what it loads by a call. The part of the engine that binds nothing."""

import re

from tree_sitter import Node

from graph.facts import Definition, Import
from parsing import terms, written
from parsing.embedding import Source
from parsing.expressions import Expressions, Plain
from parsing.language import Language
from parsing.scopes import Scope, is_outer, is_variable
from parsing.written import Use

_LOADED = re.compile(r"(?:\{promise:)?<!([^<>]+):>\}?")


class Mentions:
    """Handlers are methods named after the query's captures."""

    def __init__(self, language: Language, given: Source) -> None:
        self.language = language
        self.source = source = given.text
        self.expressions = Expressions(language, source)
        self.module = Scope("module", "", 0, None, 0, len(source))
        self.scope = self.module  # that holds the place which is read
        self.definitions = [Definition("module", "", "", 0, -1, 1, 1, given.lines, "", "", ())]
        self.uses: list[Use] = []
        self.imports: list[Import] = []

    def on_call(self, node: Node) -> None:
        plain = self.expressions.plain_call(node)
        if plain is not None:
            self._plainly(node, plain)
            return
        self.on_reading(node)
        expression = self.expressions.of(node)
        if expression[-1:] == "]" or (not node.child_count and expression.isidentifier()):
            return  # a cast, or a variable, written as a call
        if module := _LOADED.fullmatch(expression):  # `require("x")`
            self.imports.append(Import(self.scope.definition, module[1], "", *self._place(self.scope, node)))
            return
        fields = self.language.shapes[node.type].fields
        self._use("call", expression, *written.called_at(self.expressions, node, fields), node.start_byte)

    def _plainly(self, node: Node, plain: Plain) -> None:
        line, column = node.start_point
        start = node.start_byte
        if self.language.tells_reads and plain.expression[-2] != "(":
            for name, at in self.expressions.positional(plain, node.end_byte):
                self._read(name, line, column + at - start, at)
        self._use("call", plain.expression, line, column + plain.name, start)

    def on_implicit(self, node: Node) -> None:
        for expression in self.language.implicit(self.expressions, node):
            self._use("implicit", expression, *node.start_point, node.start_byte)

    def on_value(self, node: Node) -> None:
        """A name that stands for a value: neither called nor bound there."""
        if not (self.language.bare_calls and is_variable(self.expressions.text(node), self.scope)):
            self._use("value", self.expressions.of(node), *node.start_point, node.start_byte)

    def on_reading(self, node: Node) -> None:
        for each in self.language.reads(self.expressions, node):
            self.on_read(each)

    def on_read(self, node: Node) -> None:
        """A dotted name that is only read, unless the function around has bound it before."""
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

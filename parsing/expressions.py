"""Syntax nodes as expressions (see graph/facts.py), by the language's table of shapes. Their names are still local."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from tree_sitter import Node

from parsing import terms
from parsing.arguments import ARGUMENTS, shortened
from parsing.language import Head, Language, Shape

if TYPE_CHECKING:
    from parsing.scopes import Scope

DEEPEST = 40  # nesting of steps and brackets; anything deeper is unknown
SHALLOW = 8  # nesting up to which expressions are memoised by their text
ALIKE = 300  # bytes of the longest text that is memoised
TABLE = 256  # elements that are read of a long container
CHUNK = 150  # characters of one part of it, which leaves imported names room to grow
_START = re.compile(r"[fF]['\"](\w{1,40})\{")
_BOUNDS = re.compile(r"\d{0,2}:\d{0,2}")
_WORD = re.compile(r"\w{1,40}")


def part(node: Node, fields: str) -> Node | None:
    """The child in the first of these fields (`parameters|parameter`) that the node has, else its first child of these
    kinds; `.` is the node itself.
    """
    if fields == ".":
        return node
    child = node.child_by_field_name(fields)
    if child is None and "|" in fields:
        child = next(filter(None, map(node.child_by_field_name, fields.split("|"))), None)
    return child or child_of(node, fields)


def child_of(node: Node, kinds: str) -> Node | None:
    """The first child of these kinds."""
    wanted = _apart(kinds)
    for child in node.named_children if wanted else ():
        if child.type in wanted:
            return child
    return None


def children_of(node: Node, kinds: str) -> list[Node]:
    """The children of these kinds (`block|body`)."""
    wanted = _apart(kinds)
    return [child for child in node.named_children if child.type in wanted] if wanted else []


@cache
def _apart(kinds: str) -> frozenset[str]:
    return frozenset(kinds.split("|") if kinds else ())


def nth(node: Node, place: int = 0) -> Node | None:
    return node.named_child(place) if 0 <= place < node.named_child_count else None


def _joined(given: list[str]) -> str:
    while given and not given[-1]:
        given.pop()
    text = ",".join(given)
    return text if len(text) <= ARGUMENTS else ""


def nowhere() -> "Scope | None":
    return None


def orphan(_: Node) -> Node | None:
    return None


NO_SHAPE = Shape("")
Text = tuple[str, str]  # the kind of a node and its source text


@cache
def _rules(language: Language) -> dict[str, tuple[Callable[..., str], tuple[str, ...] | None]]:
    """Kind of node -> a rule of Expressions with its fields, or the language's own rule, which takes no fields."""
    return {
        kind: (getattr(Expressions, f"_{rule}"), fields) if isinstance(rule, str) else (rule, None)
        for kind, (rule, fields) in language.shapes.items()
    }


class Expressions:
    """The canonical expressions of one source text. Rules are methods named after `Shape.rule`."""

    def __init__(self, language: Language, source: bytes) -> None:
        self.language = language
        self.source = source
        self.ascii = source.decode("ascii") if source.isascii() else None
        self.anonymous: Callable[[Node], str] = str  # set by the engine: the qualified name of an unnamed definition
        self.place: Callable[[], Scope | None] = nowhere  # set by the engine: the scope that is being read
        self.parent: Callable[[Node], Node | None] = orphan  # set by the engine: the parent of any node
        self.noted: frozenset[bytes] | None = None  # what the language's pattern finds in the file (see `mentions`)
        # Memoised by languages, by node id: heads; names of unnamed nodes, which are numbered; children by name.
        self.heads: dict[int, Head | None] = {}
        self.numbered: dict[int, str] = {}
        self.grouped: dict[int, dict[str, list[Node]]] = {}
        self.local = 0  # counts answers that depend on the place, not only on the text and the file
        self._alike = language.alike
        self._known: dict[Text, str] = {}  # memoised expressions
        self._types: dict[Text, str] = {}  # memoised types
        self._depth = 0
        self._nested = 0  # nesting of types
        self._calls: dict[int, str] = {}
        self._rules = _rules(language)

    def text(self, node: Node) -> str:
        if self.ascii is not None:
            return self.ascii[node.start_byte : node.end_byte]
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def between(self, start: int, end: int) -> str:
        return self.ascii[start:end] if self.ascii is not None else self.source[start:end].decode("utf-8", "replace")

    def by_kind(self, rules: "Mapping[str, Callable[[Expressions, Node], str]]", node: Node | None) -> str:
        """A type, by the rule for its kind of node; '' if there is no rule, or if it is too long or nested too deep."""
        kind = node.type if node is not None else ""
        rule = rules.get(kind)
        if node is None or rule is None:
            return ""
        if self._nested >= DEEPEST:
            self.local += 1  # the same text may be nested less deep elsewhere
            return ""
        return self.once((kind, self.text(node)), self._typed, node, rule)

    def _typed(self, node: Node, rule: "Callable[[Expressions, Node], str]") -> str:
        self._nested += 1
        text = rule(self, node)
        self._nested -= 1
        return text if len(text) <= terms.LONGEST else ""

    def mentions(self, pattern: re.Pattern[bytes], name: str) -> bool:
        """Whether the pattern finds this name in the file. The file is searched once, so a language may have only one
        such pattern. What a name that is found stands for depends on the place.
        """
        if self.noted is None:
            self.noted = frozenset(pattern.findall(self.source))
        is_mentioned = name.encode() in self.noted
        self.local += is_mentioned
        return is_mentioned

    def of(self, node: Node | None) -> str:
        """The node as an expression; '' if it is none or is nested too deep."""
        if node is None or self._depth >= DEEPEST:
            return ""
        kind = node.type
        shaped = self._rules.get(kind)
        if shaped is None:
            return ""
        text = self.alike(node) if kind in self._alike and self._depth < SHALLOW else None
        if text is not None and (known := self._known.get(text)) is not None:
            return known
        (rule, fields), local = shaped, self.local
        self._depth += 1
        found = rule(self, node) if fields is None else rule(self, node, fields)
        self._depth -= 1
        if text is not None and local == self.local:
            self._known[text] = found
        return found

    def alike(self, node: Node) -> Text | None:
        """The key that determines a node's expression anywhere in the file; None if it is long or its kind has none."""
        kind = node.type
        start, end = node.start_byte, node.end_byte
        return (kind, self.between(start, end)) if kind in self._alike and end - start <= ALIKE else None

    def once(self, text: Text, read: Callable[..., str], *what: Any) -> str:
        """The result of reading a type, memoised by its text unless it depended on the place."""
        known = self._types.get(text)
        if known is None:
            local = self.local
            known = read(*what)
            if local == self.local:
                self._types[text] = known
        return known

    def words(self, node: Node | None) -> list[str]:
        """The names in a list of string literals."""
        return [self.text(each).strip("'\"") for each in (node.named_children if node else ())]

    def arguments(self, node: Node | None) -> str:
        """An argument list as `x,,name=y`: unknown arguments stay empty, trailing ones are dropped."""
        if node is None:
            return ""
        if node.type in self.language.shapes:
            return _joined([f"{{generator:{self.of(node)}}}"])
        return self.listed(node.named_children)

    def listed(self, nodes: Sequence[Node]) -> str:
        """The same for a call whose grammar has no node around its arguments."""
        return _joined([self._argument(child) for child in nodes if child.type != "comment"])

    def targets(self, node: Node, value: str) -> list[tuple[Node, str]]:
        """The names (or members) that assigning `value` to this pattern binds, each with its part of the value."""
        found: list[tuple[Node, str]] = []
        waiting = [(node, value)]
        while waiting:
            target, given = waiting.pop()
            if target.type not in self.language.patterns:
                found.append((target, given))
                continue
            children = target.named_children
            starred = any(child.type == "list_splat_pattern" for child in children) or len(children) == 1
            for place, child in enumerate(children):
                key = "*" if starred and len(children) != 1 else str(place)
                waiting.append(
                    (
                        child,
                        given
                        if target.type in {"as_pattern_target", "list_splat_pattern"}
                        else terms.then(given, f"[{key}]"),
                    )
                )
        return found[::-1]

    def _argument(self, node: Node) -> str:
        if node.type == "keyword_argument":
            value = self.of(node.child_by_field_name("value"))
            name = node.child_by_field_name("name")
            return f"{self.text(name)}={value}" if value and name else ""
        return self.of(node)

    def _name(self, node: Node, _: tuple[str, ...]) -> str:
        text = self.text(node)
        return text if len(text) <= terms.LONGEST else ""

    def _member(self, node: Node, fields: tuple[str, ...]) -> str:
        if terms.is_dotted(text := self.text(node)):
            return text if len(text) <= terms.LONGEST else ""
        name = node.child_by_field_name(fields[1])
        return terms.then(self.of(node.child_by_field_name(fields[0])), f".{self.text(name)}") if name else ""

    def _made(self, node: Node, fields: tuple[str, ...]) -> str:
        """An instance of the type that the field holds."""
        return terms.then(self.language.annotation(self, node.child_by_field_name(fields[0])), "()")

    def call(self, node: Node, fields: tuple[str, ...]) -> str:
        """`fields`: of the callee, and of its arguments."""
        known = self._calls.get(node.id)  # a call inside another is read with it, and again on its own
        if known is not None:
            self.local += 1  # it was not known by its text, so it may depend on the place
        else:
            callee = self.of(node.child_by_field_name(fields[0]))
            arguments = self.arguments(node.child_by_field_name(fields[1])) if callee else ""
            known = terms.then(shortened(callee), f"({arguments})")
            if known:
                self._calls[node.id] = known
        return known

    _call = call

    def _invocation(self, node: Node, fields: tuple[str, ...]) -> str:
        """`object.name(arguments)` where the grammar has no node for `object.name`."""
        receiver, name = node.child_by_field_name(fields[0]), node.child_by_field_name(fields[1])
        written = self.text(name) if name is not None else ""
        callee = written if receiver is None else terms.then(self.of(receiver), f".{written}")
        return terms.then(callee, f"({self.arguments(node.child_by_field_name(fields[2]))})")

    def _index(self, node: Node, fields: tuple[str, ...]) -> str:
        base = self.of(node.child_by_field_name(fields[0]))
        keys = node.children_by_field_name(fields[1])
        return terms.then(base, f"[{','.join(self.key(key) for key in keys)}]")

    def key(self, node: Node) -> str:
        text = self.text(node)
        return text if text.isdigit() else self.of(node) or "?"

    def _inner(self, node: Node, fields: tuple[str, ...]) -> str:
        child = node.child_by_field_name(fields[0]) if fields else next(iter(node.named_children), None)
        return self.of(child)

    def _either(self, node: Node, fields: tuple[str, ...]) -> str:
        children = [node.child_by_field_name(field) for field in fields] if fields else node.named_children
        return terms.either([self.of(child) for child in children])

    def _branches(self, node: Node, _: tuple[str, ...]) -> str:
        """`a if c else b`: first and last of three."""
        children = node.named_children
        return terms.either([self.of(children[0]), self.of(children[-1])]) if len(children) > 2 else ""  # noqa: PLR2004

    def _slice(self, node: Node, _: tuple[str, ...]) -> str:
        text = self.text(node)
        return text if _BOUNDS.fullmatch(text) else ":"

    def _literal(self, node: Node, fields: tuple[str, ...]) -> str:
        text = self.text(node)
        if fields[0] == "str" and "{" in text and (start := _START.match(text)):
            return f'<"{start[1]}*>'  # `f"visit_{kind}"`: its constant prefix
        text = text.strip("'\"")
        return f'<"{text}>' if fields[0] in {"str", "int"} and _WORD.fullmatch(text) else f"<'{fields[0]}>"

    def _container(self, node: Node, fields: tuple[str, ...]) -> str:
        held = [self.of(child) for child in node.named_children[:32] if child.type != "comment"]
        if fields[0] in {"tuple", "list"}:
            while held and not held[-1]:
                held.pop()
            inside = ",".join(held)
        else:
            inside = terms.either(held)
        return f"{{{fields[0]}:{inside}}}" if len(inside) <= terms.LONGEST else f"<'{fields[0]}>"

    def _pairs(self, node: Node, fields: tuple[str, ...]) -> str:
        inside = ",".join(self._written(node, fields[1])[:64])
        return f"{{{fields[0]}:{inside}}}" if len(inside) <= terms.LONGEST else f"<'{fields[0]}>"

    def _written(self, node: Node, kind: str) -> list[str]:
        pairs = [child for child in node.named_children[:TABLE] if child.type == kind]
        held = [(pair.child_by_field_name("key"), self.of(pair.child_by_field_name("value"))) for pair in pairs]
        return [f"{self.key(key) if key else '?'}={value}" for key, value in held if value]

    def table(self, node: Node) -> list[str]:
        """A container that is too long for one expression, as several that hold a part each."""
        rule, fields = self.language.shapes.get(node.type, NO_SHAPE)
        if rule not in {"pairs", "container"} or not node.named_child_count:
            return []
        if rule == "pairs":
            held = self._written(node, fields[1])
        else:
            held = [self.of(child) for child in node.named_children[:TABLE] if child.type != "comment"]
        chunks: list[str] = []
        for each in filter(None, held):
            if chunks and len(chunks[-1]) + len(each) < CHUNK:
                chunks[-1] += f",{each}"
            else:
                chunks.append(each)
        kind = "list" if fields[0] == "tuple" else fields[0]
        return [f"{{{kind}:{chunk}}}" for chunk in chunks if len(chunk) < terms.LONGEST]

    def _comprehension(self, node: Node, fields: tuple[str, ...]) -> str:
        body = node.child_by_field_name("body")
        if body is not None and body.type == "pair":
            value = self.of(body.child_by_field_name("value"))
            return f"{{dict:?={value}}}" if value else "<'dict>"
        return f"{{{fields[0]}:{self.of(body)}}}"

    def _definition(self, node: Node, _: tuple[str, ...]) -> str:
        qualname = self.anonymous(node)
        return f"<@{qualname}>" if qualname else ""

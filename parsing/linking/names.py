"""Resolves a name that is only read to its definition, by scopes and imports alone. This includes constants and
variables, which no value leads to.
"""

from typing import TYPE_CHECKING, NamedTuple

from graph.identity import node_id
from graph.kinds import NodeKind
from parsing import terms
from parsing.linking.targets import target
from parsing.linking.values import Value, module

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

DEEPEST = 8  # length of a chain of imports from file to file
_NAMED = frozenset({"class", "function", "method", "type_alias", "constant", "variable", "field"})


class Denoted(NamedTuple):
    """A definition; a module if `name` is ''."""

    path: str
    name: str
    node: int


class Names:
    """The names of one owner, memoised."""

    def __init__(self, evaluator: "Evaluator") -> None:
        self._evaluator = evaluator
        self._known: dict[tuple[str, str], Denoted | None] = {}

    def of(self, expression: str) -> Denoted | None:
        """The definition of the longest prefix of a dotted name that has one."""
        term, parts = terms.term(expression), list[str]()
        while term.kind == "member":
            parts.append(term.text)
            term = terms.term(term.base)
        found = self._root(term)
        while found is not None and parts:
            inner = self._inside(found, parts.pop())
            if inner is None:
                return found if found.name else None
            found = inner
        return found

    def named(self, path: str, name: str, depth: int = DEEPEST) -> Denoted | None:
        """The definition that a name has in a module."""
        asked = (path, name)
        if asked not in self._known:
            self._known[asked] = None  # recursion guard: modules may import from each other
            self._known[asked] = self._named(path, name, depth) if depth else None
        return self._known[asked]

    def meaning(self, node: int) -> Denoted | None:
        """The definition of a node, if a look-up has found it before."""
        return next((each for each in self._known.values() if each is not None and each.node == node), None)

    def _root(self, term: terms.Term) -> Denoted | None:
        if term.kind == "name":
            return self.named(self._evaluator.path, term.text)
        if term.kind != "sigil" or term.parts[0] not in {"@", "!"}:
            return None
        if term.parts[0] == "@":
            return self.named(self._evaluator.path, term.text[1:])
        return self._imported(self._evaluator.path, term.parts[1], term.parts[2], DEEPEST)

    def _inside(self, found: Denoted, name: str) -> Denoted | None:
        if found.name:
            item = self._evaluator.reads.item(found.path, found.name)
            return self.named(found.path, f"{found.name}.{name}") if item is not None and item.kind == "class" else None
        return self.named(found.path, name) or self._submodule(found.path, name)

    def _named(self, path: str, name: str, depth: int) -> Denoted | None:
        item = self._evaluator.reads.item(path, name)
        if item is None:
            return self._starred(path, name, depth) if "." not in name else None
        if item.kind in _NAMED:
            return Denoted(path, name, target(path, name, item))
        for value in item.values:
            if value.startswith("<!") and value.endswith(">"):
                spec, _, wanted = value[2:-1].rpartition(":")
                found = self._imported(path, spec, wanted, depth)
                if found is not None:
                    return found
        return None

    def _imported(self, path: str, spec: str, name: str, depth: int) -> Denoted | None:
        source = self._evaluator.module(path, spec)
        if source is None or source.kind != "module":
            return self._below(source, name) if source is not None and source.kind == "namespace" and name else None
        if not name:
            return _module(source)
        return self.named(source.path, name, depth - 1) or self._submodule(source.path, name)

    def _starred(self, path: str, name: str, depth: int) -> Denoted | None:
        stars = self._evaluator.reads.item(path, "*")
        for spec in reversed(stars.values if stars is not None else ()):
            source = self._evaluator.module(path, spec)
            if source is not None and source.kind == "module" and self._evaluator.offers(source, name):
                found = self.named(source.path, name, depth - 1)
                if found is not None:
                    return found
        return None

    def _submodule(self, path: str, name: str) -> Denoted | None:
        return self._below(module(path), name)

    def _below(self, source: Value, name: str) -> Denoted | None:
        inside = self._evaluator.language.submodule(source, name, self._evaluator.reads)
        return _module(inside) if inside is not None and inside.kind == "module" else None


def _module(value: Value) -> Denoted:
    return Denoted(value.path, "", node_id(value.path, NodeKind.MODULE, ""))

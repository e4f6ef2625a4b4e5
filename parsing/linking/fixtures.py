"""Test fixtures: the runner calls the fixtures that a test's parameters name. Each of these is an implicit call."""

from typing import TYPE_CHECKING

from graph.facts import Definition, Facts, Item
from graph.kinds import EdgeKind, Resolution
from parsing import terms
from parsing.linking.gather import Gather, Site
from parsing.linking.members import member
from parsing.linking.targets import Targets
from parsing.linking.values import Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

HEAD: Site = (0, 0)


class Fixtures:
    def __init__(self, evaluator: "Evaluator", facts: Facts, ids: list[int], gather: Gather, targets: Targets) -> None:
        self._evaluator = evaluator
        self._facts = facts
        self._ids = ids
        self._gather = gather
        self._targets = targets
        self._places: list[str] | None = None
        self._nearest: dict[tuple[str, str], int] = {}  # (class, name) -> the fixture visible there

    def link(self) -> None:
        """CALLS edges from each test and fixture to the fixtures that its parameters name."""
        if not self._evaluator.language.fixtures:
            return
        interface = self._evaluator.reads.own() or {}
        for place, definition in enumerate(self._facts.definitions):
            item = interface.get(definition.qualname) if definition.kind in {"function", "method"} else None
            if item is not None and item.params and self._is_run(definition, item):
                self._given(definition, item, self._ids[place])

    def _is_run(self, definition: Definition, item: Item) -> bool:
        is_test = self._evaluator.language.is_test(self._evaluator.path, definition.name)
        return is_test or self._is_fixture(self._evaluator.path, item)

    def _is_fixture(self, path: str, item: Item) -> bool:
        for decorator in item.decorators:
            term = terms.term(decorator)
            self._evaluator.start()
            marks = self._evaluator.values(path, term.base if term.kind == "call" else decorator)
            if any(mark.kind == "external" and mark.name in self._evaluator.language.fixtures for mark in marks):
                return True
        return False

    def _given(self, definition: Definition, item: Item, own: int) -> None:
        for param in item.params[1:] if item.receiver else item.params:
            if not param.default and param.kind in {"", "="}:
                node = self._found(definition, param.name, own)
                if node:
                    self._gather.edge(EdgeKind.CALLS, own, node, Resolution.IMPLICIT, own, HEAD)

    def _found(self, definition: Definition, name: str, own: int) -> int:
        """The same for all functions of a class, or of the file, except for a fixture that asks for its own name."""
        asked = definition.qualname.rpartition(".")[0], name
        if asked not in self._nearest:
            self._nearest[asked] = self._sought(*asked, 0)
        return self._nearest[asked] if self._nearest[asked] != own else self._sought(*asked, own)

    def _sought(self, holder: str, name: str, own: int) -> int:
        """The nearest fixture of the name other than `own`: in the class, the file, or a directory's shared file."""
        evaluator = self._evaluator
        evaluator.start()
        inside = member(evaluator, Value("class", evaluator.path, holder), name) if holder else ()
        found = self._fixture(inside, own) or self._fixture(evaluator.name(evaluator.path, name), own)
        for path in () if found else self._shared():
            found = found or self._fixture(evaluator.name(path, name), own)
        return found

    def _fixture(self, values: Values, own: int) -> int:
        for value in values:
            item = self._evaluator.reads.item(value.path, value.name) if value.kind == "function" else None
            if item is not None and self._is_fixture(value.path, item) and self._targets.of(value) != own:
                return self._targets.of(value)
        return 0

    def _shared(self) -> list[str]:
        if self._places is None:
            candidates = self._evaluator.language.shared_fixtures(self._evaluator.path)
            reads = self._evaluator.reads
            self._places = [path for path in candidates if reads.item(path, "") is not None]
        return self._places

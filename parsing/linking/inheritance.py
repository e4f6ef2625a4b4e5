"""Edges between the methods of a class and of its bases: overrides, and calls that a base leaves to its subclasses."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from graph.facts import Facts, Item
from graph.kinds import EdgeKind, Resolution
from parsing.linking import members, overriding, resolution
from parsing.linking.gather import Gather, Site
from parsing.linking.targets import Targets
from parsing.linking.values import Found, Value
from parsing.terms import HOOKS

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

HEAD: Site = (0, 0)  # the `start_line` of a definition, as a site inside it


class Inheritance:
    """Edges to and from the methods of base classes. They belong to the subclass's file."""

    def __init__(
        self,
        evaluator: "Evaluator",
        facts: Facts,
        ids: list[int],
        gather: Gather,
        targets: Targets,
        elsewhere: Collection[int],
    ) -> None:
        self.evaluator = evaluator
        self.facts = facts
        self.ids = ids
        self.gather = gather
        self.targets = targets
        self._elsewhere = elsewhere  # definitions whose node is at another place; it draws what they override
        self._open: dict[Value, list[tuple[str, str]]] = {}  # class -> (method, name it calls that no base has)

    def overrides(self) -> None:
        """OVERRIDES from each method to the one it overrides in the first base that has it, and from each inherited
        method to the interface method that it implements for the class.
        """
        for place, definition in enumerate(self.facts.definitions):
            self.evaluator.start()
            if definition.kind == "method" and place not in self._elsewhere:
                found = overriding.overridden(self.evaluator, definition)
                if found is not None:
                    self.gather.edge(EdgeKind.OVERRIDES, self.ids[place], self._node(found))
            elif definition.kind == "class":
                for method, wanted in overriding.fulfilled(self.evaluator, definition):
                    self.gather.edge(EdgeKind.OVERRIDES, self._node(method), self._node(wanted), scope=self.ids[place])

    def _node(self, found: Found) -> int:
        return self.targets.of(Value("function", found.path, found.qualname))

    def dynamic(self) -> None:
        """CALLS from each method that looks up attributes by a name prefix to the methods here whose names match it."""
        told: dict[str, list[tuple[Value, str]]] = {}  # class -> its base classes with their `method:prefix`
        for place, definition in enumerate(self.facts.definitions):
            if definition.kind == "method":
                owner = definition.qualname.rpartition(".")[0]
                if owner not in told:
                    told[owner] = self._invokes(owner)
                self._called_by_name(told[owner], definition.name, self.ids[place])

    def hooks(self) -> None:
        """CALLS from base methods to methods here that no base defines (`self.child()` in a mixin)."""
        if not self.evaluator.language.hooks:
            return
        for place, definition in enumerate(self.facts.definitions):
            if definition.kind == "class":
                self.evaluator.start()
                this = Value("instance", self.evaluator.path, definition.qualname)
                for above in resolution.order(self.evaluator, this)[1:]:
                    self._hooked(this, above, self.ids[place])

    def _hooked(self, this: Value, above: Value, scope: int) -> None:
        for method, name in self._left_open(above) if above.kind == "class" else ():
            source = self.targets.of(Value("function", above.path, f"{above.name}.{method}"))
            for value in members.member(self.evaluator, this, name) if source else ():
                reached = self.targets.of(value) if value.kind == "function" else 0
                if reached:
                    self.gather.edge(EdgeKind.CALLS, source, reached, Resolution.CALLBACK, scope, HEAD)

    def _left_open(self, above: Value) -> list[tuple[str, str]]:
        """The (method, name it calls) pairs of names that no base of the class has; none if any base is unknown."""
        known = self._open.get(above)
        if known is None:
            item = self._item(above, HOOKS)
            told = [(hook.partition(":")[0], hook.partition(":")[2]) for hook in item.invokes] if item else []
            if told and any(each.kind != "class" for each in resolution.order(self.evaluator, above)):
                told = []
            known = [each for each in told if members.find(self.evaluator, above, each[1]) is None]
            self._open[above] = known
        return known

    def _item(self, value: Value, suffix: str = "") -> Item | None:
        return self.evaluator.reads.item(value.path, f"{value.name}{suffix}")

    def _invokes(self, owner: str) -> list[tuple[Value, str]]:
        self.evaluator.start()
        order = resolution.linear(self.evaluator, self.evaluator.path, owner)
        items = [(each, self._item(each)) for each in order if each.kind == "class"]
        return [(each, told) for each, item in items if item for told in item.invokes]

    def _called_by_name(self, invokes: list[tuple[Value, str]], name: str, called: int) -> None:
        for owner, told in invokes:
            method, _, prefix = told.partition(":")
            if name.startswith(prefix) and name != method:
                source = self.targets.of(owner._replace(kind="function", name=f"{owner.name}.{method}"))
                if source:
                    self.gather.edge(EdgeKind.CALLS, source, called, Resolution.CALLBACK, called, HEAD)

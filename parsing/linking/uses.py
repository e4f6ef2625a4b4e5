"""The edges from the definitions of one file to what they use: imports, bases, calls, types, decorators, reads."""

from collections.abc import Callable, Collection, Mapping
from typing import ClassVar, NamedTuple

from graph.delta import Miss
from graph.facts import Facts, Import, Reference
from graph.identity import node_id
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.languages import family
from graph.model import Node
from parsing import terms
from parsing.linking import bare_calls, callees, calls, directories, members, misses, overloads
from parsing.linking.evaluator import Evaluator
from parsing.linking.gather import Gather, Site
from parsing.linking.names import Names
from parsing.linking.parameters import Parameters
from parsing.linking.targets import Targets
from parsing.linking.values import Argument, Call, Value, Values, module, parts, union


class Said(NamedTuple):
    """What a call means, wherever in the file it is written."""

    callees: Values
    edges: list[tuple[EdgeKind, int, Resolution]]  # from the definition that holds the call
    miss: tuple[str, str] | None  # the unresolved part of the expression, and why


_TYPED = {"returns": EdgeKind.RETURNS, "accepts": EdgeKind.ACCEPTS, "annotation": EdgeKind.REFERENCES}


class Uses:
    def __init__(
        self,
        evaluator: Evaluator,
        facts: Facts,
        ids: list[int],
        gather: Gather,
        targets: Targets,
        names: Names,
        elsewhere: Collection[int],
    ) -> None:
        self.evaluator = evaluator
        self.facts = facts
        self.ids = ids
        self.gather = gather
        self.targets = targets
        self.names = names
        self.parameters = Parameters(evaluator, facts)
        self._chooses = overloads.decide(evaluator.language)
        self._said: dict[str | tuple[int, str], Said] = {}  # by callee, or by scope and call where arguments decide
        self._holders: dict[int, int] = {}  # definition written outside its type -> node of the type, 0 if external
        self.elsewhere = elsewhere  # definitions whose node is at another place; it draws what holds them

    def holders(self) -> None:
        """DEFINES from what holds each definition: if it is written outside its type, from the type."""
        for place, definition in enumerate(self.facts.definitions[1:], start=1):
            if place in self.elsewhere:
                continue
            owner = definition.qualname.rpartition(".")[0]
            holder, around = self.ids[definition.parent], self.facts.definitions[definition.parent]
            if owner not in {"", around.qualname} and around.kind == "module":
                self.evaluator.start()
                types = self.evaluator.name(self.evaluator.path, owner)
                self._holders[place] = next(filter(None, map(self.targets.of, types)), 0)
                holder = self._holders[place] or holder
            self.gather.edge(EdgeKind.DEFINES, holder, self.ids[place])

    def imports(self) -> None:
        for each in self.facts.imports:
            self.imported(each)

    def references(self) -> None:
        for reference in self.facts.references:
            self.reference(reference)

    def reference(self, reference: Reference) -> None:
        self.evaluator.start()
        handler = self._HANDLERS.get(reference.kind, Uses._type)
        handler(self, reference)

    def imported(self, each: Import) -> None:
        evaluator = self.evaluator
        evaluator.start()
        found = evaluator.module(evaluator.path, each.spec)
        if found is not None and each.name not in {"", "*", "?"} and found.kind in {"module", "namespace"}:
            inside = evaluator.language.submodule(found, each.name, evaluator.reads)
            found = inside if inside is not None and inside.kind == "module" else found
        if found is not None and found.kind in {"class", "instance"}:
            found = module(found.path)
        elif found is not None and found.kind == "package" and each.name not in {"", "*", "?"}:
            offered = members.member(evaluator, found, each.name)
            found = next((module(value.path) for value in offered if value.path), found)
        if found is not None and found.kind == "package":
            for directory in (found.path,) if found.path else evaluator.reads.directories(found.name):
                self._join(each, directories.directory_id(directory, evaluator.reads))
            return
        if found is None or found.kind == "namespace" or (found.kind == "module" and found.path == evaluator.path):
            if found is None:
                self.gather.unresolved.append(
                    Miss(self.ids[each.scope], each.line, each.column, "import", each.spec, "import")
                )
            return
        evaluator.imported_paths.add(found.path)
        target = self._external(found.name) if found.kind == "external" else node_id(found.path, NodeKind.MODULE, "")
        self._join(each, target)

    def _join(self, each: Import, target: int) -> None:
        site = (each.line, each.column)
        self.gather.edge(EdgeKind.IMPORTS, self.ids[0], target, scope=self.ids[each.scope], site=site)

    def _external(self, name: str) -> int:
        """The node of an external module. Languages of a family share it, so it is the same whichever imports it."""
        language = family(self.evaluator.language.name)
        identifier = node_id("", NodeKind.EXTERNAL_MODULE, f"{language}:{name}")
        short = name.rpartition(".")[2]
        return self.gather.node(Node(identifier, NodeKind.EXTERNAL_MODULE, short, name, "", language, 0, 0, 0, {}))

    def _call(self, reference: Reference) -> None:
        term = terms.term(reference.expression)
        if term.kind != "call":
            self._miss(reference, reference.expression)
            return
        known = (reference.scope, reference.expression) if self._chooses else term.base
        said = self._said.get(known) or self._callee(known, reference, term)
        for kind, target, resolution in said.edges:
            self._draw(kind, reference, target, resolution)
        if said.miss is not None:
            self._missed(reference, *said.miss)
        elif any(term.parts):
            self._handed_over(reference, said.callees, self.parameters.given(term))

    def _callee(self, known: str | tuple[int, str], reference: Reference, term: terms.Term) -> Said:
        """Memoised by callee. Where arguments decide between overloads, only for equal calls in the same scope."""
        meant, told = callees.called(self.evaluator, term.base, self._made(reference, term.parts))
        edges = [(kind, target, resolution) for kind, value, resolution in told if (target := self.targets.of(value))]
        unknown = all(callee.kind == "package" for callee in meant)
        said = Said(meant, edges, misses.explain(self.evaluator, term.base) if unknown else None)
        if not self.evaluator.exhausted:  # else the next call, with a full budget, may find more
            self._said[known] = said
        return said

    def _made(self, reference: Reference, parts: tuple[str, ...]) -> Call:
        scope = self.facts.definitions[reference.scope]
        caller = overloads.numbered(scope.qualname, scope.ordinal)
        return Call(self.evaluator.path, parts, caller=caller)

    def _miss(self, reference: Reference, expression: str) -> None:
        self._missed(reference, *misses.explain(self.evaluator, expression))

    def _missed(self, reference: Reference, unknown: str, reason: str) -> None:
        scope = self.ids[reference.scope]
        self.gather.unresolved.append(Miss(scope, reference.line, reference.column, reference.kind, unknown, reason))

    def _implicit(self, reference: Reference) -> None:
        term = terms.term(reference.expression)
        for kind, value, resolution in callees.implied(self.evaluator, term.base, self._made(reference, term.parts)):
            self._edge(kind, reference, value, resolution)

    def _value(self, reference: Reference) -> None:
        found = self.evaluator.values(self.evaluator.path, reference.expression)
        if self.evaluator.language.bare_calls:
            found = self._named_alone(reference, found)
        for value in found:
            self._edge(EdgeKind.REFERENCES, reference, value, Resolution.EXACT)

    def _named_alone(self, reference: Reference, found: Values) -> Values:
        """Draws the calls of a bare name, which calls a function that needs no arguments. Returns its other values."""
        how = callees.resolution(self.evaluator, self.evaluator.how, found[:1])
        called = bare_calls.called(self.evaluator, found)
        for each in overloads.choose(self.evaluator, called, self._made(reference, ())):
            self._edge(EdgeKind.CALLS, reference, each, how)
        return tuple(each for each in found if not (called and each.kind == "function"))

    def _read(self, reference: Reference) -> None:
        found = self.names.of(reference.expression)
        scope = self.ids[reference.scope]
        if found is not None and found.name and found.node != scope:
            self.gather.edge(EdgeKind.REFERENCES, scope, found.node, Resolution.EXACT, scope, _site(reference))

    def _handed_over(self, reference: Reference, meant: Values, given: list[Argument]) -> None:
        """Functions passed as arguments: referenced here, and called by a callee that calls its parameter."""
        for value in union(*(argument.values for argument in given)):
            read = self.evaluator.language.tells_reads and not value.receiver
            if value.kind in {"function", "class"} and not read:
                self._edge(EdgeKind.REFERENCES, reference, value, Resolution.EXACT)
        for callee in meant:
            if callee.kind == "function" and (callee.path != self.evaluator.path or self.evaluator.language.functional):
                self._invoked(reference, callee, given)
            elif callee.kind not in {"function", "instance"}:
                for functions, _ in calls.handed(self.evaluator, callee, given, self.evaluator.path):
                    for value in functions:
                        kind = EdgeKind.INSTANTIATES if value.kind == "class" else EdgeKind.CALLS
                        self._edge(kind, reference, value, Resolution.CALLBACK)

    def _invoked(self, reference: Reference, callee: Value, given: list[Argument]) -> None:
        item = self.evaluator.reads.item(callee.path, callee.name)
        if item is None or not item.invokes:
            return
        params = item.params[1:] if overloads.is_bound(item, callee) else item.params
        places = [told.partition("@")[::2] for told in item.invokes]
        for name, argument in calls.pair([param.name for param in params], given):
            for invoked, inside in places:
                if name == invoked:
                    own = callee.path == self.evaluator.path
                    known = self.evaluator.learnt(callee.name, name) if own else ()
                    values = tuple(value for value in argument.values if value not in known)
                    self._callback(reference, callee._replace(name=inside or callee.name), values)

    def _callback(self, reference: Reference, caller: Value, values: Values) -> None:
        source, scope = self.targets.of(caller), self.ids[reference.scope]
        if not source:
            return
        for value in values:
            target = self.targets.of(value)
            if target and value.kind == "function":
                site = (reference.line, reference.column)
                self.gather.edge(EdgeKind.CALLS, source, target, Resolution.CALLBACK, scope, site)

    def _base(self, reference: Reference) -> None:
        found = self.evaluator.values(self.evaluator.path, reference.expression)
        if not found:
            self._miss(reference, reference.expression)
        classes = [target for value in found[:1] if value.kind == "class" and (target := self.targets.of(value))]
        for target in classes or self._alias(reference.expression):
            scope = self.ids[reference.scope]
            kind = EdgeKind.IMPLEMENTS if reference.kind == "implements" else EdgeKind.INHERITS
            subject = self._implementing(reference.subject)
            if subject:
                self.gather.edge(kind, subject, target, Resolution.EXACT, scope, _site(reference))

    def _alias(self, expression: str) -> list[int]:
        """The node of a base that is a type alias: `interface A extends B`, where B is `Omit<C, "d">`."""
        term = terms.term(expression)
        denoted = self.names.of(term.base if term.kind == "index" else expression)
        item = self.evaluator.reads.item(denoted.path, denoted.name) if denoted is not None else None
        return [denoted.node] if denoted is not None and item is not None and item.kind == "type_alias" else []

    def _joined(self, reference: Reference) -> None:
        """`T(B)`: an extension declares that the type T, which it reopens, implements B."""
        term, path = terms.term(reference.expression), self.evaluator.path
        subject = next(filter(None, map(self.targets.of, self.evaluator.values(path, term.base))), 0)
        target = next(filter(None, map(self.targets.of, self.evaluator.values(path, ",".join(term.parts)))), 0)
        if subject and target:
            scope = self.ids[reference.scope]
            self.gather.edge(EdgeKind.IMPLEMENTS, subject, target, Resolution.EXACT, scope, _site(reference))

    def _implementing(self, place: int) -> int:
        """The type that implements; for a method written outside its type, that type, or 0 if it is external."""
        method = self.facts.definitions[place].kind == "method"
        return self._holders.get(place, 0) if method else self.ids[place]

    def _decorator(self, reference: Reference) -> None:
        term = terms.term(reference.expression)
        expression = term.base if term.kind == "call" else reference.expression
        found = self.evaluator.values(self.evaluator.path, expression)
        if not found:
            self._miss(reference, expression)
        for value in found:
            source = self.targets.of(value)
            if source:
                scope = self.ids[reference.scope]
                self.gather.edge(
                    EdgeKind.DECORATES, source, self.ids[reference.subject], Resolution.EXACT, scope, _site(reference)
                )

        for value in self.evaluator.values(self.evaluator.path, reference.expression):
            if value.kind == "function":
                self._edge(EdgeKind.CALLS, reference, value, Resolution.IMPLICIT)
                self._invoked(reference, value, self.parameters.decorated(reference))

    def _type(self, reference: Reference) -> None:
        found = self.evaluator.values(self.evaluator.path, reference.expression)
        for value in parts(found):
            target = self.targets.of(value)
            if target and value.kind == "class":
                scope = self.ids[reference.scope]
                kind = _TYPED[reference.kind]
                self.gather.edge(kind, self.ids[reference.subject], target, Resolution.EXACT, scope, _site(reference))

    def _edge(self, kind: EdgeKind, reference: Reference, value: Value, resolution: Resolution) -> None:
        target = self.targets.of(value)
        if target:
            self._draw(kind, reference, target, resolution)

    def _draw(self, kind: EdgeKind, reference: Reference, target: int, resolution: Resolution) -> None:
        scope = self.ids[reference.scope]
        self.gather.edge(kind, scope, target, resolution, scope, _site(reference))

    # Held by the class: an instance holding its own bound methods would be a cycle, freed only by the collector.
    _HANDLERS: ClassVar[Mapping[str, Callable[["Uses", Reference], None]]] = {
        "call": _call,
        "implicit": _implicit,
        "value": _value,
        "read": _read,
        "base": _base,
        "implements": _base,
        "joined": _joined,
        "decorator": _decorator,
    }


def _site(reference: Reference) -> Site:
    return reference.line, reference.column

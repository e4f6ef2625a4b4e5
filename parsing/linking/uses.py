"""What the definitions of one file use: imports, bases, calls, types, decorators, overridden methods."""

from collections.abc import Collection

from graph.delta import Miss
from graph.facts import Facts, Import, Item, Reference
from graph.identity import node_id
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.languages import family
from graph.model import Node
from parsing import terms
from parsing.linking import asides, bare, calls, declarations, directories, members, misses, overloads
from parsing.linking.evaluator import FUNCTIONS, Evaluator
from parsing.linking.gather import Gather, Site
from parsing.linking.names import Names
from parsing.linking.targets import Targets
from parsing.linking.values import ASSUMED, LEAPT, Argument, Call, Value, Values, module, parts, union, unnamed

_PASSED = frozenset({"function", "class", "instance", "held", "constant", "module"})
ALTERNATIVES = 8  # a call that may be one of more is that of what a table was given
ROUNDS = 3  # calls inside each other whose arguments are followed
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
        self._holders: dict[int, int] = {}  # definition -> the node that defines it
        self.elsewhere = elsewhere  # definitions whose node is that of another place, which says what holds them
        self._handlers = {
            "call": self._call,
            "implicit": self._implicit,
            "value": self._value,
            "read": self._read,
            "base": self._base,
            "implements": self._base,
            "decorator": self._decorator,
        }

    def holders(self) -> None:
        """Each definition is defined by what holds it: where it stands outside of its type, by the type."""
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
        self.learn_parameters()
        for reference in self.facts.references:
            self.reference(reference)

    def reference(self, reference: Reference) -> None:
        self.evaluator.start()
        self._handlers.get(reference.kind, self._type)(reference)

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
            for directory in evaluator.reads.directories(found.name):
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
        """The same whoever imports it first: languages of a family share their modules."""
        language = family(self.evaluator.language.name)
        identifier = node_id("", NodeKind.EXTERNAL_MODULE, f"{language}:{name}")
        short = name.rpartition(".")[2]
        return self.gather.node(Node(identifier, NodeKind.EXTERNAL_MODULE, short, name, "", language, 0, 0, 0, {}))

    def learn_parameters(self) -> None:
        """Calls inside the file say what its parameters are, also when they only pass their own on."""
        open_ends = [reference for reference in self.facts.references if reference.kind in {"call", "decorator"}]
        for _ in range(ROUNDS):
            before = dict(self.evaluator.given)
            open_ends = [reference for reference in open_ends if self._learn(reference)]
            if self.evaluator.given == before:
                break
            self.evaluator.forget()

    def _learn(self, reference: Reference) -> bool:
        """What a call, or a decorator, passes to functions of this file; whether learning more may say more of it."""
        self.evaluator.start()
        term = terms.term(reference.expression)
        decorates = reference.kind == "decorator"
        if not (decorates or any(term.parts)):
            return False
        callees = self.evaluator.values(self.evaluator.path, reference.expression if decorates else term.base)
        functions = self._own_functions(asides.constructed(callees))
        handing = [callee for callee in callees if calls.hands_on(self.evaluator, callee, term)]
        if functions or handing:
            given = self._decorated(reference) if decorates else self._arguments(term)
            for function, item in functions:
                self._give(function, item, given)
            self._learn_handed(handing, given)
        return bool(self.evaluator.how & ASSUMED)

    def _learn_handed(self, handing: list[Value], given: list[Argument]) -> None:
        """What functions of this file are given by those that they are handed to."""
        for callee in handing:
            for functions, passed in calls.handed(self.evaluator, callee, given, self.evaluator.path):
                for function, item in self._own_functions(functions):
                    self._give(function, item, passed)

    def _give(self, function: str, item: Item, given: list[Argument]) -> None:
        params = item.params[1:] if item.receiver else item.params
        typed = {param.name: param.annotation for param in params}
        for name, argument in calls.pair(list(typed), given):
            known = self.evaluator.given.get((function, name), ())
            passed = tuple(value for value in argument.values if value.kind in _PASSED)
            annotation = typed[name]
            if passed and (not annotation or unnamed(self.evaluator.instances(self.evaluator.path, annotation))):
                self.evaluator.given[function, name] = union(known, passed)

    def _decorated(self, reference: Reference) -> list[Argument]:
        """What a decorator is given: the function, or what the decorators below it made of it."""
        name = self.facts.definitions[reference.subject].qualname
        item = self.evaluator.reads.item(self.evaluator.path, name)
        below = (
            item.decorators[item.decorators.index(reference.expression) + 1 :]
            if item and reference.expression in item.decorators
            else ()
        )
        applied = f"<@{name}>"
        for each in reversed(below):
            applied = terms.then(f"{each}({applied})", "")
        functions = tuple(
            value for value in self.evaluator.values(self.evaluator.path, applied) if value.kind == "function"
        )
        return [Argument("", functions or (Value("function", self.evaluator.path, name),))]

    def _own_functions(self, callees: Values) -> list[tuple[str, Item]]:
        found: list[tuple[str, Item]] = []
        for callee in callees:
            name = self.evaluator.constructor(callee.name) if callee.kind == "class" else callee.name
            if callee.path != self.evaluator.path or callee.kind not in {"class", "function"}:
                continue
            item = self.evaluator.reads.item(callee.path, name)
            if item is not None and item.kind in FUNCTIONS:
                found.append((name, item))
        return found

    def _arguments(self, term: terms.Term) -> list[Argument]:
        return calls.arguments(self.evaluator, self.evaluator.path, term.parts)

    def _call(self, reference: Reference) -> None:
        term = terms.term(reference.expression)
        if term.kind != "call":
            self._miss(reference, reference.expression)
            return
        written = self.evaluator.values(self.evaluator.path, term.base)
        how, made = self.evaluator.how, asides.constructed(written) != written
        callees = calls.meant(self.evaluator, written, self._made(reference, term.parts))
        resolution = _resolution(how, callees)
        named = not term.base.startswith("<$") or terms.term(term.base).kind != "sigil"
        for callee in callees:
            self._called(reference, callee, resolution, made=made)
            if named:  # what is handed over is the function itself
                self._wrapped(reference, callee)
        if (
            self.evaluator.language.functional and not self.evaluator.language.receives
        ):  # there a name read is no function
            self._through(reference, terms.term(term.base))
        if all(callee.kind == "package" for callee in callees):
            self._miss(reference, term.base)
        elif any(term.parts):
            self._handed_over(reference, callees, self._arguments(term))

    def _through(self, reference: Reference, callee: terms.Term) -> None:
        """`f.apply(x)`, where f is known to hold a function."""
        for value in self.evaluator.values(self.evaluator.path, callee.base) if callee.kind == "member" else ():
            if value.kind == "function":
                self._edge(EdgeKind.CALLS, reference, value, Resolution.CALLBACK)

    def _made(self, reference: Reference, parts: tuple[str, ...]) -> Call:
        scope = self.facts.definitions[reference.scope]
        caller = overloads.numbered(scope.qualname, scope.ordinal)
        return Call(self.evaluator.path, parts, caller=caller)

    def _miss(self, reference: Reference, expression: str) -> None:
        unknown, reason = misses.explain(self.evaluator, expression)
        scope = self.ids[reference.scope]
        self.gather.unresolved.append(Miss(scope, reference.line, reference.column, reference.kind, unknown, reason))

    def _implicit(self, reference: Reference) -> None:
        term = terms.term(reference.expression)
        callees = self.evaluator.values(self.evaluator.path, term.base)
        for callee in overloads.choose(self.evaluator, callees, self._made(reference, term.parts)):
            if callee.kind == "class":
                self._constructed(reference, callee, Resolution.IMPLICIT)
            else:
                self._edge(EdgeKind.CALLS, reference, callee, Resolution.IMPLICIT)

    def _value(self, reference: Reference) -> None:
        found = self.evaluator.values(self.evaluator.path, reference.expression)
        if self.evaluator.language.bare_calls:
            found = self._named_alone(reference, found)
        for value in found:
            self._edge(EdgeKind.REFERENCES, reference, value, Resolution.EXACT)

    def _named_alone(self, reference: Reference, found: Values) -> Values:
        """A name is a call of a function that needs no arguments. What it is beside that."""
        how = _resolution(self.evaluator.how, found[:1])
        called = bare.called(self.evaluator, found)
        for each in overloads.choose(self.evaluator, called, self._made(reference, ())):
            self._edge(EdgeKind.CALLS, reference, each, how)
        return tuple(each for each in found if not (called and each.kind == "function"))

    def _read(self, reference: Reference) -> None:
        found = self.names.of(reference.expression)
        scope = self.ids[reference.scope]
        if found is not None and found.name and found.node != scope:
            self.gather.edge(EdgeKind.REFERENCES, scope, found.node, Resolution.EXACT, scope, _site(reference))

    def _called(self, reference: Reference, callee: Value, resolution: Resolution, *, made: bool) -> None:
        if callee.kind == "class" and self.evaluator.language.conversions:
            self._edge(EdgeKind.REFERENCES, reference, callee, Resolution.EXACT)
        elif callee.kind == "class":
            self._constructed(reference, callee, resolution)
        elif callee.kind == "function":
            self._edge(EdgeKind.INSTANTIATES if made else EdgeKind.CALLS, reference, callee, resolution)
            for each in declarations.expanded(self.evaluator, callee):
                self._edge(EdgeKind.CALLS, reference, each, resolution)
        elif callee.kind == "instance":
            for method in members.member(self.evaluator, callee, self.evaluator.language.call_name):
                if method.kind == "function":
                    self._edge(EdgeKind.CALLS, reference, method, Resolution.IMPLICIT)

    def _wrapped(self, reference: Reference, callee: Value) -> None:
        for wrapper in calls.wrappers(self.evaluator, callee) if callee.kind == "function" else ():
            self._edge(EdgeKind.CALLS, reference, wrapper, Resolution.IMPLICIT)

    def _constructed(self, reference: Reference, callee: Value, resolution: Resolution) -> None:
        constructors = members.constructors(self.evaluator, callee)
        if constructors and all(overloads.is_closed(self.evaluator, each) for each in constructors):
            return  # of a class that only its own file can make: something else has its name
        kind = self.evaluator.reads.item(callee.path, callee.name)
        if kind is not None and kind.kind == "trait":
            return  # `new T { ... }` makes something that has no name
        casts = self.evaluator.language.casts and not constructors
        converts = casts and kind is not None and kind.kind == "enum"  # `E(1)`
        self._edge(EdgeKind.REFERENCES if converts else EdgeKind.INSTANTIATES, reference, callee, resolution)
        if constructors:
            made = self._made(reference, terms.term(reference.expression).parts)
            chosen = overloads.choose(self.evaluator, constructors, made)
            for each in overloads.callable_with(self.evaluator, chosen, made):
                self._edge(EdgeKind.CALLS, reference, each, Resolution.IMPLICIT)

    def _handed_over(self, reference: Reference, callees: Values, given: list[Argument]) -> None:
        """Functions among the arguments: referenced here, and called by a callee that invokes its parameter."""
        for value in union(*(argument.values for argument in given)):
            read = self.evaluator.language.tells_reads and not value.receiver
            if value.kind in {"function", "class"} and not read:
                self._edge(EdgeKind.REFERENCES, reference, value, Resolution.EXACT)
        for callee in callees:
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
                    known = (
                        self.evaluator.given.get((callee.name, name), ()) if callee.path == self.evaluator.path else ()
                    )
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
        for value in found[:1]:
            target = self.targets.of(value)
            if value.kind == "class" and target:
                scope = self.ids[reference.scope]
                kind = EdgeKind.IMPLEMENTS if reference.kind == "implements" else EdgeKind.INHERITS
                subject = self._implementing(reference.subject)
                if subject:
                    self.gather.edge(kind, subject, target, Resolution.EXACT, scope, _site(reference))

    def _implementing(self, place: int) -> int:
        """The type itself; of a method outside of its type, that type, 0 where it is not of the repository."""
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
                self._invoked(reference, value, self._decorated(reference))

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
            scope = self.ids[reference.scope]
            self.gather.edge(kind, scope, target, resolution, scope, _site(reference))


def _resolution(how: int, callees: Values) -> Resolution:
    if len(callees) < 2:  # noqa: PLR2004 (alternatives)
        return Resolution.INFERRED if how & LEAPT else Resolution.EXACT
    if len(callees) > ALTERNATIVES or any(callee.kind == "held" and callee.name == "callable" for callee in callees):
        return Resolution.CALLBACK  # by its type anything that can be called; these are known to be handed over
    return Resolution.INFERRED


def _site(reference: Reference) -> Site:
    return reference.line, reference.column

"""Infers the parameters of a file's functions from the arguments that calls in the same file pass."""

from collections.abc import Callable

from graph.facts import Facts, Item, Reference
from parsing import terms
from parsing.linking import calls, members, operations
from parsing.linking.evaluator import FUNCTIONS, Evaluator
from parsing.linking.values import FROM_ARGUMENTS, Argument, Value, Values, union, unnamed

DECORATORS = 16  # decorators below another one that are evaluated to find its argument
ROUNDS = 3  # levels of functions that pass their own parameters on
_PASSED = frozenset({"function", "class", "instance", "held", "constant", "module"})
_LAMBDA = "lambda#"  # occurs in expressions that pass a lambda


class Parameters:
    """Runs before the file's references are resolved; the result is in `evaluator.given`."""

    def __init__(self, evaluator: Evaluator, facts: Facts) -> None:
        self.evaluator = evaluator
        self.facts = facts
        # callees whose calls teach nothing, unless a lambda is passed -> whether knowing more arguments may change that
        self._idle: dict[str, bool] = {}

    def learn(self) -> None:
        """Learns the arguments of all calls, in rounds, since a caller may just pass on what it was given itself."""
        open_ends = [reference for reference in self.facts.references if reference.kind in {"call", "decorator"}]
        for _ in range(ROUNDS):
            before = dict(self.evaluator.given)
            self._idle.clear()
            open_ends = [reference for reference in open_ends if self._learn(reference)]
            if self.evaluator.given == before:
                break
            self.evaluator.forget()

    def _learn(self, reference: Reference) -> bool:
        """Learns from one call or decorator. Returns whether it may yield more once more arguments are known."""
        term = terms.term(reference.expression)
        if reference.kind == "decorator":
            return self._learn_from(reference.expression, term, lambda: self.decorated(reference))
        if not any(term.parts):
            return False
        idle = self._idle.get(term.base)
        if idle is not None and _LAMBDA not in reference.expression:
            return idle
        return self._learn_from(term.base, term, lambda: self.given(term))

    def _learn_from(self, callee: str, term: terms.Term, given: Callable[[], list[Argument]]) -> bool:
        self.evaluator.start()
        callees = self.evaluator.values(self.evaluator.path, callee)
        made = operations.constructed(callees)
        functions = self._own_functions(made)
        running = [*callees, *self._constructors(made, term)]
        handing = [each for each in running if calls.hands_on(self.evaluator, each, term)]
        if functions or handing:
            passed = given()
            for function, item in functions:
                self._give(function, item, passed)
            self._learn_handed(handing, passed)
        elif not self.evaluator.exhausted:
            self._idle[callee] = bool(self.evaluator.how & FROM_ARGUMENTS)
        return bool(self.evaluator.how & FROM_ARGUMENTS)

    def _constructors(self, made: Values, call: terms.Term) -> list[Value]:
        """The constructors that run when a class is called with a lambda."""
        if not any(_LAMBDA in part for part in call.parts):
            return []
        kinds = [each for each in made if each.kind == "class"]
        return [
            each._replace(receiver=kind._replace(kind="instance"))
            for kind in kinds
            for each in members.constructors(self.evaluator, kind)
        ]

    def _learn_handed(self, handing: list[Value], given: list[Argument]) -> None:
        """Learns the arguments that this file's functions get when they are called as callbacks."""
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

    def decorated(self, reference: Reference) -> list[Argument]:
        """The argument of a decorator: the function, or what the decorators below it returned for it."""
        name = self.facts.definitions[reference.subject].qualname
        item = self.evaluator.reads.item(self.evaluator.path, name)
        below: tuple[str, ...] = ()
        if item is not None and reference.expression in item.decorators:
            place = item.decorators.index(reference.expression) + 1
            below = item.decorators[place : place + DECORATORS]
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

    def given(self, call: terms.Term) -> list[Argument]:
        """The arguments of a call in this file."""
        return calls.arguments(self.evaluator, self.evaluator.path, call.parts)

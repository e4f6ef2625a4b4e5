"""From recorded evaluations to a chain of steps that a person can follow, from a use to the definition it refers to."""

from collections.abc import Iterator

from graph.facts import Import, Item
from parsing import terms
from parsing.explaining.places import WHOLE, Goal, Places, Step
from parsing.explaining.recording import Recorder, Seen
from parsing.explaining.wording import last, short
from parsing.linking import declarations, resolution
from parsing.linking.names import Denoted
from parsing.linking.values import Value, Values

_FREE = frozenset({"name", "sigil"})


class Chain:
    def __init__(self, recorder: Recorder, places: Places) -> None:
        self._recorder = recorder
        self._language = recorder.language
        self._places = places
        self._met: set[int] = set()  # recursion guard: evaluations that were already followed

    def of(self, roots: list[Seen], goal: Goal) -> list[Step]:
        """The steps from the evaluation among these that led to the goal, to the goal's own definition."""
        steps = list(self._from(roots, goal))
        if not steps and "." in goal[1]:  # a constructor, whose name is not written at the call
            steps = list(self._from(roots, (goal[0], goal[1].rpartition(".")[0])))
        return _told_once([*steps, *self.meant(goal)])

    def known(self, seen: Seen) -> list[Step]:
        """The steps to whatever the evaluation found first."""
        goal = next(((each.path, each.name) for each in seen.found), ("", ""))
        return _told_once([*self._follow(seen, goal), *self.definition(goal)])

    def definition(self, goal: Goal) -> Iterator[Step]:
        found = self._places.definition(*goal)
        if found is not None:
            name = found.name or goal[0]
            yield Step("definition", goal[0], found.start_line, None, name, f"{found.kind} {found.qualname or goal[0]}")

    def meant(self, goal: Goal) -> Iterator[Step]:
        """Where the goal is declared, and where it is defined."""
        yield from self.definition(goal)
        yield from self._defined(goal)

    def _defined(self, goal: Goal) -> Iterator[Step]:
        """The definition of a function that the goal only declares."""
        found = declarations.defined(self._recorder, Value("function", *goal))
        if (found.path, found.name) != goal:
            yield from self.definition((found.path, found.name))

    def named(self, expression: str, goal: Goal | None) -> list[Step]:
        """The steps of a name that is only read: scopes and imports alone resolve it."""
        term = terms.term(expression)
        while term.kind == "member":
            term = terms.term(term.base)
        steps: list[Step] = []
        if term.kind == "sigil" and term.parts[0] == "!":
            found = self._recorder.module(self._recorder.path, term.parts[1])
            steps += self.imported(self._recorder.path, term.parts[1], term.parts[2], found)
            if found is not None and found.kind == "module" and term.parts[2]:
                steps += self._name(found.path, term.parts[2])
        else:
            steps += self._name(self._recorder.path, term.text.lstrip("@"))
        return _told_once([*steps, *(self.definition(goal) if goal is not None else ())])

    def offered(self, each: Import, goal: Denoted) -> list[Step]:
        """The steps of a re-export; none if it does not lead to the goal."""
        found = self._recorder.module(self._recorder.path, each.spec)
        if found is None or found.kind != "module":
            return []
        led = list(self._name(found.path, goal.name if each.name in {"", "*", "?"} else each.name))
        wanted = list(self.definition((goal.path, goal.name)))
        if led[-1:] != wanted:
            return []
        return _told_once([*self.imported(self._recorder.path, each.spec, each.name, found), *led])

    def inherited(self, path: str, name: str, goal: Goal) -> Iterator[Step]:
        """From a class of the file to the base class that has the goal."""
        yield from self._above(Value("class", path, name), goal)

    def _name(self, path: str, name: str) -> Iterator[Step]:
        """Follows a name of a file through imports until it reaches a definition."""
        met: set[Goal] = set()
        while (path, name) not in met:
            met.add((path, name))
            item = self._recorder.reads.item(path, name)
            if item is not None and item.kind:
                break
            led = next(
                (
                    (spec, wanted, found)
                    for spec, wanted in self._specs(path, name, item)
                    if (found := self._there(path, spec, wanted))
                ),
                None,
            )
            if led is None:
                break
            yield from self.imported(path, led[0], led[1], led[2])
            path, name = led[2].path, led[1]
        yield from self.definition((path, name))

    def _specs(self, path: str, name: str, item: Item | None) -> Iterator[tuple[str, str]]:
        """The imports that may bind a name: its own, else the star imports of the file."""
        if item is None:
            stars = self._recorder.reads.item(path, "*")
            yield from ((spec, name) for spec in reversed(stars.values if stars is not None else ()))
        for value in item.values if item is not None else ():
            if value.startswith("<!") and value.endswith(">"):
                spec, _, wanted = value[2:-1].rpartition(":")
                yield spec, wanted

    def _there(self, path: str, spec: str, wanted: str) -> Value | None:
        """The imported module, if it can have the name."""
        found = self._recorder.module(path, spec)
        if found is None or found.kind != "module":
            return None
        item = self._recorder.reads.item(found.path, wanted)
        return found if item is not None or self._recorder.offers(found, wanted) else None

    def imported(self, path: str, spec: str, name: str | None, found: Value | None) -> Iterator[Step]:
        statement = self._places.imported(path, spec, name)
        if statement is not None:
            line = self._places.line(path, statement.scope, statement.line)
            says = f"imports {statement.name or 'it'} of {spec}: {_where(found)}"
            yield Step(
                "import", path, line, None, spec.rpartition("/")[2] if statement.name in WHOLE else statement.name, says
            )

    def _from(self, roots: list[Seen], goal: Goal) -> Iterator[Step]:
        chosen = next((each for each in roots if _is(each.found, goal)), None) or next(
            (each for each in roots if _holds(each.found, goal)), None
        )
        if chosen is not None:
            yield from self._follow(chosen, goal)

    def _follow(self, seen: Seen, goal: Goal) -> Iterator[Step]:
        if id(seen) in self._met:
            return
        self._met.add(id(seen))
        if seen.kind == "name":
            yield from self._bound(seen, goal)
        elif seen.kind == "expression":
            yield from self._evaluated(seen, goal)

    def _bound(self, seen: Seen, goal: Goal) -> Iterator[Step]:
        """A name: a definition of its file, or what it is bound to."""
        found = self._places.definition(seen.path, seen.text)
        if found is not None and found.qualname:
            says = "is what is meant" if (seen.path, seen.text) == goal else f"stands for {_named(goal)}"
            yield Step("name", seen.path, found.start_line, None, found.name, f"{found.kind} {found.qualname} {says}")
        yield from self._inside(seen.inside, goal, free=False)

    def _evaluated(self, seen: Seen, goal: Goal) -> Iterator[Step]:
        term = terms.term(seen.text)
        base = next(
            (each for each in seen.inside if term.base and (each.path, each.text) == (seen.path, term.base)), None
        )
        if base is not None:
            holder = self._holder(base.found, goal)
            if holder is not None:
                yield from self._follow(base, (holder.path, holder.name))
                yield from self._above(holder, goal)
            yield from self._returned(seen, base, goal)
        elif term.kind == "sigil" and term.parts[0] == "$":
            yield from self._parameter(seen, term.parts[1], term.parts[2])
        yield from self._inside([each for each in seen.inside if each is not base], goal, free=term.kind in _FREE)

    def _inside(self, inside: list[Seen], goal: Goal, *, free: bool) -> Iterator[Step]:
        """The evaluation that passed the goal on, and the import it came by. `free`: a name without a dot before it."""
        rest = [each for each in inside if each.kind != "import"]
        chosen = next((each for each in rest if _is(each.found, goal)), None) or next(
            (each for each in rest if _holds(each.found, goal)), None
        )
        for each in inside:
            led = [value for value in each.found if chosen is None or value.path == chosen.path or not value.path]
            if each.kind == "import" and led and (chosen is not None or _is(each.found, goal)):
                yield from self.imported(each.path, each.text, chosen.text if chosen is not None else None, led[0])
                break
        else:
            if free and chosen is not None and chosen.kind == "name" and chosen.path != self._recorder.path:
                yield from self._shared(chosen)
        if chosen is not None:
            yield from self._follow(chosen, goal)

    def _shared(self, seen: Seen) -> Iterator[Step]:
        """A name of another file that is visible without an import of the name: by a package, an include, a crate."""
        found = self._places.definition(seen.path, seen.text)
        if found is not None:
            says = f"{found.kind} {found.qualname} is seen without an import of its name"
            yield Step("shared", seen.path, found.start_line, None, found.name, says)

    def _holder(self, found: Values, goal: Goal) -> Value | None:
        """Of the possible values before the dot, the one that led to the goal."""
        return (
            next((each for each in found if (each.path, each.name) == goal), None)
            or next((each for each in found if each.path == goal[0] and goal[1].startswith(f"{each.name}.")), None)
            or next((each for each in found if _holds((each,), goal)), None)
            or next((each for each in found if self._way(each, goal)), None)
            or next(iter(found), None)
        )

    def _above(self, holder: Value, goal: Goal) -> Iterator[Step]:
        """From a class to the base class that has the member."""
        for path, name, base in self._way(holder, goal):
            written = self._places.written(path, name, "base", base) or self._places.written(
                path, name, "implements", base
            )
            if written is not None:
                line = self._places.line(path, written.scope, written.line)
                says = f"{name} inherits from {short(base, self._language)}"
                yield Step("base", path, line, written.column, last(base, self._language), says)

    def _way(self, holder: Value, goal: Goal) -> list[tuple[str, str, str]]:
        """The classes on the way to the owner of the goal, each with its base that leads there."""
        path, name = holder.path, holder.name
        owner = Value("class", goal[0], goal[1].rpartition(".")[0])
        found: list[tuple[str, str, str]] = []
        while (path, name) != (owner.path, owner.name) and len(found) < resolution.CLASSES:
            item = self._recorder.reads.item(path, name) if path and name else None
            step = next(
                ((each, base) for each in (item.bases if item else ()) if (base := self._base(path, each, owner))), None
            )
            if step is None:
                return []
            found.append((path, name, step[0]))
            path, name = step[1].path, step[1].name
        return found

    def _base(self, path: str, expression: str, owner: Value) -> Value | None:
        base = next(iter(self._recorder.values(path, expression)[:1]), None)
        if base is None or base.kind != "class":
            return None
        return base if owner in resolution.linear(self._recorder, base.path, base.name) else None

    def _returned(self, seen: Seen, base: Seen, goal: Goal) -> Iterator[Step]:
        """A call whose result is what the function is declared, or inferred, to return."""
        for function in base.found if terms.term(seen.text).kind == "call" else ():
            item = self._recorder.reads.item(function.path, function.name) if function.kind == "function" else None
            given = {item.returns, item.yields} if item is not None else set()
            found = self._places.definition(function.path, function.name)
            if (
                found is not None
                and item is not None
                and any(each.text in given and _holds(each.found, goal) for each in seen.inside)
            ):
                says = f"{found.qualname} returns {short(item.returns or item.yields, self._language)}"
                yield Step("returns", function.path, found.start_line, None, found.name, says)
                return

    def _parameter(self, seen: Seen, function: str, name: str) -> Iterator[Step]:
        """What is known of a parameter: its annotation, else that it is the receiver, what calls pass, its default."""
        item = self._recorder.reads.item(seen.path, function)
        found = self._places.definition(seen.path, function)
        if item is None or found is None:
            return
        known = next((each for each in item.params if each.name == name), None)
        if known is not None and known.annotation:
            says = f"is of type {short(known.annotation, self._language)}"
        elif item.receiver and item.params and item.params[0].name == name:
            says = f"is the {item.receiver} that the method is called on"
        elif seen.path == self._recorder.path and self._recorder.learnt(function, name):
            says = "is what calls of this file pass"
        else:
            default = known.default if known is not None else ""
            says = f"is by default {short(default, self._language)}" if default else "has no type"
        yield Step(
            "parameter", seen.path, found.start_line, None, found.name, f"parameter {name} of {found.qualname} {says}"
        )


def _is(found: Values, goal: Goal) -> bool:
    return any((each.path, each.name) == goal for each in found)


def _holds(found: Values, goal: Goal) -> bool:
    """Like `_is`, but also searches the elements of containers and the receivers of bound methods."""
    return any(
        (each.path, each.name) == goal
        or any(_holds(inside, goal) for inside in each.args)
        or (each.kind == "bound" and each.receiver is not None and _holds((each.receiver,), goal))
        for each in found
    )


def _told_once(steps: list[Step]) -> list[Step]:
    """The steps without repetition: of a name and a definition in a row at one line the last one stays."""
    found: list[Step] = []
    for step in steps:
        if found and found[-1][1:3] == step[1:3] and {found[-1].kind, step.kind} <= {"name", "definition"}:
            found.pop()
        if step not in found:
            found.append(step)
    return found


def _where(found: Value | None) -> str:
    if found is None:
        return "there is no such module here"
    return (
        found.path or f"{found.name}, outside the repository" if found.kind == "external" else found.path or found.name
    )


def _named(goal: Goal) -> str:
    return goal[1] or goal[0]

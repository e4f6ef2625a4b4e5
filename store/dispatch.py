"""Dynamic dispatch: calls that may reach an overriding method. Computed at query time, never stored."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graph.kinds import EdgeKind, Resolution
from store.view import View

TRUSTED: Final = tuple(resolution for resolution in Resolution if resolution is not Resolution.NAME)
CALLS: Final = (EdgeKind.CALLS, EdgeKind.INSTANTIATES)


class Allowed(NamedTuple):
    """The edges that a walk may follow."""

    kinds: Sequence[EdgeKind] = CALLS
    resolutions: Sequence[Resolution] = TRUSTED

    @property
    def stored(self) -> list[Resolution]:
        """The resolutions to look for among stored edges. If only dispatch is asked for, it starts from all calls but bare-name
        matches.
        """
        given = self.resolutions if self.direct else TRUSTED
        return [each for each in given if each != Resolution.DISPATCH]

    @property
    def dispatch(self) -> bool:
        return Resolution.DISPATCH in self.resolutions and EdgeKind.CALLS in self.kinds

    @property
    def direct(self) -> bool:
        return any(each != Resolution.DISPATCH for each in self.resolutions)


async def closure(view: View, way: str, methods: Collection[int]) -> dict[int, set[int]]:
    """The transitive closure of OVERRIDES for these methods, without those that have none. `way`: overridden or overriding."""
    steps: defaultdict[int, set[int]] = defaultdict(set)
    asked: set[int] = set()
    wanted = set(methods)
    while wanted:
        asked |= wanted
        for row in await view.fetch(way, list(wanted)):
            here, there = (row["src"], row["dst"]) if way == "overridden" else (row["dst"], row["src"])
            steps[here].add(there)
        wanted = {each for here in wanted for each in steps.get(here, ())} - asked
    return {each: _all(steps, each) for each in methods if each in steps}


def _all(steps: Mapping[int, set[int]], start: int) -> set[int]:
    found: set[int] = set()
    waiting = list(steps[start])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += steps.get(each, ())
    return found - {start}


async def towards(view: View, methods: Collection[int], allowed: Allowed, *bounds: Any) -> list[dict[str, Any]]:
    """Calls of the methods that these override, reported as calls of these. Not dispatched: a call from a method that itself
    overrides the called one, because `super().m()` means exactly that one.
    """
    above = await closure(view, "overridden", methods)
    stands_for: defaultdict[int, set[int]] = defaultdict(set)
    for method, ancestors in above.items():
        for ancestor in ancestors:
            stands_for[ancestor].add(method)
    if not stands_for:
        return []
    found = await view.fetch("towards", list(stands_for), allowed.kinds, allowed.stored, *bounds)
    below = await closure(view, "overriding", {row["dst"] for row in found})
    return [
        {**row, "dst": method, "resolution": Resolution.DISPATCH}
        for row in found
        if row["src"] not in below.get(row["dst"], ())
        for method in sorted(stands_for[row["dst"]])
    ]


async def along(view: View, found: Sequence[Any], without: Collection[int]) -> list[dict[str, Any]]:
    """These calls again, as calls of the methods that override the called ones."""
    below = await closure(view, "overriding", {row["dst"] for row in found})
    return [
        {**row, "reached": method, "dst": method, "resolution": Resolution.DISPATCH}
        for row in found
        if row["src"] not in (overriding := below.get(row["dst"], set()))
        for method in sorted(overriding - set(without))
    ]

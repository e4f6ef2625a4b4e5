"""Definitions that no test leads to: which of them came or went with a publish. A test reaches what it calls, inherits from, overrides
or decorates with, in so many steps; so a change of one edge can matter that many steps further on, and no further.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from graph import watching
from graph.conventions import is_test
from graph.kinds import Resolution
from graph.model import Node
from store.consequences import DEEPEST, REACHING
from store.difference import Difference
from store.finding import DEFINITIONS
from store.overlay import Overlay

Globs = Mapping[str, "re.Pattern[str]"]
_DEFINITIONS: Final = frozenset(DEFINITIONS)


class Untested(NamedTuple):
    """Under one pattern: which are untested now and were not, the other way round, and whether more edges were there than looked at."""

    added: Sequence[Node]
    removed: Sequence[Node]
    cut: bool


class _Walk(NamedTuple):
    edges: Sequence[tuple[int, int]]  # source, target
    met: frozenset[int]
    cut: bool


async def untested(
    before: Overlay, after: Overlay, difference: Difference, patterns: Collection[str]
) -> dict[str, Untested]:
    globs = {each: watching.pattern(each) for each in patterns}
    starts = _touched(difference)
    ahead = [await _walk(there, starts, DEEPEST - 1, along=True) for there in (before, after)]
    near = starts.union(*(walk.met for walk in ahead))
    was, cut_before = await _among(before, near, globs)
    now, cut_after = await _among(after, near, globs)
    cut = cut_before or cut_after or any(walk.cut for walk in ahead)
    return {
        each: Untested(_only(now[each], was[each]), _only(was[each], now[each]), cut)
        for each in globs
        if now[each].keys() != was[each].keys() or (cut and (now[each] or was[each]))
    }


def _touched(difference: Difference) -> frozenset[int]:
    """Where a change begins: what came, went or is called otherwise, and targets of edges that did."""
    nodes = {
        each
        for each, (old, new) in difference.nodes.items()
        if old is None or new is None or old.qualified_name != new.qualified_name
    }
    targets = {
        edge.target
        for edge, (was, now) in difference.edges.items()
        if edge.kind in REACHING and (was is None) is not (now is None)
    }
    return frozenset(nodes | targets)


async def _among(there: Overlay, ids: Collection[int], globs: Globs) -> tuple[dict[str, dict[int, Node]], bool]:
    """Of these the untested ones, by pattern."""
    nodes = {each: node for each, node in (await there.nodes(ids)).items() if _testable(node)}
    asked = {name: {each: node for each, node in nodes.items() if _meets(glob, node)} for name, glob in globs.items()}
    wanted = frozenset(each for found in asked.values() for each in found)
    walk = await _walk(there, wanted, DEEPEST, along=False)
    tests = {each for each, node in (await there.nodes(walk.met)).items() if is_test(node.path)}
    tested = _reached(walk.edges, tests)
    return {
        name: {each: node for each, node in found.items() if each not in tested} for name, found in asked.items()
    }, walk.cut


def _testable(node: Node) -> bool:
    return node.kind in _DEFINITIONS and not is_test(node.path)


def _meets(glob: "re.Pattern[str]", node: Node) -> bool:
    """Patterns of files are patterns of what they hold."""
    return bool(glob.fullmatch(node.qualified_name) or glob.fullmatch(node.path))


async def _walk(there: Overlay, starts: frozenset[int], depth: int, *, along: bool) -> _Walk:
    edges, met, frontier, cut = list[tuple[int, int]](), set(starts), set(starts), False
    for _ in range(depth):
        if not frontier:
            break
        steps = await (there.out_of if along else there.into)(frontier, REACHING)
        found = [(edge.source, edge.target) for edge, _ in steps.edges if edge.resolution != Resolution.NAME]
        frontier = {target if along else source for source, target in found} - met
        met |= frontier
        edges += found
        cut = cut or steps.cut
    return _Walk(edges, frozenset(met), cut)


def _reached(edges: Iterable[tuple[int, int]], tests: set[int]) -> set[int]:
    """In at most so many steps from a test."""
    following: defaultdict[int, set[int]] = defaultdict(set)
    for source, target in edges:
        following[source].add(target)
    reached, frontier = set[int](), tests
    for _ in range(DEEPEST):
        frontier = set().union(*(following[each] for each in frontier)) - reached
        reached |= frontier
    return reached


def _only(these: Mapping[int, Node], others: Mapping[int, Node]) -> list[Node]:
    found = [node for each, node in these.items() if each not in others]
    return sorted(found, key=lambda node: (node.path, node.start_line, node.qualified_name, node.id))

"""What follows from a difference between two graphs: affected callers, newly unresolved references, new import cycles."""

import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from graph.conventions import is_test
from graph.kinds import EdgeKind, NodeKind
from graph.model import Node
from store.change import Lost, NodeChange
from store.difference import Difference, EdgeKey
from store.model import Reached
from store.overlay import Overlay, site

DEEPEST: Final = 5  # steps from what changed to a caller or test
MOST: Final = 500  # nodes visited by one walk
_CALLS: Final = (EdgeKind.CALLS, EdgeKind.INSTANTIATES)
REACHING: Final = (
    *_CALLS,
    EdgeKind.INHERITS,
    EdgeKind.OVERRIDES,
    EdgeKind.DECORATES,
)  # edges along which a test reaches what it tests
_IMPORTS: Final = (EdgeKind.IMPORTS,)
_SHAPE: Final = frozenset({EdgeKind.CONTAINS, EdgeKind.DEFINES})
_PLACES: Final = frozenset({
    NodeKind.PROJECT, NodeKind.PACKAGE, NodeKind.FOLDER, NodeKind.FILE, NodeKind.MODULE, NodeKind.EXTERNAL_MODULE,
    NodeKind.EXTERNAL_PACKAGE,
})  # fmt: skip
_WORDS: Final = re.compile(r"\w+")


class Walked(NamedTuple):
    reached: Sequence[Reached]
    cut: bool


def broken(difference: Difference, changed: Iterable[NodeChange]) -> set[int]:
    """Definitions that are gone, or whose signature or decorators changed."""
    gone = {each for each, (_, after) in difference.nodes.items() if after is None}
    altered = {each.after.id for each in changed if {"signature", "decorators"} & set(each.aspects)}
    return gone | altered


def touched(difference: Difference, changed: Iterable[NodeChange]) -> set[int]:
    """Definitions whose code changed: new, gone, changed, or with other edges."""
    found = {each.after.id for each in changed if set(each.aspects) - {"docstring"}}
    found |= {each for each, pair in difference.nodes.items() if None in pair}
    found |= {edge.scope for edge in difference.edges if edge.kind not in _SHAPE}
    return found


async def affected(there: Overlay, difference: Difference, start: Collection[int]) -> Walked:
    """Callers at the later commit, and surviving callers of what is gone. Only definitions that existed before."""
    found = await _walk(there, difference, start, _CALLS)
    return Walked([each for each in found.reached if _stood(difference, each.node)], found.cut)


async def tests(there: Overlay, difference: Difference, start: Collection[int]) -> Walked:
    found = await _walk(there, difference, start, REACHING)
    itself = (await there.nodes(start)).values()
    near = [Reached(node, 0, []) for node in itself if node.kind not in _PLACES and is_test(node.path)]
    far = [each for each in found.reached if is_test(each.node.path)]
    return Walked(sorted([*near, *far], key=lambda each: (each.depth, each.node.path, each.node.start_line)), found.cut)


async def _walk(there: Overlay, difference: Difference, start: Collection[int], kinds: Sequence[str]) -> Walked:
    """Breadth first against the edges; each node once, at its smallest depth."""
    seen, frontier, reached = set(start), set(start), list[Reached]()
    for depth in range(1, DEEPEST + 1):
        steps, cut = await there.into(frontier, kinds)
        lost = _lost_edges(difference, frontier, kinds) if depth == 1 else []
        nearer = sorted((edge, sites) for edge, sites in (*steps, *lost) if edge.source not in seen)
        nodes = await there.nodes({edge.source for edge, _ in nearer} | {edge.scope for edge, _ in nearer})
        for source in dict.fromkeys(edge.source for edge, _ in nearer):
            if source in nodes:
                sites = [site(edge, packed, nodes) for edge, packed in nearer if edge.source == source]
                reached.append(Reached(nodes[source], depth, sites))
        frontier = {edge.source for edge, _ in nearer} & nodes.keys()
        seen |= frontier
        if cut or len(reached) > MOST:
            return Walked(reached[:MOST], cut=True)
        if not frontier:
            break
    return Walked(reached, bool(frontier) and bool((await there.into(frontier, kinds)).edges))


def _lost_edges(difference: Difference, targets: Collection[int], kinds: Sequence[str]) -> list[tuple[EdgeKey, bytes]]:
    """Edges to definitions that are gone, with their sites at the earlier commit."""
    return [
        (edge, bytes.fromhex(before or ""))
        for edge, (before, after) in difference.edges.items()
        if after is None and edge.kind in kinds and edge.target in targets and _is_gone(difference, edge.target)
    ]


def lost(difference: Difference, nodes: Mapping[int, Node]) -> list[Lost]:
    """References that became unresolved. Those whose scope lost an edge to that name come first."""
    gone: dict[int, dict[str, int]] = {}
    for edge, (_, after) in difference.edges.items():
        if after is None and edge.target in nodes:
            gone.setdefault(edge.scope, {})[nodes[edge.target].name] = edge.target
    found = []
    for miss, lines in difference.misses.items():
        scope = nodes.get(miss.scope)
        words = _WORDS.findall(miss.expression)
        was = gone.get(miss.scope, {}).get(words[-1]) if words else None
        origin = scope.start_line if scope else 0
        found += [Lost(miss.path, origin + line, *miss[1:], was) for line in lines]
    return sorted(found, key=lambda each: (each.was is None, each.path, each.line))


async def cycles(there: Overlay, difference: Difference) -> tuple[list[list[int]], bool]:
    """The shortest cycle through each new import, unless its two modules were already in a cycle together."""
    new = sorted(
        edge for edge, (before, _) in difference.edges.items() if edge.kind == EdgeKind.IMPORTS and before is None
    )
    after, before, cut = await _imports(
        there, difference, {edge.source for edge in new} | {edge.target for edge in new}
    )
    found: dict[frozenset[int], list[int]] = {}
    for edge in new:
        way = _way(after, edge.target, edge.source)
        knew = _way(before, edge.target, edge.source) and _way(before, edge.source, edge.target)
        if way and not knew:
            found.setdefault(frozenset(way), way)
    return list(found.values()), cut


Imports = dict[int, set[int]]


async def _imports(there: Overlay, difference: Difference, start: set[int]) -> tuple[Imports, Imports, bool]:
    """What these import, transitively, at the later and at the earlier commit."""
    after: Imports = {}
    gone = [edge for edge, (_, now) in difference.edges.items() if edge.kind == EdgeKind.IMPORTS and now is None]
    before: Imports = {}
    for edge in gone:
        before.setdefault(edge.source, set()).add(edge.target)
    frontier, seen = start, set(start)
    while frontier and len(seen) < MOST * DEEPEST:
        steps, cut = await there.out_of(frontier, _IMPORTS)
        for edge, _ in steps:
            after.setdefault(edge.source, set()).add(edge.target)
            if difference.edges.get(edge, ("",))[0] is not None:
                before.setdefault(edge.source, set()).add(edge.target)
        if cut:
            return after, before, True
        frontier = set().union(*(after.get(each, set()) | before.get(each, set()) for each in frontier)) - seen
        seen |= frontier
    return after, before, bool(frontier)


def _way(imports: Imports, start: int, goal: int) -> list[int]:
    """The shortest path, both ends included; empty if there is none. A module that imports itself is a path of one."""
    came: dict[int, int | None] = {start: None}
    ahead = deque([start])
    while ahead and goal not in came:
        here = ahead.popleft()
        for each in sorted(imports.get(here, set()) - came.keys()):
            came[each] = here
            ahead.append(each)
    way: list[int] = []
    step: int | None = goal if goal in came else None
    while step is not None:
        way.append(step)
        step = came[step]
    return way[::-1]


def _stood(difference: Difference, node: Node) -> bool:
    return difference.nodes.get(node.id, (node, node))[0] is not None


def _is_gone(difference: Difference, node_id: int) -> bool:
    return difference.nodes.get(node_id, (None, ""))[1] is None

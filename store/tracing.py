"""Multi-step queries on an open snapshot: impact, tests, and shortest paths."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from graph import conventions
from graph.kinds import Resolution
from graph.model import Node
from store import dispatch, walking
from store.dispatch import Allowed
from store.model import Answer, Reached, Site
from store.view import View

MEMBERS = 1_000  # members of the node in question that are taken into account


async def with_members(view: View, start: Node) -> list[int]:
    """The node and everything it defines, at any depth: a type or file is used wherever its members are."""
    found, frontier = {start.id: None}, [start.id]
    while frontier and len(found) < MEMBERS:
        members = await view.fetch("members", frontier, MEMBERS - len(found))
        frontier = [row["dst"] for row in members if row["dst"] not in found]
        found |= dict.fromkeys(frontier)
    return list(found)


async def impact(view: View, start: Node, depth: int, allowed: Allowed) -> Answer[Reached]:
    """Transitive callers of this or of what it defines, nearest first: what a change would affect."""
    members = await with_members(view, start)
    met, left_out = await walking.spread(view, "towards", members, depth, allowed, len(members) + walking.MOST)
    depths = {node_id: level for node_id, level in met.items() if level}
    nearest = sorted(depths, key=depths.__getitem__)[: walking.MOST]
    items = _by_depth(await view.nodes(nearest), depths)
    if len(depths) > walking.MOST:
        left_out = f"everything beyond the first {walking.MOST} nodes"
    return await view.answer(
        items, [start, *(each.node for each in items)], beyond=True, left_out=left_out, start=start
    )


async def tests(view: View, start: Node, allowed: Allowed) -> Answer[Reached]:
    """Definitions in test files from which a chain of calls leads here, nearest first."""
    members = await with_members(view, start)
    met, left_out = await walking.spread(view, "towards", members, walking.DEEPEST, allowed)
    depths = {node_id: level for node_id, level in met.items() if level}
    found = [node for node in await view.nodes(list(depths)) if conventions.is_test(node.path)]
    items = _by_depth(found, depths)[: walking.MOST]
    if len(found) > walking.MOST:
        left_out = f"tests after the first {walking.MOST}"
    return await view.answer(
        items, [start, *(each.node for each in items)], beyond=True, left_out=left_out, start=start
    )


def _by_depth(nodes: Sequence[Node], depths: Mapping[int, int]) -> list[Reached]:
    return sorted((Reached(node, depths[node.id], ()) for node in nodes), key=lambda each: each.depth)


async def path(view: View, start: Node, end: Node, allowed: Allowed) -> Answer[Reached]:
    """A shortest chain of calls, first call first, by bidirectional search: each step expands the smaller frontier."""
    chain, left_out = await _chain(view, start.id, end.id, allowed)
    nodes = {node.id: node for node in await view.nodes(chain)}
    edges = await _steps(view, chain, allowed)
    items = [Reached(nodes[each], depth, edges[depth - 1]) for depth, each in enumerate(chain) if depth]
    return await view.answer(items, [start, end, *nodes.values()], beyond=True, left_out=left_out, start=start)


async def _chain(view: View, start: int, end: int, allowed: Allowed) -> tuple[list[int], str]:
    ways = ("along", "towards")
    came: tuple[dict[int, int], dict[int, int]] = ({start: start}, {end: end})
    frontiers: list[Sequence[int]] = [[start], [end]]
    for _ in range(2 * walking.DEEPEST):
        if meeting := came[0].keys() & came[1].keys():
            return _joined(came, min(meeting)), ""
        side = int(len(frontiers[1]) < len(frontiers[0]))
        room = walking.SPREAD - len(came[0]) - len(came[1])
        if not frontiers[side]:
            return [], ""
        if room <= 0:
            return [], f"chains beyond the first {walking.SPREAD} nodes explored"
        reached = await walking.widen(view, ways[side], frontiers[side], allowed, came[side].keys(), room)
        came[side].update(reached)
        frontiers[side] = list(reached)
    return [], f"chains of more than {2 * walking.DEEPEST} calls"


def _joined(came: tuple[dict[int, int], dict[int, int]], middle: int) -> list[int]:
    before, after = _back(came[0], middle), _back(came[1], middle)
    return [*reversed(before), middle, *after]


def _back(came: Mapping[int, int], node: int) -> list[int]:
    found = []
    while came[node] != node:
        node = came[node]
        found.append(node)
    return found


async def _steps(view: View, chain: Sequence[int], allowed: Allowed) -> list[list[Site]]:
    """The edges of each step. Where no stored edge connects the two, the calls that dispatch leads there."""
    above = await dispatch.closure(view, "overridden", chain[1:]) if allowed.dispatch else {}
    targets = {*chain[1:]}.union(*above.values())
    held = await walking.sites(
        view, await view.fetch("between", chain[:-1], list(targets), allowed.kinds, allowed.stored)
    )
    edges = [edge for each in held.values() for edge in each]
    return [_between(edges, here, there, above.get(there, set())) for here, there in pairwise(chain)]


def _between(edges: Sequence[Site], here: int, there: int, above: set[int]) -> list[Site]:
    written = [edge for edge in edges if (edge.source, edge.target) == (here, there)]
    return written or [
        edge._replace(target=there, resolution=Resolution.DISPATCH)
        for edge in edges
        if edge.source == here and edge.target in above
    ]

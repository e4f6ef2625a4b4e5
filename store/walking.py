"""Breadth-first walks in an open snapshot: each node is visited once, at its smallest depth, even with cycles. (A recursive
CTE that removes duplicates by id cannot know the depth, and one that carries the depth no longer removes them.)
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from graph.kinds import EdgeKind, NodeKind
from graph.model import Node
from store import dispatch, rows
from store.dispatch import Allowed
from store.model import Reached, Site
from store.view import View

MOST: Final = 1_000  # nodes in one answer
DEEPEST: Final = 10
SPREAD: Final = 5_000  # nodes visited by walks that return only some of them


class Walk(NamedTuple):
    reached: list[Reached]
    left_out: str


class _Met(NamedTuple):
    """Data of visited nodes that locates the edges between them, which usually saves further queries."""

    origins: dict[int, int]  # node -> its first line
    paths: dict[int, str]  # owner -> its path


async def reach(view: View, step: str, starts: Sequence[Node], depth: int, allowed: Allowed, most: int = MOST) -> Walk:
    """`step`: towards or along."""
    met = _Met({}, {})
    seen, frontier = [node.id for node in starts], list(starts)
    reached: list[Reached] = []
    for level in range(1, min(depth, DEEPEST) + 1):
        found = await _step(view, step, frontier, allowed, seen, most - len(reached) + 1)
        ids = list(dict.fromkeys(row["reached"] for row in found))
        frontier = await _nodes(view, ids, met)
        edges = await sites(view, found, met)
        reached += [Reached(node, level, edges[node.id]) for node in frontier]
        seen += ids
        if not frontier or len(reached) > most:
            break
    return Walk(reached[:most], f"everything beyond the first {most} nodes" if len(reached) > most else "")


async def _step(
    view: View, step: str, frontier: Sequence[Node], allowed: Allowed, seen: Sequence[int], room: int
) -> list[Any]:
    ids, bounds = [node.id for node in frontier], (seen, room) if step == "along" else (seen, room, None)
    found = list(await view.fetch(step, ids, allowed.kinds, allowed.stored, *bounds))
    if not allowed.dispatch:
        return found
    if step == "along":
        dispatched = await dispatch.along(view, found, seen)
    else:
        dispatched = await dispatch.towards(view, _methods(frontier), allowed, *bounds)
    return [*found, *dispatched] if allowed.direct else list(dispatched)


async def users(view: View, nodes: Sequence[Node], allowed: Allowed, after: int, most: int) -> list[Any]:
    """The edges to these nodes, including by dispatch, from the first `most` sources after `after`."""
    ids = [node.id for node in nodes]
    bounds, found = (ids, most, after), list[Any]()
    if allowed.direct:
        found += await view.fetch("towards", ids, allowed.kinds, allowed.stored, *bounds)
    if allowed.dispatch and (methods := _methods(nodes)):
        found += await dispatch.towards(view, methods, allowed._replace(kinds=[EdgeKind.CALLS]), *bounds)
    return found


def _methods(nodes: Sequence[Node]) -> list[int]:
    return [node.id for node in nodes if node.kind is NodeKind.METHOD]


async def _nodes(view: View, ids: Sequence[int], met: _Met) -> list[Node]:
    found = await view.fetch("nodes", ids) if ids else []
    met.origins.update((row["node_id"], row["start_line"]) for row in found)
    met.paths.update((row["owner_id"], row["path"]) for row in found)
    return [rows.node(row) for row in found]


async def sites(view: View, found: Sequence[Any], met: _Met | None = None) -> "defaultdict[int, list[Site]]":
    """The edges, grouped by the node they reach."""
    origins, paths = met or _Met({}, {})
    if scopes := {row["scope"] for row in found} - origins.keys():
        origins.update(await view.fetch("origins", list(scopes)))
    if owners := {row["owner_id"] for row in found} - paths.keys():
        paths.update(await view.fetch("paths", list(owners)))
    edges: defaultdict[int, list[Site]] = defaultdict(list)
    for row in found:
        edges[row["reached"]].append(rows.site(row, paths.get(row["owner_id"], ""), origins.get(row["scope"], 0)))
    return edges


async def widen(
    view: View, way: str, frontier: Collection[int], allowed: Allowed, seen: Collection[int], room: int
) -> dict[int, int]:
    """One level of a walk, ids only: each node reached, with the frontier node it was reached from."""
    return await (_widen_towards if way == "towards" else _widen_along)(view, frontier, allowed, list(seen), room)


async def _widen_towards(
    view: View, frontier: Collection[int], allowed: Allowed, seen: Sequence[int], room: int
) -> dict[int, int]:
    async def ask(nodes: Collection[int], *, dispatched: bool) -> dict[int, int]:
        found = await view.fetch(
            "spread_towards", list(nodes), allowed.kinds, allowed.stored, seen, room, dispatched
        )  # fmt: skip
        return {row["reached"]: row["nearer"] for row in found}

    reached = await ask(frontier, dispatched=False) if allowed.direct else {}
    above = await dispatch.closure(view, "overridden", frontier) if allowed.dispatch else {}
    stands_for = {ancestor: method for method, ancestors in above.items() for ancestor in ancestors}
    more = await ask(stands_for, dispatched=True) if stands_for else {}
    return {source: stands_for[ancestor] for source, ancestor in more.items()} | reached


async def _widen_along(
    view: View, frontier: Collection[int], allowed: Allowed, seen: Sequence[int], room: int
) -> dict[int, int]:
    found = await view.fetch("spread_along", list(frontier), allowed.kinds, allowed.stored, seen, room)
    nearer = {row["reached"]: row["nearer"] for row in found}
    below = await dispatch.closure(view, "overriding", nearer) if allowed.dispatch else {}
    more = {
        each: nearer[called]
        for called, methods in below.items()
        for each in (methods - set(seen) if nearer[called] not in methods else ())
    }
    return more | (nearer if allowed.direct else {})


async def spread(
    view: View, way: str, starts: Collection[int], depth: int, allowed: Allowed, most: int = SPREAD
) -> tuple[dict[int, int], str]:
    """Everything a walk visits, as ids with their depths, and what a limit left out."""
    met = dict.fromkeys(starts, 0)
    frontier: Collection[int] = list(starts)
    for level in range(1, depth + 1):
        frontier = (await widen(view, way, frontier, allowed, met.keys(), most - len(met) + 1)).keys()
        met.update(dict.fromkeys(frontier, level))
        if not frontier or len(met) > most:
            break
    else:
        if await widen(view, way, frontier, allowed, met.keys(), 1):
            return met, f"everything more than {depth} steps away"
    return met, f"everything beyond the first {most} nodes" if len(met) > most else ""

"""What would change if a delta were published: `ChangeReader`'s answer for a hypothetical push. Nothing is written."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from graph import identity
from graph.delta import Delta
from graph.kinds import NodeKind
from graph.model import Node
from store import rows, sql
from store.bridge import Bridge, crossing
from store.change import About, Change
from store.difference import Difference, EdgeKey, Miss, NodePair, miss, settled
from store.model import Scope
from store.overlay import Overlay
from store.telling import told
from store.view import View, view

K = TypeVar("K")
V = TypeVar("V")

SQL: Final = {**sql.load("supposing"), "nodes": sql.load("reader")["nodes"]}


class Said(NamedTuple):
    """The complete content of some files and directories."""

    nodes: Mapping[int, Node]
    edges: Mapping[EdgeKey, str]  # -> packed sites, in hexadecimal
    files: Mapping[str, str]  # path -> blob
    misses: Counter[Miss]
    owners: Collection[int]  # all of them, by id


class Supposing:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def said(self, within: int | Scope, repo: str, paths: Iterable[str], *, branch: str | None = None) -> Said:
        """The content of these files and directories at the indexed commit: most of what `change` needs."""
        async with view(self.bridge, within, repo, branch) as here:
            return await _said(here, list(map(identity.owner_id, paths)))

    @crossing
    async def change(
        self, within: int | Scope, repo: str, delta: Delta, known: Said, *, branch: str | None = None
    ) -> Change:
        """The change from the indexed commit to the graph after `delta`."""
        async with view(self.bridge, within, repo, branch) as here:
            after = _supposed(delta)
            before = await _stands(here, after, known)
            difference = Difference(
                _stored(_differing(before.nodes, after.nodes)),
                _differing(before.edges, after.edges),
                _differing(before.files, after.files),
                *settled(Counter(after.misses), before.misses),
            )
            there = Overlay(here.connection, here.graph, difference.undone())
            about = About(here.branch["indexed_commit"], None, None, 0)
            return await told(there, difference, about, here.freshness)


def _supposed(delta: Delta) -> Said:
    """In the form the store would return it, except for nodes."""
    misses = Counter(miss(row) for owner in delta.owners for row in _rows(owner.path, rows.listed(owner.unresolved)))
    return Said(
        {node.id: node for node in delta.nodes},
        {EdgeKey(edge.kind, *edge[1:6]): rows.flat(edge.sites).hex() for edge in delta.edges},
        {owner.path: owner.blob for owner in delta.owners if owner.mode},
        misses,
        [identity.owner_id(path) for path in (*(owner.path for owner in delta.owners), *delta.removed)],
    )


def _stored(nodes: Mapping[int, NodePair]) -> dict[int, NodePair]:
    """Brings the new nodes into that form, too. Only those that differ, because most nodes do not and converting is costly."""
    found = {key: (before, after and rows.storable(after)) for key, (before, after) in nodes.items()}
    return {key: pair for key, pair in found.items() if pair[0] != pair[1]}


async def _stands(here: View, after: Said, known: Said) -> Said:
    """The current content of the same owners and of those to be removed, plus the external nodes that would change."""
    others = await _said(here, sorted(set(after.owners) - set(known.owners)))
    nodes, edges = {**known.nodes, **others.nodes}, {**known.edges, **others.edges}
    outside = {row["node_id"]: rows.node(row) for row in await _fetch(here, "nodes", _unowned(after))}
    kept = {edge.target for edge in after.edges}
    loose = sorted({edge.target for edge in edges} - kept - nodes.keys())
    gone = {row["node_id"]: rows.node(row) for row in await _fetch(here, "let_go", loose, after.owners)}
    return Said(
        {**nodes, **outside, **gone}, edges, {**known.files, **others.files}, known.misses + others.misses, after.owners
    )


async def _said(here: View, owners: Sequence[int]) -> Said:
    files = await _fetch(here, "owners", owners)
    return Said(
        {row["node_id"]: rows.node(row) for row in await _fetch(here, "said", owners)},
        {EdgeKey(*row[:6]): row["sites"] for row in await _fetch(here, "drawn", owners)},
        {row["path"]: row["blob"] for row in files if row["blob"] is not None},
        Counter(miss(line) for row in files for line in _rows(row["path"], row["unresolved"])),
        owners,
    )


def _unowned(said: Said) -> list[int]:
    return [node.id for node in said.nodes.values() if not node.path and node.kind is not NodeKind.PROJECT]


async def _fetch(here: View, name: str, ids: Sequence[int], *arguments: Any) -> list[Any]:
    return await here.connection.fetch(SQL[name], *here.graph, ids, *arguments) if ids else []


def _rows(path: str, listed: str) -> Iterable[Sequence[Any]]:
    return ([path, *row] for row in json.loads(listed))


def _differing(before: Mapping[K, V], after: Mapping[K, V]) -> dict[K, tuple[V | None, V | None]]:
    pairs = ((key, (before.get(key), after.get(key))) for key in before.keys() | after.keys())
    return {key: pair for key, pair in pairs if pair[0] != pair[1]}

"""One transaction from the old graph to the new one: stage, find the difference, write only that."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from graph import identity
from graph.delta import Delta, Owner, Published
from graph.errors import Fenced
from graph.kinds import NodeKind
from graph.model import Edge, Node
from store import sql
from store.bridge import Connection
from store.model import Claim
from store.rows import document, flat, text

SQL: Final = sql.load("publish")
LISTED: Final = 20_000  # rows of a structural delta that are kept one by one; beyond, only its counts
_EXTERNAL: Final = frozenset({NodeKind.EXTERNAL_MODULE, NodeKind.EXTERNAL_PACKAGE})


async def publish(connection: Connection, claim: Claim, delta: Delta, version: str, *, complete: bool) -> Published:
    before = await _move(connection, claim, delta.commit, version, complete=complete)
    await _stage(connection, claim, delta)
    gone = await _gone(connection, claim, delta)
    if before != (0, 0):  # a first publish has nothing to compare with
        await _compare(connection, claim, [*gone, *(identity.owner_id(owner.path) for owner in delta.owners)])
    await _write(connection, claim, gone)
    published = await _count(connection, claim, before)
    await _remember(connection, claim, delta, published)
    return published


def salted(graph_id: int, keys: Sequence[int]) -> list[int]:
    """Keys as one graph's traces hold them: no other graph's trace is met when they are looked up."""
    salt = _salt(graph_id)
    return [key ^ salt for key in keys]


@cache
def _salt(graph_id: int) -> int:
    return identity.key(f"g\0{graph_id}")


async def _move(connection: Connection, claim: Claim, commit: str, version: str, *, complete: bool) -> tuple[int, int]:
    """Nodes and edges before."""
    before = await connection.fetchrow(SQL["move"], *claim.graph, claim.fence, claim.seq, commit, version, complete)
    if before is None:
        raise Fenced(
            f"Run {claim.run_id} was overtaken by another claim of {claim.repo} ({claim.branch}); nothing was published."
        )
    return before["nodes_total"], before["edges_total"]


async def _stage(connection: Connection, claim: Claim, delta: Delta) -> None:
    await connection.execute(SQL["staging"])
    columns = ["owner_id", "path", "blob", "mode", "language", "skipped", "partial", "keys", "reads"]
    owners = (_owner(claim.graph_id, owner) for owner in delta.owners)
    await connection.copy_records_to_table("staged_owners", records=owners, columns=columns)
    columns = [
        "node_id",
        "owner_id",
        "start_line",
        "end_line",
        "first_line",
        "kind",
        "language",
        "name",
        "qualified_name",
        "attributes",
    ]
    await connection.copy_records_to_table("staged_nodes", records=_nodes(delta.nodes), columns=columns)
    columns = ["edge_id", "src", "dst", "owner_id", "scope", "kind", "resolution", "sites"]
    await connection.copy_records_to_table("staged_edges", records=_edges(delta.edges), columns=columns)


async def _gone(connection: Connection, claim: Claim, delta: Delta) -> list[int]:
    """Owners that are not there any more."""
    removed = [identity.owner_id(path) for path in delta.removed]
    if not delta.whole:
        return removed
    return removed + [row["owner_id"] for row in await connection.fetch(SQL["unnamed"], *claim.graph)]


async def _compare(connection: Connection, claim: Claim, touched: Sequence[int]) -> None:
    """Deletes what the touched owners no longer say; leaves in staging only what is not there yet."""
    for name in ("drop_nodes", "drop_edges"):
        await connection.execute(SQL[name], *claim.graph, touched)
    for name in ("same_nodes", "same_edges", "update_nodes", "update_edges"):
        await connection.execute(SQL[name], *claim.graph)


async def _write(connection: Connection, claim: Claim, gone: Sequence[int]) -> None:
    for name in ("insert_nodes", "insert_edges", "drop_externals", "put_owners", "put_traces"):
        await connection.execute(SQL[name], *claim.graph)
    for name in ("drop_owners", "drop_traces"):
        await connection.execute(SQL[name], *claim.graph, gone)


async def _count(connection: Connection, claim: Claim, before: tuple[int, int]) -> Published:
    counts: Any = await connection.fetchrow(SQL["counts"])
    nodes = before[0] + counts["nodes_created"] - counts["nodes_deleted"]
    edges = before[1] + counts["edges_created"] - counts["edges_deleted"]
    await connection.execute(SQL["totals"], *claim.graph, nodes, edges)
    return Published(**counts, nodes_total=nodes, edges_total=edges)


async def _remember(connection: Connection, claim: Claim, delta: Delta, published: Published) -> None:
    counts = json.dumps(published._asdict())
    await connection.execute(SQL["keep_counts"], claim.tenant_id, claim.run_id, counts)
    touched = sum(published[:6])
    if touched == 0 and claim.indexed_commit == delta.commit:
        return  # the same once more: nothing happened
    listed = touched <= LISTED
    changes = await connection.fetchval(SQL["changes"]) if listed else "{}"
    await connection.execute(
        SQL["keep_delta"], *claim.graph, claim.run_id, claim.indexed_commit, delta.commit, counts, listed, changes
    )


def _owner(graph_id: int, owner: Owner) -> tuple[Any, ...]:
    return (
        identity.owner_id(owner.path), text(owner.path), bytes.fromhex(owner.blob), owner.mode, owner.language,
        owner.skipped, owner.partial, salted(graph_id, owner.trace), list(owner.reads),
    )  # fmt: skip


def _nodes(nodes: Sequence[Node]) -> Iterator[tuple[Any, ...]]:
    ids = cache(identity.owner_id)
    for node in nodes:
        owner = None if node.kind in _EXTERNAL else ids(node.path)
        yield (
            node.id, owner, node.start_line, node.end_line, node.first_line, node.kind, node.language,
            text(node.name), text(node.qualified_name), document(node.attributes),
        )  # fmt: skip


def _edges(edges: Sequence[Edge]) -> Iterator[tuple[Any, ...]]:
    ids = cache(identity.owner_id)
    for kind, source, target, path, resolution, scope, sites in edges:
        owner = ids(path)
        key = identity.edge_id(kind, source, target, owner, resolution, scope)
        yield key, source, target, owner, scope, kind, resolution, flat(sites)

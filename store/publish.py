"""One transaction from the old graph to the new one. Each batch of files is compared with what they said before, inside
PostgreSQL, and only the difference is written.

Row security refuses COPY into its tables. The rows of a push travel as arrays, for staging tables would cost it more than
its rows do; those of a first load by COPY into staging tables, for as arrays they would cost twice as much to encode.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from graph import identity
from graph.delta import Delta, Published
from graph.errors import Fenced
from store import columns, notices, sql
from store.bridge import Connection
from store.columns import Batch
from store.model import Claim, Graph

SQL: Final = sql.load("publish")
LISTED: Final = 20_000  # rows of a structural delta that are kept one by one; beyond, only its counts
_LISTS: Final = ("nodes_added", "nodes_changed", "nodes_removed", "edges_added", "edges_removed")


class Tally(NamedTuple):
    """What the transaction has done so far."""

    counts: Counter[str]  # by the names of Published
    lists: defaultdict[str, list[Any]]
    let_go: set[int]  # external nodes that lost an edge

    def room(self) -> int:
        """How many rows of one kind are still worth listing."""
        return max(0, LISTED + 1 - self.counts.total())

    def add(self, what: str, row: Any) -> None:
        self.counts.update({f"{what}_{verb}": row[verb] for verb in ("created", "updated", "deleted")})
        for name, lines in json.loads(row["lists"] or "{}").items():
            self.lists[name] += lines


async def publish(connection: Connection, claim: Claim, delta: Delta, version: str, *, complete: bool) -> Published:
    before = await _alone(connection, claim)
    done = Tally(Counter(), defaultdict(list), set())
    put = _put
    if before == (0, 0):
        put = _load
        await connection.execute(SQL["stage"])
    for batch in columns.batches(delta):
        await put(connection, claim.graph, batch, done)
    await _drop(connection, claim.graph, delta, done)
    published = _total(before, done)
    totals = published.nodes_total, published.edges_total
    await _move(connection, claim, delta.commit, version, complete, *totals)
    await _remember(connection, claim, delta, published, done)
    return published


def salted(graph_id: int, keys: Sequence[int]) -> list[int]:
    """Keys as one graph's traces hold them: no other graph's trace is met when they are looked up."""
    turn = salt(graph_id)
    return [key ^ turn for key in keys]


@cache
def salt(graph_id: int) -> int:
    return identity.key(f"g\0{graph_id}")


async def _alone(connection: Connection, claim: Claim) -> tuple[int, int]:
    """Nodes and edges before, when no other publish of the branch is under way."""
    await connection.execute(SQL["alone"], *claim.graph)
    before = await connection.fetchrow(SQL["stands"], *claim.graph, claim.fence)
    if before is None:
        raise _overtaken(claim)
    return before["nodes_total"], before["edges_total"]


async def _move(connection: Connection, claim: Claim, *moved: object) -> None:
    if await connection.fetchval(SQL["move"], *claim.graph, claim.fence, claim.seq, *moved) is None:
        raise _overtaken(claim)


def _overtaken(claim: Claim) -> Fenced:
    return Fenced(
        f"Run {claim.run_id} was overtaken by another claim of {claim.repo} ({claim.branch}); nothing was published."
    )


async def _load(connection: Connection, graph: Graph, batch: Batch, done: Tally) -> None:
    """Into an empty graph."""
    nodes, edges = columns.nodes(batch.nodes), columns.edges(batch.edges)
    await connection.execute(SQL["put_owners"], *graph, *columns.owners(batch.owners, salt(graph.graph_id)))
    await connection.copy_records_to_table("loaded_nodes", records=zip(*nodes, strict=True))
    await connection.copy_records_to_table("loaded_edges", records=zip(*edges[:6], strict=True))
    await connection.execute(SQL["load_nodes"], *graph)
    await connection.execute(SQL["load_edges"], *graph, *edges[6:])
    await connection.execute(SQL["unstage"])
    done.counts.update(nodes_created=len(batch.nodes), edges_created=len(batch.edges))


async def _put(connection: Connection, graph: Graph, batch: Batch, done: Tally) -> None:
    """In place of what these files and directories said before."""
    await connection.execute(SQL["put_owners"], *graph, *columns.owners(batch.owners, salt(graph.graph_id)))
    await _say(connection, graph, [identity.owner_id(owner.path) for owner in batch.owners], batch, done)


async def _say(connection: Connection, graph: Graph, owners: Sequence[int], batch: Batch, done: Tally) -> None:
    nodes = columns.nodes(batch.nodes)
    done.add("nodes", await connection.fetchrow(SQL["put_nodes"], *graph, *nodes, owners, done.room()))
    edges = columns.edges(batch.edges)
    row: Any = await connection.fetchrow(SQL["put_edges"], *graph, *edges, owners, done.room())
    done.add("edges", row)
    done.let_go.update(row["let_go"] or ())


async def _drop(connection: Connection, graph: Graph, delta: Delta, done: Tally) -> None:
    """Owners that are not there any more, with all they said; then what only they pointed to."""
    gone = await _gone(connection, graph, delta)
    if gone:
        await _say(connection, graph, gone, Batch([], [], []), done)
        await connection.execute(SQL["drop_owners"], *graph, gone)
    if done.let_go:
        rows = await connection.fetch(SQL["drop_externals"], *graph, sorted(done.let_go))
        done.counts["nodes_deleted"] += len(rows)
        done.lists["nodes_removed"] += [list(row) for row in rows]


async def _gone(connection: Connection, graph: Graph, delta: Delta) -> list[int]:
    removed = [identity.owner_id(path) for path in delta.removed]
    if not delta.whole:
        return removed
    named = [identity.owner_id(owner.path) for owner in delta.owners]
    unnamed = [row["owner_id"] for row in await connection.fetch(SQL["unnamed"], *graph, named)]
    return list({*removed, *unnamed})


def _total(before: tuple[int, int], done: Tally) -> Published:
    counts = {name: done.counts[name] for name in Published._fields[:6]}
    nodes = before[0] + counts["nodes_created"] - counts["nodes_deleted"]
    edges = before[1] + counts["edges_created"] - counts["edges_deleted"]
    return Published(**counts, nodes_total=nodes, edges_total=edges)


async def _remember(connection: Connection, claim: Claim, delta: Delta, published: Published, done: Tally) -> None:
    counts = json.dumps(published._asdict())
    await connection.execute(SQL["keep_counts"], claim.tenant_id, claim.run_id, counts)
    touched = sum(published[:6])
    if touched == 0 and claim.indexed_commit == delta.commit:
        return  # the same once more: nothing happened
    if touched:
        data = {"tenant": claim.tenant, "repo": claim.repo, "branch": claim.branch, "counts": published._asdict()}
        commits = {"run_id": claim.run_id, "from_commit": claim.indexed_commit, "to_commit": delta.commit}
        await notices.tell(connection, claim.tenant_id, notices.GRAPH_CHANGED, data | commits)
    listed = touched <= LISTED
    changes = json.dumps({name: sorted(done.lists[name]) for name in _LISTS} if listed else {})
    await connection.execute(
        SQL["keep_delta"], *claim.graph, claim.run_id, claim.indexed_commit, delta.commit, counts, listed, changes
    )

"""Replaces the old graph by the new one in one transaction. Each batch of files is compared with its old content inside
PostgreSQL, and only the difference is written.

COPY into a table with row-level security is refused. A push sends its rows as arrays, because staging tables would cost
more than the rows themselves. A first load uses COPY into staging tables, because arrays would cost twice as much to encode.
"""

import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec

from graph import identity
from graph.delta import Delta, Published
from graph.errors import Fenced, Refused
from store import census, columns, difference, notices, sql, summary
from store.bridge import Bridge, Connection, Role
from store.census import Census
from store.columns import Batch, Rows
from store.difference import LISTS, Difference
from store.model import Claim, Graph
from store.overlay import standing

SQL: Final = sql.load("publish")
LISTED: Final = 20_000  # rows of a structural delta stored individually; of a larger one only the counts


class Tally(NamedTuple):
    """What the transaction has done so far."""

    counts: Counter[str]  # by field name of Published
    lists: defaultdict[str, list[Any]]
    let_go: set[int]  # external nodes that lost an edge
    outside: set[int]  # external nodes already sent
    named: list[int]  # owners in this publish, if it is a full index
    files: Census  # net change in the number of files of each sort

    def room(self) -> int:
        """How many more rows of one kind the delta may list."""
        return max(0, LISTED + 1 - self.counts.total())

    def add(self, what: str, row: Any) -> None:
        self.counts.update({f"{what}_{verb}": row[verb] for verb in ("created", "updated", "deleted")})
        for name, lines in msgspec.json.decode(row["lists"] or "{}").items():
            self.lists[name] += lines

    def add_owners(self, rows: Sequence[Any]) -> None:
        """Records changed files and directories: their blobs, and references that became unresolved or resolved."""
        for row in rows:
            path, before, after = row["path"], row["blob_before"], row["blob"]
            self.lists["files"] += [[path, before, after]] if before != after else []
            for name in ("missed", "found"):
                self.lists[name] += [[path, *miss] for miss in msgspec.json.decode(row[name] or "[]")]


class Move(NamedTuple):
    """The target of a publish, apart from the content of its files."""

    commit: str
    version: str
    complete: bool
    removed: Sequence[str] = ()  # paths
    whole: bool = False  # owners not in any row are gone


class Before(NamedTuple):
    """The branch's current size, and its tenant's limit."""

    nodes: int
    edges: int
    files: Census | None  # None: never counted
    most: int | None  # the limit on rows of all the tenant's graphs; None: no limit
    left: int | None  # what the other graphs leave to this one

    def is_empty(self) -> bool:
        return self.nodes == self.edges == 0


async def publish(connection: Connection, claim: Claim, delta: Delta, version: str, *, complete: bool) -> Published:
    to = Move(delta.commit, version, complete, delta.removed, delta.whole)
    return await publish_rows(connection, claim, to, _rows(delta, salt(claim.graph_id)))


async def publish_rows(connection: Connection, claim: Claim, to: Move, said: AsyncIterator[Rows]) -> Published:
    """`said`: batches; only one is in memory at a time."""
    before = await _alone(connection, claim)
    done = Tally(Counter(), defaultdict(list), set(), set(), [], Counter())
    put = _put
    if before.is_empty():
        put = _load
        await connection.execute(SQL["stage"])
    async for rows in said:
        done.files.update(census.said(rows.owners))
        done.files.subtract(await census.stood(connection, claim.graph, rows.owners[0]))
        await put(connection, claim.graph, rows, done)
        done.named.extend(rows.owners[0] if to.whole else ())
    await _drop(connection, claim.graph, to, done)
    published = _total(before, done)
    _keep_within(before, published)
    await _move(connection, claim, *to[:3], *published[-2:], await _files(connection, claim.graph, before.files, done))
    await _remember(connection, claim, to.commit, published, done, listable=not before.is_empty())
    return published


async def _rows(delta: Delta, turn: int) -> AsyncIterator[Rows]:
    for batch in columns.batches(delta):
        yield columns.rows(batch, turn)


async def refresh(bridge: Bridge, tenant_id: int, published: Published) -> None:
    """Refreshes planner statistics after a large change. Its own transaction, because ANALYZE holds its lock to the end."""
    if sum(published[:6]) > LISTED:
        async with bridge.transaction(Role.WORKER, tenant_id) as connection:
            await connection.execute(SQL["refresh"])


def salted(graph_id: int, keys: Sequence[int]) -> list[int]:
    """Keys as stored in one graph's traces. The salt keeps look-ups from matching traces of other graphs."""
    turn = salt(graph_id)
    return [key ^ turn for key in keys]


@cache
def salt(graph_id: int) -> int:
    return identity.key(f"g\0{graph_id}")


async def _alone(connection: Connection, claim: Claim) -> Before:
    """Waits until no other publish of the branch is under way, then checks the fence and reads the branch's size."""
    await connection.execute(SQL["alone"], *claim.graph)
    before = await connection.fetchrow(SQL["stands"], *claim.graph, claim.fence)
    if before is None:
        raise _overtaken(claim)
    nodes, edges, files, most, left = before
    return Before(nodes, edges, files and census.read(files), most, left)


async def _files(connection: Connection, graph: Graph, known: Census | None, done: Tally) -> str:
    """The new file counts. `known` is None for graphs published before counts were kept."""
    if known is None:
        return census.written(await census.counted(connection, graph))
    known.update(done.files)
    return census.written(known)


async def _move(connection: Connection, claim: Claim, *moved: object) -> None:
    if await connection.fetchval(SQL["move"], *claim.graph, claim.fence, claim.seq, *moved) is None:
        raise _overtaken(claim)


def _overtaken(claim: Claim) -> Fenced:
    return Fenced(
        f"Run {claim.run_id} was overtaken by another claim of {claim.repo} ({claim.branch}); nothing was published."
    )


async def _load(connection: Connection, graph: Graph, rows: Rows, done: Tally) -> None:
    """First load, into an empty graph."""
    nodes = columns.joined(rows.nodes, columns.without(rows.external, done.outside))
    await connection.fetch(SQL["put_owners"], *graph, *rows.owners, False)
    await connection.copy_records_to_table("loaded_nodes", records=zip(*nodes, strict=True))
    await connection.copy_records_to_table("loaded_edges", records=zip(*rows.edges[:6], strict=True))
    await connection.execute(SQL["load_nodes"], *graph)
    await connection.execute(SQL["load_edges"], *graph, *rows.edges[6:])
    await connection.execute(SQL["unstage"])
    done.counts.update(nodes_created=len(nodes[0]), edges_created=len(rows.edges[0]))


async def _put(connection: Connection, graph: Graph, rows: Rows, done: Tally) -> None:
    """Replaces the content of these files and directories."""
    done.add_owners(await connection.fetch(SQL["put_owners"], *graph, *rows.owners, done.room() > 0))
    await _say(connection, graph, rows.owners[0], rows, done)


async def _say(connection: Connection, graph: Graph, owners: Sequence[int], rows: Rows, done: Tally) -> None:
    nodes = columns.joined(rows.nodes, columns.without(rows.external, done.outside))
    done.add("nodes", await connection.fetchrow(SQL["put_nodes"], *graph, *nodes, owners, done.room()))
    row: Any = await connection.fetchrow(SQL["put_edges"], *graph, *rows.edges, owners, done.room())
    done.add("edges", row)
    done.let_go.update(row["let_go"] or ())


async def _drop(connection: Connection, graph: Graph, to: Move, done: Tally) -> None:
    """Deletes owners that are gone, with their content, then external nodes that no edge points to any more."""
    gone = await _gone(connection, graph, to, done.named)
    if gone:
        done.files.subtract(await census.stood(connection, graph, gone))
        await _say(connection, graph, gone, columns.rows(Batch([], [], []), 0), done)
        done.add_owners(await connection.fetch(SQL["drop_owners"], *graph, gone))
    if done.let_go:
        rows = await connection.fetch(SQL["drop_externals"], *graph, sorted(done.let_go))
        done.counts["nodes_deleted"] += len(rows)
        done.lists["nodes_removed"] += [json.loads(row["line"]) for row in rows]


async def _gone(connection: Connection, graph: Graph, to: Move, named: Sequence[int]) -> list[int]:
    removed = [identity.owner_id(path) for path in to.removed]
    if not to.whole:
        return removed
    unnamed = [row["owner_id"] for row in await connection.fetch(SQL["unnamed"], *graph, named)]
    return list({*removed, *unnamed})


def _total(before: Before, done: Tally) -> Published:
    counts = {name: done.counts[name] for name in Published._fields[:6]}
    nodes = before.nodes + counts["nodes_created"] - counts["nodes_deleted"]
    edges = before.edges + counts["edges_created"] - counts["edges_deleted"]
    return Published(**counts, nodes_total=nodes, edges_total=edges)


def _keep_within(before: Before, published: Published) -> None:
    """Enforces the tenant's limit. A graph that does not grow is never refused, even if the limit was lowered. Two publishes
    at the same moment may both succeed.
    """
    rows = published.nodes_total + published.edges_total
    grew = rows > before.nodes + before.edges
    if grew and before.left is not None and rows > before.left:
        raise Refused(
            f"The graph would have {rows:,} nodes and edges, and this tenant has room for {max(before.left, 0):,} of the "
            f"{before.most:,} it may hold. Remove repositories or branches, exclude files in .aetherignore, or ask "
            "the operator to raise the limit (`aether tenant limit`)."
        )


async def _remember(
    connection: Connection, claim: Claim, commit: str, published: Published, done: Tally, *, listable: bool
) -> None:
    counts = json.dumps(published._asdict())
    await connection.execute(SQL["keep_counts"], claim.tenant_id, claim.run_id, counts)
    touched = sum(published[:6])
    if touched == 0 and claim.indexed_commit == commit:
        return  # a repeated publish that changed nothing
    listed = touched <= LISTED and listable
    lists = {name: done.lists[name] for name in LISTS} if listed else {}
    if touched and await notices.wanted(connection, claim.tenant_id, notices.GRAPH_CHANGED):
        now = await standing(connection, claim.graph, difference.touched([lists] if lists else ()))
        news = _news(claim, commit, published, difference.between([lists], now) if lists else None)
        await notices.tell(connection, claim.tenant_id, notices.GRAPH_CHANGED, news)
    kept = claim.run_id, claim.indexed_commit, commit, counts, listed, difference.packed(lists)
    await connection.execute(SQL["keep_delta"], *claim.graph, *kept, claim.repository_id)


def _news(claim: Claim, commit: str, published: Published, what: Difference | None) -> dict[str, Any]:
    """The body of the notification, with a summary and the address of the full answer if the delta is listed."""
    data = {"tenant": claim.tenant, "repo": claim.repo, "branch": claim.branch, "counts": published._asdict()}
    commits = {"run_id": claim.run_id, "from_commit": claim.indexed_commit, "to_commit": commit}
    if what is None or claim.indexed_commit is None:
        return data | commits
    where = summary.address(claim.repo, claim.branch, claim.indexed_commit, commit)
    return data | commits | {"summary": summary.summary(what), "changes": where}

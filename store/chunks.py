"""The chunks of a full index: who may work on which, what is done of them, and what they say until it is published.

  extract ──claim, extracted──> link ──claim, linked──> done ──publish──> gone
A claim is a lease and a fence of the chunk's own; a lease that lapses makes the chunk free, and its late twin keeps nothing.
No chunk is linked before all are extracted.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from graph.changes import Entry
from graph.delta import Published
from graph.errors import Fenced, StorageError
from store import columns, publish, sql
from store.bridge import Bridge, Connection, Role, crossing
from store.columns import Batch, Rows
from store.model import Claim, Graph

SQL: Final = sql.load("chunks")
CLAIMS: Final = 4  # of a chunk in one stage, over all causes
_pack: Final = msgspec.msgpack.Encoder().encode
_entries: Final = msgspec.msgpack.Decoder(list[Entry]).decode


class Share(NamedTuple):
    """What is divided: one commit's tree, by one release of extractor and linker."""

    tenant_id: int
    graph_id: int
    commit: str
    version: str

    @property
    def graph(self) -> Graph:
        return Graph(self.tenant_id, self.graph_id)


class Chunk(NamedTuple):
    """The right to work on one chunk, until its lease ends."""

    share: Share
    number: int
    stage: str  # extract | link
    fence: int
    attempt: int  # from 1, in this stage
    entries: Sequence[Entry]  # files, and directories with mode 0


class Standing(NamedTuple):
    chunks: int
    to_extract: int
    to_link: int  # those to extract included
    files: int
    extracted: int  # files
    linked: int  # files
    stuck: int | None  # the number of a chunk that has used up its claims


class Remark(NamedTuple):
    """What extraction has to say of a file that is not as most are."""

    skipped: str = ""  # the rule or accident that leaves it out
    partial: bool = False
    provides: tuple[int, ...] = ()  # keys of the namespaces that it adds names to


class Layout(NamedTuple):
    """Files and directories of one chunk, and the remarks on some, by path."""

    entries: Sequence[Entry]
    remarks: Mapping[str, Remark]


_remarks: Final = msgspec.msgpack.Decoder(dict[str, Remark]).decode


class Chunks:
    def __init__(self, bridge: Bridge, lease: float = 60.0) -> None:
        """`lease`: seconds a claim lasts without `renew`."""
        self.bridge = bridge
        self._lease = lease

    @crossing
    async def put_up(self, claim: Claim, share: Share, chunks: Sequence[Sequence[Entry]]) -> None:
        """What was done of the same commit before stays done; the first execution of a run has all claims of each chunk again.
        Fenced when the run was overtaken.
        """
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            if await connection.fetchrow(SQL["hold"], *claim.graph, claim.fence) is None:
                raise Fenced(f"Run {claim.run_id} was overtaken by another claim of {claim.repo}.")
            await connection.execute(SQL["drop_others"], *share)
            if claim.attempt == 1:
                await connection.execute(SQL["forgive"], *claim.graph)
            if (await _standing(connection, share)).chunks == 0:
                files = [sum(1 for entry in chunk if entry.mode) for chunk in chunks]
                numbers = list(range(len(chunks)))
                await connection.execute(SQL["put_up"], *share, numbers, files, [_pack(list(each)) for each in chunks])

    @crossing
    async def of(self, graph: Graph, version: str) -> Share | None:
        """What of this graph is shared out to workers of this release; None when nothing is."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            commit = await connection.fetchval(SQL["commit"], *graph, version)
        return None if commit is None else Share(*graph, commit, version)

    @crossing
    async def standing(self, share: Share) -> Standing:
        async with self.bridge.transaction(Role.WORKER, share.tenant_id) as connection:
            return await _standing(connection, share)

    @crossing
    async def claim(self, share: Share, worker: str) -> Chunk | None:
        """A free chunk; None where none is free now."""
        async with self.bridge.transaction(Role.WORKER, share.tenant_id) as connection:
            row = await connection.fetchrow(SQL["claim"], *share, CLAIMS, worker, self._lease)
        if row is None:
            return None
        return Chunk(share, row["number"], row["stage"], row["fence"], row["attempt"], _entries(row["owners"]))

    @crossing
    async def renew(self, chunk: Chunk) -> None:
        async with self.bridge.transaction(Role.WORKER, chunk.share.tenant_id) as connection:
            _held(chunk, await connection.fetchval(SQL["renew"], *_place(chunk), self._lease))

    @crossing
    async def give_back(self, chunk: Chunk) -> None:
        """A failure of the worker's own, which counts nothing."""
        async with self.bridge.transaction(Role.WORKER, chunk.share.tenant_id) as connection:
            await connection.execute(SQL["give_back"], *_place(chunk))

    @crossing
    async def extracted(self, chunk: Chunk, remarks: Mapping[str, Remark], counts: Mapping[str, Any]) -> None:
        """The facts are kept by blob; `remarks` are of the files that have any."""
        async with self.bridge.transaction(Role.WORKER, chunk.share.tenant_id) as connection:
            said = _pack(remarks), json.dumps(counts)
            _held(chunk, await connection.fetchval(SQL["extracted"], *_place(chunk), *said))

    @crossing
    async def linked(self, chunk: Chunk, said: Batch, counts: Mapping[str, Any]) -> None:
        rows = columns.rows(said, publish.salt(chunk.share.graph_id))
        async with self.bridge.transaction(Role.WORKER, chunk.share.tenant_id) as connection:
            row = _pack(tuple(rows)), json.dumps(counts)
            _held(chunk, await connection.fetchval(SQL["linked"], *_place(chunk), *row))

    @crossing
    async def layout(self, share: Share) -> list[Layout]:
        """Of the whole commit, chunk by chunk; every chunk must be extracted."""
        async with self.bridge.transaction(Role.WORKER, share.tenant_id) as connection:
            found = await connection.fetch(SQL["layout"], *share)
        if not found or any(row["remarks"] is None for row in found):
            raise StorageError("The chunks of this run are gone: another run has taken the branch over.")
        return [Layout(_entries(row["owners"]), _remarks(row["remarks"])) for row in found]

    @crossing
    async def counts(self, share: Share) -> Counter[str]:
        """The sum of what every chunk counted."""
        async with self.bridge.transaction(Role.WORKER, share.tenant_id) as connection:
            found = await connection.fetch(SQL["counts"], *share.graph)
        return sum((Counter(json.loads(row["counts"])) for row in found), Counter())

    @crossing
    async def publish(self, claim: Claim, share: Share, *, complete: bool) -> Published:
        """Moves the branch to the commit, in one transaction under the claim's fence; one chunk is in memory at a time."""
        to = publish.Move(share.commit, share.version, complete, whole=True)
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            published = await publish.publish_rows(connection, claim, to, _said(connection, share))
            await connection.execute(SQL["drop"], *share.graph)
        await publish.refresh(self.bridge, claim.tenant_id, published)
        return published


async def _standing(connection: Connection, share: Share) -> Standing:
    row: Any = await connection.fetchrow(SQL["standing"], *share, CLAIMS)
    return Standing(*row)


async def _said(connection: Connection, share: Share) -> AsyncIterator[Rows]:
    standing = await _standing(connection, share)
    if standing.to_link or not standing.chunks:
        raise StorageError("Not every chunk of this run is linked: another run has taken the branch over.")
    for row in await connection.fetch(SQL["numbers"], *share):
        said = await connection.fetchval(SQL["said"], *share.graph, row["number"])
        yield Rows(*msgspec.msgpack.decode(said))


def _place(chunk: Chunk) -> Iterable[int]:
    return chunk.share.tenant_id, chunk.share.graph_id, chunk.number, chunk.fence


def _held(chunk: Chunk, found: object) -> None:
    if found is None:
        raise Fenced(f"Chunk {chunk.number} of commit {chunk.share.commit} was taken over by another worker.")

"""The chunks of a full index that several workers share: claims, progress, and intermediate results until the publish.

  extract ──claim, extracted──> link ──claim, linked──> done ──publish──> gone
A chunk has its own lease and fencing token. Once a lease lapses another worker may claim the chunk, and the late worker's
results are discarded. No chunk is linked before all are extracted.
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
CLAIMS: Final = 4  # attempts per chunk and stage, whatever ended them
_pack: Final = msgspec.msgpack.Encoder().encode
_entries: Final = msgspec.msgpack.Decoder(list[Entry]).decode


class Share(NamedTuple):
    """What is divided into chunks: one commit's tree, for one release of extractor and linker."""

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
    to_link: int  # including those still to extract
    files: int
    extracted: int  # files
    linked: int  # files
    stuck: int | None  # the number of a chunk that has used up its attempts


class Remark(NamedTuple):
    """What extraction notes about a file; most files need none."""

    skipped: str = ""  # the rule or accident that excluded it
    partial: bool = False
    provides: tuple[int, ...] = ()  # keys of the namespaces it adds names to


class Layout(NamedTuple):
    """Files and directories of one chunk, and the remarks, by path."""

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
        """Idempotent: chunks of the same commit that are done stay done. A run's first execution resets the attempts of every
        chunk. Fenced if another claim has overtaken the run.
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
        """The work on this graph that is open to workers of this release; None if there is none."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            commit = await connection.fetchval(SQL["commit"], *graph, version)
        return None if commit is None else Share(*graph, commit, version)

    @crossing
    async def standing(self, share: Share) -> Standing:
        async with self.bridge.transaction(Role.WORKER, share.tenant_id) as connection:
            return await _standing(connection, share)

    @crossing
    async def claim(self, share: Share, worker: str) -> Chunk | None:
        """Claims a free chunk; None if none is free now."""
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
        """For failures of the worker itself, not of the chunk: the attempt does not count."""
        async with self.bridge.transaction(Role.WORKER, chunk.share.tenant_id) as connection:
            await connection.execute(SQL["give_back"], *_place(chunk))

    @crossing
    async def extracted(self, chunk: Chunk, remarks: Mapping[str, Remark], counts: Mapping[str, Any]) -> None:
        """The facts themselves are stored by blob; `remarks`: only of files that have any."""
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
        """The whole commit, chunk by chunk. Every chunk must be extracted."""
        async with self.bridge.transaction(Role.WORKER, share.tenant_id) as connection:
            found = await connection.fetch(SQL["layout"], *share)
        if not found or any(row["remarks"] is None for row in found):
            raise StorageError("The chunks of this run are gone: another run has taken the branch over.")
        return [Layout(_entries(row["owners"]), _remarks(row["remarks"])) for row in found]

    @crossing
    async def counts(self, share: Share) -> Counter[str]:
        """The counters summed over all chunks."""
        async with self.bridge.transaction(Role.WORKER, share.tenant_id) as connection:
            found = await connection.fetch(SQL["counts"], *share.graph)
        return sum((Counter(json.loads(row["counts"])) for row in found), Counter())

    @crossing
    async def publish(self, claim: Claim, share: Share, *, complete: bool) -> Published:
        """Moves the branch to the commit in one transaction under the claim's fence. Holds one chunk in memory at a time."""
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

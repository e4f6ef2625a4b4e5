"""What a run reads of the published graph, and where it publishes the next one."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any, Final

from graph import identity
from graph.changes import Entry
from graph.delta import Delta, Published
from graph.errors import NotIndexed
from graph.kinds import EdgeKind, Resolution
from graph.model import Edge, Node
from graph.paths import directory_of, raw
from store import census, publish, rows, sql
from store.bridge import Bridge, Role, crossing
from store.model import BlobFacts, Claim, Graph, Header, StoredOwner, Tally

SQL: Final = sql.load("graph")
_BATCH: Final = 5_000  # rows of an export in memory at a time


class PostgresGraphStore:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def existing(self, graph: Graph, paths: Iterable[str]) -> set[str]:
        """Those of these files and directories that are in the graph."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            return {row["path"] for row in await connection.fetch(SQL["existing"], *graph, _ids(paths))}

    @crossing
    async def listings(self, graph: Graph, directories: Sequence[str], most: int) -> dict[str, frozenset[str] | None]:
        """The files and directories directly in each directory: empty if it does not exist, None if there may be more than
        `most`.
        """
        bounds = zip(*map(identity.owner_ids_in, directories), strict=True)
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            rows = await connection.fetch(SQL["listings"], *graph, directories, *bounds, most + 1)
        found: dict[str, list[str]] = {directory: [] for directory in directories}
        for row in rows:
            found[row["directory"]].append(row["path"])
        return {each: None if len(paths) > most else _directly(each, paths) for each, paths in found.items()}

    @crossing
    async def owners(self, graph: Graph, paths: Iterable[str] | None = None) -> dict[str, StoredOwner]:
        """Those of these paths that are in the graph; by default all owners."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            if paths is None:
                return _by_path(await connection.fetch(SQL["all_owners"], *graph))
            return _by_path(await connection.fetch(SQL["owners"], *graph, _ids(paths)))

    @crossing
    async def readers(self, graph: Graph, keys: Iterable[int]) -> list[str]:
        """Paths of the owners whose trace contains one of these keys, sorted: the owners to invalidate."""
        wanted = publish.salted(graph.graph_id, list(keys))
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            await connection.execute(SQL["by_index"])
            return [row["path"] for row in await connection.fetch(SQL["readers"], *graph, wanted)]

    @crossing
    async def providers(self, graph: Graph, namespaces: Iterable[int]) -> dict[int, list[str]]:
        """For each of these namespaces that the graph contains, the files that add names to it, sorted."""
        names = dict(zip(publish.salted(graph.graph_id, wanted := list(namespaces)), wanted, strict=True))
        found: dict[int, list[str]] = {}
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            await connection.execute(SQL["by_index"])
            for row in await connection.fetch(SQL["providers"], *graph, list(names)):
                for key in names.keys() & set(row["provides"]):
                    found.setdefault(names[key], []).append(row["path"])
        return found

    @crossing
    async def neighbours(self, graph: Graph, paths: Iterable[str]) -> dict[str, StoredOwner]:
        """The files whose interfaces these read when they were last linked: worth prefetching for the next link."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            return _by_path(await connection.fetch(SQL["neighbours"], *graph, _ids(paths)))

    @crossing
    async def facts(self, tenant_id: int, blobs: Iterable[str], language: str, version: str) -> dict[str, BlobFacts]:
        """The cached facts of these blobs, from any repository of the tenant."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            wanted = [bytes.fromhex(blob) for blob in blobs]
            found = await connection.fetch(SQL["facts"], tenant_id, wanted, language, version)
            return {row["blob"].hex(): BlobFacts(*row[1:]) for row in found}

    @crossing
    async def interfaces(self, tenant_id: int, blobs: Iterable[str], language: str, version: str) -> dict[str, bytes]:
        """The cached interfaces of these blobs: the part of their facts that other files may read."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            wanted = [bytes.fromhex(blob) for blob in blobs]
            found = await connection.fetch(SQL["interfaces"], tenant_id, wanted, language, version)
            return {row["blob"].hex(): row["interface"] for row in found}

    @crossing
    async def keep_facts(
        self, tenant_id: int, language: str, version: str, facts: Iterable[tuple[str, BlobFacts]]
    ) -> None:
        """Caches the facts of each blob. Idempotent: the first writer wins. Committed asynchronously; the publish of a graph
        that needs them makes them durable.
        """
        rows = [(bytes.fromhex(blob), *found) for blob, found in facts]
        columns = [list(column) for column in zip(*rows, strict=True)]
        if columns:
            async with self.bridge.transaction(Role.WORKER, tenant_id, lasting=False) as connection:
                await connection.execute(SQL["keep_facts"], tenant_id, language, version, *columns)

    @crossing
    async def facts_at(self, graph: Graph, paths: Iterable[str], version: str) -> dict[str, tuple[bytes, bytes]]:
        """Facts and interface of the graph's files at these paths, if they are in a supported language."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            found = await connection.fetch(SQL["facts_at"], *graph, _ids(paths), version)
            return {row["path"]: (row["facts"], row["interface"]) for row in found}

    @crossing
    async def interfaces_at(self, graph: Graph, paths: Iterable[str], version: str) -> dict[str, bytes]:
        """The same, interfaces only."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            found = await connection.fetch(SQL["interfaces_at"], *graph, _ids(paths), version)
            return {row["path"]: row["interface"] for row in found}

    @crossing
    async def inhabited(self, graph: Graph, directories: Iterable[str], without: Iterable[str]) -> set[str]:
        """Those of these directories that contain, at any depth, a file that is not in `without`."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            found = await connection.fetch(SQL["inhabited"], *graph, list(directories), list(without))
            return {row["path"] for row in found}

    @crossing
    async def left_out(self, graph: Graph, rules: Iterable[str]) -> list[Entry]:
        """The files that one of these rules or accidents excluded."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            found = await connection.fetch(SQL["left_out"], *graph, list(rules))
        return [Entry(raw(row["path"]), row["mode"], row["blob"].hex()) for row in found]

    @crossing
    async def tally(self, graph: Graph) -> Tally:
        """Counts of the graph's files by language, and by the rule that excluded them."""
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            kept = await connection.fetchval(SQL["tally"], *graph)
            return census.tally(census.read(kept) if kept else await census.counted(connection, graph))

    @crossing
    async def publish(self, claim: Claim, delta: Delta, version: str = "", *, complete: bool = True) -> Published:
        """Moves the branch to `delta.commit` under the claim's fence, or raises Fenced. Idempotent. `version`: of extractor and
        linker, returned by the next claim. `complete`: False if an accident kept a file out.
        """
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            published = await publish.publish(connection, claim, delta, version, complete=complete)
        await publish.refresh(self.bridge, claim.tenant_id, published)
        return published

    def export(self, graph: Graph) -> Iterator[Header | Node | Edge]:
        """One commit's graph in canonical order: header, nodes, edges. Sites carry absolute line numbers."""
        for batch in self.bridge.stream(self._batches(graph)):
            yield from batch

    async def _batches(self, graph: Graph) -> AsyncIterator[list[Header | Node | Edge]]:
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id, snapshot=True) as connection:
            header = await connection.fetchrow(SQL["header"], *graph)
            if header is None:
                raise NotIndexed("This branch has not been indexed yet.")
            yield [Header(**header)]
            await connection.execute(SQL["nodes_cursor"], *graph)
            while found := await connection.fetch(f"fetch {_BATCH} from nodes"):
                yield [rows.node(row) for row in found]
            await connection.execute(SQL["edges_cursor"], *graph)
            while found := await connection.fetch(f"fetch {_BATCH} from edges"):
                yield [_edge(row) for row in found]


def _directly(directory: str, paths: Iterable[str]) -> frozenset[str]:
    return frozenset(path for path in paths if directory_of(path) == directory)


def _ids(paths: Iterable[str]) -> list[int]:
    return [identity.owner_id(path) for path in paths]


def _by_path(found: Sequence[Any]) -> dict[str, StoredOwner]:
    return {row["path"]: rows.owner(row) for row in found}


def _edge(row: Any) -> Edge:
    return Edge(
        EdgeKind(row["kind"]), row["src"], row["dst"], row["path"], Resolution(row["resolution"]), row["scope"],
        rows.places(row["sites"], row["origin"]),
    )  # fmt: skip

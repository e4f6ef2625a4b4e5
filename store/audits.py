"""Audits, which rebuild a graph from scratch and compare it with the stored one: which graph is next, the inputs a rebuild
needs, and the outcome.
"""

from typing import Final, NamedTuple

from graph.errors import NotIndexed
from store import sql
from store.access import of_hook
from store.bridge import Bridge, Role, crossing
from store.keyring import Keyring
from store.model import Credential, Graph

SQL: Final = sql.load("audits")
_NAMES: Final = (
    "tenant",
    "repository_id",
    "repo",
    "branch",
    "commit",
    "version",
    "complete",
    "source",
    "path",
    "forge_id",
)


class Subject(NamedTuple):
    """A published graph, and where its commit comes from."""

    graph: Graph
    tenant: str
    repository_id: int
    repo: str
    branch: str
    commit: str
    version: str  # of extractor, linker and rules when it was published
    complete: bool
    source: str | None  # a local path or URL; None where a hook says where to clone from
    path: str | None
    forge_id: str | None
    forge: str | None
    base_url: str | None
    credential: Credential | None


class Audits:
    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    @crossing
    async def take(self, rest: float) -> Graph | None:
        """The graph audited longest ago; None if no graph was published since its audit and no audit is older than `rest`
        seconds.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            row = await connection.fetchrow(SQL["take"], rest)
            return None if row is None else Graph(row["tenant_id"], row["graph_id"])

    @crossing
    async def subject(self, graph: Graph) -> Subject:
        async with self.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            row = await connection.fetchrow(SQL["subject"], *graph)
            if row is None:
                raise NotIndexed("This branch has not been indexed yet.")
            access = await of_hook(connection, self._keyring, graph.tenant_id, row["hook_id"], row["path"])
        return Subject(graph=graph, **access._asdict(), **{name: row[name] for name in _NAMES})

    @crossing
    async def keep(self, subject: Subject, differences: int) -> None:
        async with self.bridge.transaction(Role.WORKER, subject.graph.tenant_id) as connection:
            await connection.execute(SQL["keep"], *subject.graph, subject.commit, differences)

    @crossing
    async def outcomes(self) -> dict[str, int]:
        """Number of graphs, over all tenants, by the outcome of their last audit: equal, different, unfinished."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            return {row["outcome"]: row["graphs"] for row in await connection.fetch(SQL["outcomes"])}

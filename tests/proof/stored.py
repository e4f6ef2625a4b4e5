"""The same commits through the whole product: git mirror, tasks and PostgreSQL. One branch that is pushed forward, and for
each commit asked a tenant that has nothing yet: no fact, no mirror, no graph.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from aether import exporting
from aether.settings import read
from graph.model import Edge, Node
from graph.watching import parse
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.change import Change
from store.changes import ChangeReader
from store.graph_store import PostgresGraphStore
from store.keyring import Keyring
from store.model import Header
from store.reader import GraphReader
from store.runs import Runs
from store.supposing import Supposing
from store.watches import EventRow, Wanted
from store.watching import Watching
from tasks.supposing import Standpoint, Where
from tasks.watcher import watch_once
from tasks.what_if import Supposed, WhatIf
from tasks.work import Limits
from tasks.workshop import assemble, policy
from tests.postgres import Server

REPO, BRANCH, PUSHED = "repo", "main", "pushed"


class Stored:
    def __init__(self, url: str, directory: Path) -> None:
        self._key = Keyring.new_key()
        self._environment = {"AETHER_DATA_DIR": str(directory), "DATABASE_URL": url}
        self.bridge = Bridge(url)
        keyring = Keyring([self._key])
        self._catalogue, self._runs = Catalogue(self.bridge, keyring), Runs(self.bridge, keyring)
        settings = read(self._environment)
        self._service = assemble(settings, self.bridge, keyring, Limits())
        standpoint = Standpoint(GraphReader(self.bridge), PostgresGraphStore(self.bridge), Limits())
        self._what_if = WhatIf(standpoint, Supposing(self.bridge), directory / "mirrors", policy(settings))
        self._watching = Watching(self.bridge, lambda _: {})
        self._tenants = count()

    def pushed(self, repository: Path, commit: str) -> str:
        """The digest of the branch that takes every commit as a push."""
        return self._digest(_pushed(repository), repository, commit)

    def fresh(self, repository: Path, commit: str) -> str:
        """The digest of a full index into nothing."""
        return self._digest(f"fresh-{next(self._tenants)}", repository, commit)

    def change(self, repository: Path, since: str, until: str) -> Change:
        """What the product says lies between two commits that were pushed."""
        tenant_id = self._catalogue.tenants.id(_pushed(repository))
        return ChangeReader(self.bridge).change(tenant_id, REPO, branch=BRANCH, since=since, until=until)

    def what_if(self, repository: Path, files: Sequence[Supposed]) -> Change:
        """What the product says that these files would change on the branch that takes pushes."""
        tenant_id = self._catalogue.tenants.id(_pushed(repository))
        return self._what_if.change(Where(tenant_id, REPO, BRANCH), files)

    def watch(self, repository: Path, queries: Sequence[str]) -> None:
        """On the branch that takes pushes, from the next one on; its repository is registered."""
        tenant_id = self._catalogue.tenants.ensure(_pushed(repository))
        self._catalogue.repositories.ensure(tenant_id, REPO, str(repository.resolve()))
        for query in queries:
            self._catalogue.watches.add(tenant_id, Wanted(REPO, parse(query), BRANCH), most=len(queries))

    def events(self, repository: Path, after: int) -> list[EventRow]:
        """What the watches were told of the pushes, after they were told of all there have been."""
        while watch_once(self._watching):
            pass
        tenant_id = self._catalogue.tenants.id(_pushed(repository))
        return self._catalogue.watches.events(tenant_id, after=after, limit=100_000)

    def graph(self, repository: Path) -> list[Header | Node | Edge]:
        """The export of the branch that takes pushes."""
        return list(self.rows(_pushed(repository)))

    def indexed(self, repository: Path, commit: str) -> list[Header | Node | Edge]:
        """The export of a full index into nothing."""
        tenant = f"fresh-{next(self._tenants)}"
        self._index(tenant, repository, commit)
        return list(self.rows(tenant))

    def rows(self, tenant: str) -> Iterator[Header | Node | Edge]:
        graph = GraphReader(self.bridge).graph(self._catalogue.tenants.id(tenant), REPO, BRANCH)
        return PostgresGraphStore(self.bridge).export(graph)

    def _digest(self, tenant: str, repository: Path, commit: str) -> str:
        self._index(tenant, repository, commit)
        return exporting.digest(self.rows(tenant))[1]

    def _index(self, tenant: str, repository: Path, commit: str) -> Mapping[str, Any]:
        tenant_id = self._catalogue.tenants.ensure(tenant)
        self._catalogue.repositories.ensure(tenant_id, REPO, str(repository.resolve()))
        run_id = self._runs.request(tenant, REPO, ref=BRANCH, full=False, trigger="index", pinned=commit, delay=60)
        return self._service.parse_repository(run_id, tenant, worker="proof", report=lambda *_, **__: None)


def _pushed(repository: Path) -> str:
    return f"{PUSHED}-{repository.parent.name.lower().replace('+', '-')}"


class Compared(NamedTuple):
    """Whether the three agree: replayed in memory, pushed through the product, indexed afresh by it."""

    pushed: bool
    fresh: bool


@contextmanager
def stored() -> Iterator[Stored]:
    server = Server.create()
    try:
        with tempfile.TemporaryDirectory(prefix="aether-proof-") as directory:
            found = Stored(server.app(server.fresh()), Path(directory))
            yield found
            found.bridge.close()
    finally:
        server.remove()

"""What a worker finds: a database of its own, a broker database of its own, a data directory, and git over HTTP."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import redis

from aether.exporting import digest
from aether.settings import read
from graph.intake import Forge
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.graph_store import PostgresGraphStore
from store.hooks import NewHook
from store.keyring import Keyring
from store.model import Graph, RunStatus
from store.runs import Runs
from tasks.parser_service import ParserService
from tasks.work import Limits
from tasks.workshop import assemble
from tests.git_http import GitHTTP
from tests.repositories import Files, create

ROOT = Path(__file__).parents[2]
TENANT = "acme"
FILES: Files = {
    b"app/__init__.py": b"",
    b"app/a.py": b"from app.b import g\n\n\ndef f():\n    return g()\n",
    b"app/b.py": b"def g():\n    return 1\n",
}


@dataclass(frozen=True)
class Workplace:
    directory: Path
    environment: Mapping[str, str]
    admin_url: str
    bridge: Bridge
    catalogue: Catalogue
    runs: Runs
    store: PostgresGraphStore
    tenant: int
    broker: "redis.Redis"

    @property
    def roots(self) -> Path:
        """What the operator opened to the tenant."""
        return self.directory / "roots"

    def service(self, limits: Limits | None = None) -> ParserService:
        return assemble(
            read(self.environment), self.bridge, Keyring([self.environment["AETHER_ENCRYPTION_KEYS"]]), limits
        )

    def local(self, name: str, *trees: Files) -> Path:
        """A registered repository on this machine, with a commit for each tree."""
        path = self.roots / name
        create(path, *trees)
        self.catalogue.repositories.ensure(self.tenant, name, str(path))
        return path

    def remote(self, forge: GitHTTP, name: str) -> NewHook:
        """A registered repository of that forge, with one commit; its hook."""
        create(forge.directory / TENANT / f"{name}.git", FILES)
        hook = self.catalogue.hooks.add(self.tenant, Forge.GITHUB, "repository", forge.url)
        path = f"{TENANT}/{name}"
        self.catalogue.repositories.add(
            self.tenant, name, hook_id=hook.hook_id, forge_id="1", path=path, default_branch="main"
        )
        return hook

    def request(self, repo: str, **asked: Any) -> str:
        return self.runs.request(TENANT, repo, **{"ref": None, "full": False, "trigger": "manual", **asked})

    def index(self, repo: str, limits: Limits | None = None, **asked: Any) -> Mapping[str, Any]:
        """Requests a run and carries it out in this process."""
        run_id = self.request(repo, **asked)
        return self.service(limits).parse_repository(run_id, TENANT, worker="test", report=silent)

    def status(self, run_id: str) -> RunStatus:
        return self.runs.status(self.tenant, run_id)

    def graph(self, repo: str, branch: str = "main") -> Graph:
        rows = self.sql(
            "select b.graph_id from branches b join repositories using (tenant_id, repository_id) where "
            f"repositories.name = '{repo}' and b.name = '{branch}' and tenant_id = {self.tenant}"
        )
        return Graph(self.tenant, rows[0]["graph_id"])

    def digest(self, repo: str) -> str:
        return digest(self.store.export(self.graph(repo)))[1]

    def fence(self, repo: str) -> int:
        """How often the branch was claimed."""
        found: int = self.sql(f"select fence from branches where graph_id = {self.graph(repo).graph_id}")[0]["fence"]
        return found

    def lapse(self, repo: str) -> None:
        """As if the lease's time were over."""
        self.sql(f"update branches set lease_until = now() where graph_id = {self.graph(repo).graph_id}")

    def sql(self, statement: str) -> list[asyncpg.Record]:
        return asyncio.run(_fetch(self.admin_url, statement))

    def process(self, *arguments: str, **environment: str) -> AbstractContextManager["subprocess.Popen[bytes]"]:
        """`python -m …` in the environment of a worker; what it says goes to the file `log`."""
        return self.elsewhere((), *arguments, **environment)

    @contextmanager
    def elsewhere(
        self, enter: tuple[str, ...], *arguments: str, **environment: str
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """The same, started by a command that enters another place first."""
        with (self.directory / "log").open("ab") as log:
            process = subprocess.Popen(
                (*enter, sys.executable, "-u", "-m", *arguments), cwd=ROOT, env={**self.environment, **environment}, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def log(self) -> str:
        return (self.directory / "log").read_text()


@contextmanager
def workplace(
    directory: Path, database_url: str, admin_url: str, broker_url: str, **settings: str
) -> Iterator[Workplace]:
    key = Keyring.new_key()
    (directory / "roots").mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "AETHER_DATA_DIR": str(directory / "data"),
        "AETHER_LOCAL_ROOTS": f"{TENANT}={directory / 'roots'}",
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": broker_url,
        "AETHER_ENCRYPTION_KEYS": key,
        "AETHER_LEASE_SECONDS": "2",
        "AETHER_HEARTBEAT_SECONDS": "0.5",
        "AETHER_RETRY_SECONDS": "1",
        **settings,
    }
    bridge, keyring = Bridge(database_url), Keyring([key])
    catalogue = Catalogue(bridge, keyring)
    with redis.Redis.from_url(broker_url, decode_responses=True) as broker:
        broker.flushdb()
        yield Workplace(
            directory, environment, admin_url, bridge, catalogue, Runs(bridge, keyring, republish=0.2),
            PostgresGraphStore(bridge), catalogue.tenants.add(TENANT), broker,
        )  # fmt: skip
    bridge.close()


def silent(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
    """Nobody looks."""


async def _fetch(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()

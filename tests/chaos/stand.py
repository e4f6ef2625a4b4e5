"""An installation in processes of its own that is to be ill-treated: servers, roles, a forge and its repositories."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

import asyncpg

from aether.exporting import digest
from aether.settings import read
from aether.starting import free_port
from graph.errors import StorageError
from graph.intake import Forge
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.graph_store import PostgresGraphStore
from store.keyring import Keyring
from store.model import Graph
from store.runs import Runs
from tasks.workshop import assemble
from tests.aether.installation import until
from tests.chaos.broker import Broker
from tests.chaos.processes import ROOT, Role, Yard
from tests.chaos.sources import Source
from tests.git_http import GitHTTP
from tests.postgres import Server

T = TypeVar("T")
LEASE = 2.0  # seconds


class Plan(NamedTuple):
    """Who is there, which processes serve them, and what these are told beside the servers' addresses."""

    tenants: Mapping[str, Sequence[str]]  # names of repositories by tenant
    crew: Mapping[str, Sequence[str]]  # arguments of each role; PORT stands for the port of whoever answers
    settings: Mapping[str, str]


PORT = "PORT"
CHAOS = Plan(
    {"acme": ("shop", "bank"), "globex": ("shop", "mill")},
    {
        "web": ("aether", "web", "--port", PORT, "--workers", "1"),
        "scheduler": ("aether", "scheduler"),
        "another scheduler": ("aether", "scheduler"),
        "worker": ("aether", "worker", "--concurrency", "2"),
        "impatient worker": ("tests.chaos.impatient",),
    },
    {
        "AETHER_LEASE_SECONDS": str(LEASE),
        "AETHER_HEARTBEAT_SECONDS": "0.5",
        "AETHER_RETRY_SECONDS": "0.5",
        "AETHER_RETRY_CAP_SECONDS": "2",
    },
)


class Stand:
    def __init__(self, directory: Path, plan: Plan = CHAOS) -> None:
        self.directory = directory
        self.plan = plan
        self.yard = Yard()
        self.postgres = Server.create()
        self.broker = Broker()
        self.forge = GitHTTP(directory / "forge")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.roles: dict[str, Role] = {}
        self.sources: list[Source] = []
        self.database = self.postgres.fresh()
        self.admin_url = self.postgres.admin(self.database)
        self.bridge = Bridge(self.postgres.app(self.database))

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self._end)
            self._begin()
            undo.pop_all()
        return self

    def _begin(self) -> None:
        self.forge.__enter__()
        self.broker.__enter__()
        self.environment = self._environment()
        self.keyring = Keyring([self.environment["AETHER_ENCRYPTION_KEYS"]])
        self.catalogue, self.runs = Catalogue(self.bridge, self.keyring), Runs(self.bridge, self.keyring)
        self.store = PostgresGraphStore(self.bridge)
        self.sources = [self._register(tenant, name) for tenant, names in self.plan.tenants.items() for name in names]
        self._start_roles()
        until(self.alive_over_http)

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        for role in self.roles.values():
            role.send(signal.SIGCONT, group=True)
            role.end(signal.SIGKILL, group=True)
        self.bridge.close()
        self.broker.__exit__()
        self.forge.__exit__()
        self.postgres.remove()

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "AETHER_DATA_DIR": str(self.directory / "data"),
            "AETHER_LOCAL_ROOTS": f"fresh={self.forge.directory}",
            "AETHER_PRIVATE_HOSTS": self.forge.host,
            "AETHER_ENCRYPTION_KEYS": Keyring.new_key(),
            "AETHER_RECONCILE_SECONDS": "86400",  # what was lost must not be found again by another way
            "DATABASE_URL": self.postgres.app(self.database),
            "CELERY_BROKER_URL": self.broker.url,
            **self.plan.settings,
        }

    def _start_roles(self) -> None:
        for name, given in self.plan.crew.items():
            argv = [str(self.port) if each == PORT else each for each in given]
            log = self.directory / f"{name.replace(' ', '-')}.log"
            self.roles[name] = Role(self.yard, name, argv, self.environment, log)

    def _register(self, tenant: str, name: str) -> Source:
        tenant_id = self.catalogue.tenants.ensure(tenant)
        hook = self.catalogue.hooks.add(tenant_id, Forge.GITHUB, "repository", self.forge.url)
        self.catalogue.repositories.add(
            tenant_id, name, hook_id=hook.hook_id, forge_id="1", path=f"{tenant}/{name}", default_branch="main"
        )
        token = self.catalogue.tokens.add(tenant_id, ["read"])
        path = self.forge.directory / tenant / f"{name}.git"
        source = Source(tenant, tenant_id, name, path, hook.hook_id, hook.secret, token)
        source.create()
        return source

    def workers(self) -> list[Role]:
        return [role for name, role in self.roles.items() if "worker" in name]

    def alive_over_http(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def mend(self) -> None:
        """Starts again what is dead, as an operator's supervisor would."""
        assert self.broker.process is not None
        assert self.postgres.process is not None
        if self.broker.process.poll() is not None:
            self.broker.start()
        if self.postgres.process.poll() is not None:
            self.start_postgres()
        for role in self.roles.values():
            if not role.alive():
                role.again()

    def start_postgres(self) -> None:
        """When the backends of the dead server are gone: they hold its shared memory."""
        self._await_backends()
        self.postgres.start()

    def _await_backends(self) -> None:
        backends = [pid for pid in self.yard.orphans() if _is_backend(pid)]
        until(lambda: not set(backends) & set(self.yard.orphans()))

    def sql(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        """As a superuser; waits for a server that is starting."""
        return patiently(lambda: asyncio.run(_fetch(self.admin_url, statement, arguments)))

    def graph(self, source: Source) -> Graph:
        rows = self.sql(
            "select b.graph_id from branches b join repositories r using (tenant_id, repository_id) "
            "where tenant_id = $1 and r.name = $2 and b.name = 'main'",
            source.tenant_id, source.name,
        )  # fmt: skip
        return Graph(source.tenant_id, rows[0]["graph_id"])

    def digest(self, source: Source) -> str:
        return digest(self.store.export(self.graph(source)))[1]

    def fresh_digest(self, source: Source) -> str:
        """Of the newest commit, indexed in this process by a tenant who has never seen it."""
        tenant_id = self.catalogue.tenants.ensure("fresh")
        name = f"{source.tenant}-{source.name}-{len(source.commits)}-{random.randrange(1 << 30)}"
        self.catalogue.repositories.ensure(tenant_id, name, str(source.path))
        service = assemble(read(self.environment), self.bridge, self.keyring)
        run_id = self.runs.request("fresh", name, ref="main", full=True, trigger="chaos", delay=3600)
        service.parse_repository(run_id, "fresh", worker="chaos", report=lambda *_, **__: None)
        (row,) = self.sql("select graph_id from runs where run_id = $1::uuid", run_id)
        return digest(self.store.export(Graph(tenant_id, row["graph_id"])))[1]

    def command(self, *arguments: str) -> str:
        """An operator's command; what it printed."""
        argv = (sys.executable, "-m", "aether", *arguments)
        done = subprocess.run(
            argv, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def patiently(ask: Callable[[], T]) -> T:
    deadline = time.monotonic() + 60
    while True:
        try:
            return ask()
        except (OSError, StorageError, asyncpg.PostgresError, asyncpg.InterfaceError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _is_backend(pid: int) -> bool:
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


async def _fetch(url: str, statement: str, arguments: tuple[Any, ...]) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return await connection.fetch(statement, *arguments)
    finally:
        await connection.close()

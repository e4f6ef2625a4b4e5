"""A real PostgreSQL for tests: one server a session, a fresh database in milliseconds from a template."""

import asyncio
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import asyncpg

from aether.embedded import programs
from aether.embedded.site import Account
from store.migrate import admit, migrate

LOGIN = "aether_app"
PASSWORD = secrets.token_hex(8)
TEMPLATE = "aether_template"


def binaries() -> Path:
    """Where `initdb` and `postgres` lie that the server's user may run: the product's own answer, also where this checkout
    lies below a private directory. `AETHER_TEST_PGBIN` names another version's.
    """
    named = os.environ.get("AETHER_TEST_PGBIN")
    if named:
        return Path(named)
    if _user() is None:
        return programs.postgres(Account())
    nobody = pwd.getpwnam("nobody")
    return programs.postgres(Account(nobody.pw_uid, nobody.pw_gid, ()))


def debian(version: int) -> Path:
    """Where Debian's package `postgresql-<version>` puts its programs, whether it is there or not."""
    return Path(f"/usr/lib/postgresql/{version}/bin")


@dataclass
class Server:
    """Listens on a Unix socket in a directory of its own, and on `address` if there is one; `stop` and `start` may be called in
    the middle of a test.
    """

    directory: Path
    bin: Path = field(default_factory=binaries)
    address: str = ""
    process: subprocess.Popen[bytes] | None = None
    prepared: bool = False

    @classmethod
    def create(cls, bin_directory: Path | None = None, address: str = "") -> Self:
        directory = Path(tempfile.mkdtemp(prefix="aether-pg-"))
        server = cls(directory, bin_directory or binaries(), address)
        if os.geteuid() == 0:
            shutil.chown(directory, "nobody")
        server._run("initdb", "-D", str(directory / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                    "--locale=C.UTF-8", "--no-sync", "--no-instructions")  # fmt: skip
        if address:
            with (directory / "data" / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all {LOGIN} {address}/24 scram-sha-256\n")
        server.start()
        return server

    def start(self) -> None:
        options = ("fsync=off", "full_page_writes=off", "max_connections=60")
        argv = [str(self.bin / "postgres"), "-D", str(self.directory / "data"), "-k", str(self.directory)]
        argv += ["-h", self.address]
        argv += [part for option in options for part in ("-c", option)]
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(argv, user=_user(), stdout=log, stderr=log, cwd="/")
        self._run("pg_isready", "-h", str(self.directory), "-q", "-t", "20", retry=400)

    def stop(self) -> None:
        """At once and without a farewell to its clients, as after a crash."""
        assert self.process is not None
        self._run("pg_ctl", "-D", str(self.directory / "data"), "stop", "-m", "immediate", "-w", "-s")
        self.process.wait(20)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def admin(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@/{database}?host={self.directory}"

    def app(self, database: str) -> str:
        where = f"{self.address}/{database}" if self.address else f"/{database}?host={self.directory}"
        return f"postgresql://{LOGIN}:{PASSWORD}@{where}"

    def fresh(self) -> str:
        """The name of a new, migrated database that the application's login may use."""
        if not self.prepared:
            self.database(TEMPLATE)
            migrate(self.admin(TEMPLATE))
            prepare_login(self.admin(TEMPLATE))
            self.prepared = True
        name = f"test_{secrets.token_hex(6)}"
        self.database(name, TEMPLATE)
        return name

    def database(self, name: str, template: str = "template1") -> None:
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')

    def sql(self, statement: str, database: str = "postgres") -> None:
        asyncio.run(_execute(self.admin(database), statement))

    def _run(self, program: str, *arguments: str, retry: int = 0) -> None:
        for left in range(retry, -1, -1):
            done = subprocess.run(
                [str(self.bin / program), *arguments], check=False, user=_user(), capture_output=True, cwd="/"
            )
            if done.returncode == 0:
                return
            if self.process is not None and self.process.poll() is not None and left and program == "pg_isready":
                break
        log = self.directory / "log"
        raise AssertionError(f"{program}: {done.stderr.decode()}\n{log.read_text()[-2000:] if log.exists() else ''}")


@contextmanager
def locked(url: str, statement: str) -> Iterator[None]:
    """A lock of somebody else's that stops a transaction half-way; let go at the end, or with the server."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(url, timeout=10))
        try:
            runner.run(connection.execute(f"begin; {statement}"))
            yield
        finally:
            connection.terminate()


def _user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def prepare_login(admin_url: str) -> None:
    """The application's login, as an operator creates it and lets it in."""
    known = f"exists (select from pg_roles where rolname = '{LOGIN}')"
    create = f"create role {LOGIN} login password '{PASSWORD}'"
    asyncio.run(_execute(admin_url, f"do $$ begin if not {known} then {create}; end if; end $$"))
    admit(admin_url, LOGIN)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

"""PostgreSQL: creates a cluster with the database, its owner and the application's login, and starts it."""

import os
import shutil
import signal
from importlib.resources import files

from aether.embedded import programs
from aether.embedded.record import Record
from aether.embedded.server import Command, run
from aether.embedded.site import Site
from graph.errors import BrokenSetup

NAME = "postgres"
OWNER, LOGIN, DATABASE = "aether", "aether_app", "aether"


def command(site: Site, record: Record, port: int) -> Command:  # noqa: ARG001 (all servers share this signature)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",  # their paths are limited to 107 bytes
        "max_connections": 200,
        "shared_buffers": f"{_shared_megabytes()}MB",
        "lc_messages": "C",  # because the readiness line is parsed
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    return Command(
        NAME,
        (programs.postgres(site.account) / "postgres", "-D", site.state / NAME, *options),
        stdin=b"",
        stop=signal.SIGINT,  # fast shutdown: disconnects clients and stops cleanly
        ready=b"database system is ready to accept connections",
    )


def _shared_megabytes() -> int:
    """An eighth of the machine's memory, at most 2 GB: traversing ten million edges takes a third less than with 512 MB."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return max(128, min(2048, memory // 8))


def prepare(site: Site, record: Record, lock: int) -> None:
    """Creates the cluster beside its final place and moves it there complete. The caller holds the lock, so no server runs."""
    if not (site.state / NAME).exists():
        _create(site, record, lock)
    (site.state / NAME / "postmaster.pid").unlink(missing_ok=True)  # its process is gone; another may have its number


def _create(site: Site, record: Record, lock: int) -> None:
    bin_directory = programs.postgres(site.account)
    draft = site.state / f"{NAME}.new"
    shutil.rmtree(draft, ignore_errors=True)  # left by an attempt that was killed
    site.directory(draft.name)
    options = ("--auth=scram-sha-256", "--pwfile=/dev/stdin", "--encoding=UTF8", "--locale=C.UTF-8")
    run(
        (bin_directory / "initdb", "-D", draft, "-U", OWNER, *options, "--no-instructions"),
        site,
        lock,
        stdin=record.owner_password.encode(),
    )
    told = run(
        # Failing statements are not logged: one contains a password.
        (bin_directory / "postgres", "--single", "-D", draft, "-c", "log_min_error_statement=panic", "postgres"),
        site,
        lock,
        stdin=_statements(record),
    )
    if "ERROR" in told:
        raise BrokenSetup(f"The embedded database could not be created: {told.strip()[-2000:]}")
    draft.rename(site.state / NAME)


def _statements(record: Record) -> bytes:
    text = files(__package__).joinpath("cluster.sql").read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("--")]
    return "\n".join(kept).replace(":password", f"'{record.login_password}'").encode() + b"\n"

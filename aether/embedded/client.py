"""Gives a command its servers: from the settings, or from the keeper of its data directory."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import AF_UNIX, SHUT_WR, socket

import msgspec
import structlog
from pydantic import SecretStr

from aether.embedded.files import data_directory, encryption_key, held, open_log
from aether.embedded.protocol import POSTGRES, VALKEY, Answer, Servers, socket_path
from aether.embedded.site import Site, open_site
from aether.settings import Settings
from graph.errors import BrokenSetup

_log = structlog.get_logger()
_INHERITED = ("PATH", "HOME", "LANG", "TZ", "LD_LIBRARY_PATH")  # none that can hold a secret
_TELL = 10.0  # seconds after which the user is told what the command waits for
_LEAVE = 90.0


@contextlib.contextmanager
def attach(data_dir: Path, *, database: bool = True, broker: bool = True) -> Iterator[Servers]:
    """The embedded servers of this data directory, kept running until the context exits.

    Starts those that do not run. The last context to exit returns only after they have stopped.
    """
    home = data_directory(data_dir)
    names = [name for name, wanted in ((POSTGRES, database), (VALKEY, broker)) if wanted]
    connection, servers = join(home, names)
    owner = os.getpid()
    with connection:
        try:
            yield servers
        finally:
            if os.getpid() == owner:  # a forked child that exits here has only a copy of its parent's connection
                _part(connection)


@contextlib.contextmanager
def servers(settings: Settings, *, broker: bool = True) -> Iterator[Servers]:
    """The servers that the operator configured, else embedded ones. No embedded server is started for a configured one."""
    database_url, broker_url = _shown(settings.database_url), _shown(settings.broker_url)
    given = Servers(database_url, _shown(settings.admin_database_url) or database_url, broker_url)
    database, broker = not database_url, broker and not broker_url
    if not (database or broker):
        yield given
        return
    with attach(settings.data_dir, database=database, broker=broker) as embedded:
        yield Servers(
            embedded.database_url or given.database_url,
            embedded.admin_database_url or given.admin_database_url,
            embedded.broker_url or given.broker_url,
        )


def encryption_keys(settings: Settings) -> tuple[str, ...]:
    """The operator's keys, newest first, else the data directory's only key."""
    given = tuple(key.get_secret_value() for key in settings.encryption_keys)
    return given or (encryption_key(settings.data_dir),)


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def join(home: Path, names: list[str]) -> tuple[socket, Servers]:
    """Connects to a keeper and asks it for the servers. If it is just exiting, the next attempt starts a new one; if the keeper
    that this command started exits, that is an error.
    """
    while True:
        with contextlib.ExitStack() as undo:
            connection, started = _reach(home)
            undo.enter_context(connection)
            answer = _ask(connection, names)
            if answer and not answer.error:
                undo.pop_all()
                return connection, answer.servers
        if answer:
            raise BrokenSetup(answer.error)
        if started:
            raise BrokenSetup(
                f"The keeper of the embedded servers ended too early; see {home / 'logs' / 'keeper.log'}."
            )


def _reach(home: Path) -> tuple[socket, bool]:
    """A connection to the keeper, and whether it was started here. A lock lets one command at a time look and start."""
    path = socket_path(home)
    with held(home / "keeper.lock"), contextlib.ExitStack() as undo:
        connection = undo.enter_context(socket(AF_UNIX))
        try:
            connection.connect(str(path))
            started = False
        except (FileNotFoundError, ConnectionRefusedError):
            _start_keeper(home, path, connection)
            started = True
        undo.pop_all()
        return connection, started


def _start_keeper(home: Path, path: Path, connection: socket) -> None:
    """Starts a keeper. Its socket listens before it runs, so this command is first in its queue and need not poll."""
    site, _ = open_site(home)  # the keeper does this again; here, errors reach the user
    path.unlink(missing_ok=True)
    with socket(AF_UNIX) as listener:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen()
        connection.connect(str(path))
        _run_keeper(site, listener.fileno())


def _run_keeper(site: Site, listener: int) -> None:
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(
        str(Path(path).absolute()) for path in sys.path
    )  # the keeper can import whatever this process can
    with open_log(site.log("keeper")) as log:
        subprocess.run(  # returns at once: the keeper detaches itself
            (sys.executable, "-P", "-m", "aether.embedded.keeper", site.home, str(listener)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment,
            pass_fds=(listener,),
            start_new_session=True,
            check=False,
        )


def _ask(connection: socket, names: list[str]) -> Answer | None:
    """The keeper's answer, or None if it exited without one."""
    connection.settimeout(_TELL)
    line = b""
    try:
        connection.sendall(" ".join(names).encode())
        while not line.endswith(b"\n"):
            try:
                part = connection.recv(65536)
            except TimeoutError:
                _log.info("still waiting for the embedded servers to start (a first start, or recovery after a crash)")
                continue
            if not part:
                return None
            line += part
    except (BrokenPipeError, ConnectionResetError):
        return None
    return msgspec.json.decode(line, type=Answer)


def _part(connection: socket) -> None:
    """Ends the claim and waits for the keeper to close the connection: at once, or when both servers have stopped."""
    try:
        connection.settimeout(_LEAVE)
        connection.shutdown(SHUT_WR)
        while connection.recv(65536):
            pass
    except OSError as error:
        _log.warning("the keeper of the embedded servers had already gone", error=str(error))

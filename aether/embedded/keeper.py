"""The keeper: one process per data directory that runs its servers as long as a command is connected.

`python -m aether.embedded.keeper DATA_DIR FD`, where FD is a listening Unix socket with the first command in its queue.
"""

import logging
import os
import selectors
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from aether.embedded import postgres, record, valkey
from aether.embedded.files import held
from aether.embedded.protocol import POSTGRES, VALKEY, Answer, Servers
from aether.embedded.record import Record
from aether.embedded.server import Command, Server, last_words, start
from aether.embedded.site import Site, open_site
from graph.errors import AetherError, BrokenSetup

_PULSE = 0.5  # seconds between checks of the servers
_DEATHS, _WITHIN = 5, 60.0  # a server that dies more often than this within these seconds is given up
_log = logging.getLogger("aether.keeper")  # structlog's import would cost every first command 0.2 s


class Kind(NamedTuple):
    prepare: Callable[[Site, Record, int], None]
    command: Callable[[Site, Record, int], Command]


KINDS = {POSTGRES: Kind(postgres.prepare, postgres.command), VALKEY: Kind(valkey.prepare, valkey.command)}


class Keeper:
    def __init__(self, site: Site, kept: Record, listener: socket.socket) -> None:
        self.site, self.record, self.listener = site, kept, listener
        self.servers: dict[str, Server] = {}
        self.clients: set[socket.socket] = set()
        self.leaving: list[socket.socket] = []
        self.deaths: deque[float] = deque(maxlen=_DEATHS + 1)
        self.selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Serves until the last client disconnects. Its connection is closed only by this process's end, after the servers'."""
        self.selector.register(self.listener, selectors.EVENT_READ)
        try:
            self._accept()
            while self.clients:
                for key, _ in self.selector.select(_PULSE):
                    self._hear(key.data) if key.data else self._accept()
                if self.clients:
                    self._let_go()
                self._revive()
        finally:
            self.listener.close()  # from here on, a new command starts a new keeper, which waits for the locks
            self._stop()

    def _accept(self) -> None:
        client, _ = self.listener.accept()
        self.clients.add(client)
        self.selector.register(client, selectors.EVENT_READ, client)

    def _hear(self, client: socket.socket) -> None:
        asked = _receive(client)
        if asked:
            self._answer(client, asked.decode().split())
            return
        self.selector.unregister(client)
        self.clients.remove(client)
        self.leaving.append(client)

    def _let_go(self) -> None:
        while self.leaving:
            self.leaving.pop().close()

    def _answer(self, client: socket.socket, names: list[str]) -> None:
        try:
            answer = Answer(self._provide(names))
        except (AetherError, OSError) as error:
            _log.exception("cannot provide %s", names)
            answer = Answer(error=str(error))
        try:
            client.sendall(msgspec.json.encode(answer) + b"\n")
        except OSError:
            _log.info("a command ended before it had its answer")

    def _provide(self, names: list[str]) -> Servers:
        for name in names:
            if name not in self.servers:
                self.servers[name] = self._start(name)
        return addresses(self.record, names)

    def _start(self, name: str) -> Server:
        """Starts the server on the port last used, where clients expect it after a restart, or on another if that is taken."""
        with held(self.site.lock(name)) as lock:
            KINDS[name].prepare(self.site, self.record, lock)
            for _ in range(3):
                port = self._choose_port(name)
                server = start(KINDS[name].command(self.site, self.record, port), self.site, lock)
                if server.alive():
                    return server
                if _free(port):
                    break  # the port was not the reason
        raise BrokenSetup(
            f"The embedded {name} ended with status {server.process.returncode} before it was ready. "
            f"The end of {self.site.log(name)}:\n{last_words(self.site, name)}"
        )

    def _choose_port(self, name: str) -> int:
        port = self.record.ports.get(name, 0)
        if not port or not _free(port):
            with socket.create_server(("127.0.0.1", 0)) as probe:
                port = probe.getsockname()[1]
            self.record = msgspec.structs.replace(self.record, ports={**self.record.ports, name: port})
            record.save(self.site.home, self.record)
        return port

    def _revive(self) -> None:
        for name, server in self.servers.items():
            if server.alive():
                continue
            _log.warning("%s exited with status %s; restarting it", name, server.process.returncode)
            self.deaths.append(time.monotonic())
            if len(self.deaths) > _DEATHS and self.deaths[-1] - self.deaths[0] < _WITHIN:
                raise BrokenSetup(
                    f"The embedded {name} ended {_DEATHS} times within a minute; see {self.site.log(name)}."
                )
            self.servers[name] = self._start(name)

    def _stop(self) -> None:
        for server in self.servers.values():
            server.ask_to_stop()
        for name, server in self.servers.items():
            if not server.wait():
                _log.warning("%s did not stop by itself and was killed", name)


def addresses(kept: Record, names: list[str]) -> Servers:
    servers = Servers()
    if POSTGRES in names:
        place = f"127.0.0.1:{kept.ports[POSTGRES]}/{postgres.DATABASE}"
        servers = msgspec.structs.replace(
            servers,
            database_url=f"postgresql://{postgres.LOGIN}:{kept.login_password}@{place}",
            admin_database_url=f"postgresql://{postgres.OWNER}:{kept.owner_password}@{place}",
        )
    if VALKEY in names:
        place = f"127.0.0.1:{kept.ports[VALKEY]}/0"
        servers = msgspec.structs.replace(servers, broker_url=f"redis://:{kept.broker_password}@{place}")
    return servers


def _receive(client: socket.socket) -> bytes:
    try:
        return client.recv(4096)
    except OSError:  # it died before it read our answer, which is the same as a disconnect
        return b""


def _free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def main() -> None:
    if os.fork():
        os._exit(0)  # detached: the command that started this need not wait for it
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    home, descriptor = Path(sys.argv[1]), int(sys.argv[2])
    Keeper(*open_site(home), socket.socket(fileno=descriptor)).serve()


if __name__ == "__main__":
    main()

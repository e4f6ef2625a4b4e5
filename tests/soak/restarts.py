"""Every role is restarted in turn, and the servers below them: asked to stop, or killed."""

import random
import signal
import sys
import threading
import time
from typing import NamedTuple, Self

from tests.aether.installation import until
from tests.chaos.stand import Stand

SERVERS = ("broker", "PostgreSQL")


class Restart(NamedTuple):
    role: str
    killed: bool
    began: float
    ended: float


class Restarts:
    def __init__(self, stand: Stand, rng: random.Random, every: float) -> None:
        self._stand, self._rng, self._every = stand, rng, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._for_ever)
        self._failed: BaseException | None = None
        self.done: list[Restart] = []
        self.fallen: list[str] = []  # roles that ended though nobody ended them

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        if self._failed is not None:
            raise self._failed

    def _for_ever(self) -> None:
        turns: list[str] = []
        try:
            while not self._stop.wait(self._every):
                if not turns:
                    turns = [*self._stand.roles, *SERVERS]
                    self._rng.shuffle(turns)
                self._restart(turns.pop(), killed=self._rng.random() < 0.5)
                self._raise_the_fallen()
        except BaseException as error:  # noqa: BLE001 (raised again by whoever waits)
            self._failed = error

    def _restart(self, name: str, *, killed: bool) -> None:
        began = time.monotonic()
        if name == "broker":
            self._broker()
        elif name == "PostgreSQL":
            self._postgres()
        else:
            role = self._stand.roles[name]
            status = role.end(signal.SIGKILL if killed else signal.SIGTERM)
            assert killed or status == 0, f"{name}, asked to stop, ended with {status}"
            role.again()
        until(self._stand.alive_over_http)
        self.done.append(Restart(name, killed or name in SERVERS, began, time.monotonic()))
        print(
            f"{time.strftime('%X')} {name} was {'killed' if self.done[-1].killed else 'stopped'}",
            file=sys.stderr,
            flush=True,
        )

    def _raise_the_fallen(self) -> None:
        for name, role in self._stand.roles.items():
            if not role.alive():
                self.fallen.append(name)
                role.again()

    def _broker(self) -> None:
        self._stand.broker.send(signal.SIGKILL)
        self._stand.broker.start()

    def _postgres(self) -> None:
        server = self._stand.postgres.process
        assert server is not None
        server.kill()
        server.wait()
        self._stand.start_postgres()

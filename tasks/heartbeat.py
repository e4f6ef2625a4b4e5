"""Keeps the lease of a run or chunk alive while its holder works, and tells the holder when it is lost."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from graph.errors import AetherError, Fenced

log = structlog.get_logger()


class Lease:
    """The working thread's view of its lease."""

    def __init__(self) -> None:
        self._lost = threading.Event()

    def check(self) -> None:
        """Fenced if another run has taken over, so that continuing is pointless."""
        if self._lost.is_set():
            raise Fenced("another run has taken over this branch; nothing was published")

    def wait(self, seconds: float) -> None:
        """Returns early if the lease is lost."""
        self._lost.wait(seconds)

    def lose(self) -> None:
        self._lost.set()


@contextmanager
def heartbeat(renew: Callable[[], object], interval: float, name: str) -> Iterator[Lease]:
    """Calls `renew` every `interval` seconds in a separate thread until it raises Fenced. A database that is unreachable for a
    while does not lose the lease, because the fence is checked at the publish. `name`: of the lease, for the log.
    """
    lease, stop = Lease(), threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(interval) and _renewed(renew, name):
                pass
        finally:  # after an unexpected error, too: nobody renews the lease any more
            if not stop.is_set():
                lease.lose()

    thread = threading.Thread(target=beat, name=f"heartbeat-{name}", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        stop.set()
        thread.join()


def _renewed(renew: Callable[[], object], name: str) -> bool:
    try:
        renew()
    except Fenced:
        return False
    except AetherError as error:
        log.warning("heartbeat.missed", lease=name, error=str(error))
    return True

"""Keeps a run's lease alive while it works, and tells the run when it has lost it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from graph.errors import AetherError, Fenced
from store.model import Claim
from store.runs import Runs

log = structlog.get_logger()


class Lease:
    """What the working thread sees of its lease."""

    def __init__(self) -> None:
        self._lost = threading.Event()

    def check(self) -> None:
        """Fenced when another run has taken over: there is no point in going on."""
        if self._lost.is_set():
            raise Fenced("another run has taken this branch over; nothing was published")

    def lose(self) -> None:
        self._lost.set()


@contextmanager
def heartbeat(runs: Runs, claim: Claim, interval: float) -> Iterator[Lease]:
    """Renews the claim every `interval` seconds in a thread of its own. A database that is away for a while is no loss:
    the fence decides at the publish.
    """
    lease, stop = Lease(), threading.Event()

    def beat() -> None:
        while not stop.wait(interval) and _renewed(runs, claim):
            pass
        if not stop.is_set():
            lease.lose()

    thread = threading.Thread(target=beat, name=f"heartbeat-{claim.run_id}", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        stop.set()
        thread.join()


def _renewed(runs: Runs, claim: Claim) -> bool:
    try:
        runs.renew(claim)
    except Fenced:
        return False
    except AetherError as error:
        log.warning("heartbeat.missed", run_id=claim.run_id, error=str(error))
    return True

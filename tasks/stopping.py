"""A planned stop of a worker: a run under way gives its claim back, in place of being waited for or killed."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from billiard import active_children

_SIGNAL = signal.SIGUSR2  # billiard ends a child at SIGTERM, also an idle one


class Stopped(BaseException):
    """The worker was told to stop. No `Exception`: nothing on the way may take it for a fault of its own."""


class _Child:
    asked = False  # to stop
    inside = False  # a run


def tell_children() -> None:
    """In a worker's main process, when it begins to stop."""
    for pid in [child.pid for child in active_children() if child.pid is not None]:
        with suppress(ProcessLookupError):
            os.kill(pid, _SIGNAL)


def be_deaf() -> None:
    """In the main process, before it forks: a child that does not listen yet must not die of the signal."""
    signal.signal(_SIGNAL, signal.SIG_IGN)


def listen() -> None:
    """In a child, before its first run."""
    signal.signal(_SIGNAL, lambda *_: _stop())


@contextmanager
def stoppable() -> Iterator[None]:
    """Stopped is raised inside the block, also where the stop was asked for before it."""
    _Child.inside = True
    try:
        if _Child.asked:
            raise Stopped
        yield
    finally:
        _Child.inside = False


def _stop() -> None:
    _Child.asked = True
    if _Child.inside:
        raise Stopped

"""A planned stop of a worker: a running run gives its claim back, instead of being waited for or killed."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from billiard import active_children

_SIGNAL = signal.SIGUSR2  # not SIGTERM, at which billiard ends a child


class Stopped(BaseException):
    """The worker was told to stop. Not an `Exception`, so that no handler on the way mistakes it for an ordinary failure."""


class _Child:
    asked = False  # a stop was requested
    inside = False  # a run is under way


def tell_children() -> None:
    """Signals the children. For a worker's main process, when it begins to stop."""
    for pid in [child.pid for child in active_children() if child.pid is not None]:
        with suppress(ProcessLookupError):
            os.kill(pid, _SIGNAL)


def be_deaf() -> None:
    """Ignores the signal. For the main process before it forks, so that a child that has no handler yet does not die of it."""
    signal.signal(_SIGNAL, signal.SIG_IGN)


def listen() -> None:
    """Installs the handler. For a child, before its first run."""
    signal.signal(_SIGNAL, lambda *_: _stop())


@contextmanager
def stoppable() -> Iterator[None]:
    """Lets Stopped be raised inside the block, also if the stop was requested before it."""
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

"""One writer per mirror. The kernel releases the lock however its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import Busy, MirrorUnavailable

_PAUSE = 0.05


def lock_of(directory: Path) -> Path:
    """The lock file, next to the mirror because it outlives it. Its modification time is that of the mirror's last use."""
    return directory.with_name(directory.name + ".lock")


@contextmanager
def writing(directory: Path, seconds: float) -> Iterator[None]:
    """Busy if another writer does not finish in time. Readers need no lock: a mirror only grows, or is replaced as a whole."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock_of(directory), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(descriptor, directory, time.monotonic() + seconds)
        os.utime(descriptor)  # when the mirror was last used
        yield
    finally:
        os.close(descriptor)


@contextmanager
def usable(directory: Path) -> Iterator[None]:
    """Treats a disk that is full, read-only or being cleared by someone else as a temporary outage."""
    try:
        yield
    except OSError as error:
        raise MirrorUnavailable(
            f"The mirror {directory.name} cannot be written ({error.strerror}). It will be retried."
        ) from error


def _acquire(descriptor: int, directory: Path, deadline: float) -> None:
    while not _try(descriptor):
        if time.monotonic() > deadline:
            raise Busy(f"Another run is fetching into {directory.name}. This one will be retried.")
        time.sleep(_PAUSE)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

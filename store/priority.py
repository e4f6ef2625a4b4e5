"""PostgreSQL has no priorities, but its backends are processes: that of a niced worker is given the same niceness."""

import os
from pathlib import Path
from typing import Final

import structlog

# Below the maximum, because the backend may hold a lock for a moment that the backend of a push waits for.
_MOST: Final = 10

_log = structlog.get_logger(__name__)


def follow(backend: int, port: int | None) -> None:
    """Gives the backend that serves this process its niceness, at most 10, if it runs on this machine and we may renice it.

    `port`: our end of the connection as the server sees it, which identifies the backend. None: a Unix socket.
    """
    niceness = min(os.getpriority(os.PRIO_PROCESS, 0), _MOST)
    if niceness <= 0 or not _serves(backend, port):
        return
    try:
        if os.getpriority(os.PRIO_PROCESS, backend) < niceness:
            os.setpriority(os.PRIO_PROCESS, backend, niceness)
    except OSError as error:
        _log.debug("store.priority_kept", error=str(error))


def _serves(backend: int, port: int | None) -> bool:
    """Whether the process with this id is a PostgreSQL backend that serves our port, or a Unix socket. If the server runs on
    another machine, the id may belong to any process here.
    """
    try:
        title = Path(f"/proc/{backend}/cmdline").read_bytes()
    except OSError:
        return False
    served = b" [local] " if port is None else b"(%d) " % port
    return title.startswith(b"postgres: ") and served in title

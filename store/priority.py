"""PostgreSQL knows no priorities, but its processes have the system's: one that serves who gives way gives way, too."""

import os
from pathlib import Path
from typing import Final

import structlog

# Of what serves, less than the most there is: it may hold for a moment what one that serves a push waits for.
_MOST: Final = 10

_log = structlog.get_logger(__name__)


def follow(backend: int, port: int | None) -> None:
    """Gives the process that serves this one its niceness, at most 10, where it runs on this machine and is ours to command.

    `port`: of our end of the connection, as the server sees it; by it the process is known. None: a socket of this machine.
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
    """Whether the process of that number is one of PostgreSQL's and says that it serves our port, or somebody here. Elsewhere
    than on this machine the number may be anybody's.
    """
    try:
        title = Path(f"/proc/{backend}/cmdline").read_bytes()
    except OSError:
        return False
    served = b" [local] " if port is None else b"(%d) " % port
    return title.startswith(b"postgres: ") and served in title

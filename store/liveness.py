"""A line that is cut tells neither end. Both find out within a minute: PostgreSQL, so that a writer that vanished in the middle of
a COPY or of an answer lets go of its locks; and we, so that a worker does not wait for an answer that will never come.
"""

import socket
from typing import Any, Final

SILENT_SECONDS: Final = 60  # also between two statements of a transaction that writes
_FIRST, _BETWEEN, _TIMES = 20, 10, 4  # seconds of silence, then so many questions; together the minute

# What PostgreSQL is asked to do at its end. Without: two hours for one who waits to hear, a quarter of one for who speaks.
ASKED: Final = {
    "tcp_keepalives_idle": str(_FIRST),
    "tcp_keepalives_interval": str(_BETWEEN),
    "tcp_keepalives_count": str(_TIMES),
    "tcp_user_timeout": str(SILENT_SECONDS * 1000),
}
# The same at ours, by the names that a system may lack.
_OURS: Final = {
    "TCP_KEEPIDLE": _FIRST,
    "TCP_KEEPINTVL": _BETWEEN,
    "TCP_KEEPCNT": _TIMES,
    "TCP_USER_TIMEOUT": SILENT_SECONDS * 1000,
}


def watch(connection: Any) -> None:
    """From here on the system asks whether the other end is still there. asyncpg shows its socket to nobody."""
    line = connection._transport.get_extra_info("socket")  # noqa: SLF001
    if line is None or line.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _OURS.items():
        if hasattr(socket, name):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

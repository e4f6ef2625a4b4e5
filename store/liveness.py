"""Neither end of a TCP connection is told when the network drops. Keepalives make both notice within a minute: PostgreSQL,
so that a writer that vanished in the middle of a COPY or of a reply releases its locks; and we, so that a worker does not
wait for a reply that will never come.
"""

import socket
from typing import Any, Final

SILENT_SECONDS: Final = 60  # also the limit between two statements of a writing transaction
_FIRST, _BETWEEN, _TIMES = 20, 10, 4  # seconds to the first probe, between probes; their number: a minute in all

# The server's end. Its defaults are two hours while it waits to read, and a quarter of an hour while it writes.
ASKED: Final = {
    "tcp_keepalives_idle": str(_FIRST),
    "tcp_keepalives_interval": str(_BETWEEN),
    "tcp_keepalives_count": str(_TIMES),
    "tcp_user_timeout": str(SILENT_SECONDS * 1000),
}
# Our end, by socket option; some platforms lack some of them.
_OURS: Final = {
    "TCP_KEEPIDLE": _FIRST,
    "TCP_KEEPINTVL": _BETWEEN,
    "TCP_KEEPCNT": _TIMES,
    "TCP_USER_TIMEOUT": SILENT_SECONDS * 1000,
}


def watch(connection: Any) -> None:
    """Turns on TCP keepalives for a connection. asyncpg has no public access to its socket."""
    line = connection._transport.get_extra_info("socket")  # noqa: SLF001
    if line is None or line.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _OURS.items():
        if hasattr(socket, name):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

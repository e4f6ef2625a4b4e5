"""Protects the few threads from slow clients: a whole request must arrive before a deadline. Responses have none."""

import errno
import socket
import time
from types import FrameType
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from api.events import stopping

RECEIVE_SECONDS = 30.0  # forges time out after 10, GitHub Enterprise Server after 30


class Receiving:
    """Wraps a socket so that it can be read only until the deadline; everything else is delegated."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._deadline = 0.0

    def begin(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def recv(self, size: int) -> bytes:
        """After the deadline, behaves as if the client had disconnected."""
        self._connection.settimeout(max(self._deadline - time.monotonic(), 0.001))
        try:
            return self._connection.recv(size)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the request did not arrive in time") from None
        finally:
            self._connection.settimeout(None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    def handle(self, conn: TConn) -> Any:
        if not isinstance(conn.sock, Receiving):
            conn.sock = Receiving(conn.sock)
        conn.sock.begin(RECEIVE_SECONDS)
        return super().handle(conn)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ends event streams at once; their clients reconnect to the next server."""
        stopping.set()
        super().handle_exit(sig, frame)

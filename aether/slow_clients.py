"""Threads are few: a request must have arrived within a time, however evenly it drips. Answers may take as long as they do."""

import errno
import socket
import time
from types import FrameType
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from api.events import stopping

RECEIVE_SECONDS = 30.0  # forges give up after 10, GitHub Enterprise Server after 30


class Receiving:
    """A socket that is read until the deadline only; in everything else the socket itself."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._deadline = 0.0

    def begin(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def recv(self, size: int) -> bytes:
        """Beyond the deadline as if the client had hung up."""
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
        """Streams that follow something end at once: their clients come back to the next server."""
        stopping.set()
        super().handle_exit(sig, frame)

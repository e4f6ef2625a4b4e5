"""The proxy of a private network: it alone resolves names, lets in whom it knows, and carries bytes both ways.

with ConnectProxy({"forge.example.com:443": ("127.0.0.1", port)}, "Basic …") as proxy: ...
"""

import select
import socket
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class ConnectProxy(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hosts: Mapping[str, tuple[str, int]], authorization: str | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hosts, self.authorization = hosts, authorization
        self.asked: list[str] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ConnectProxy
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self) -> None:
        self.server.asked.append(self.path)
        if self.server.authorization not in {None, self.headers.get("Proxy-Authorization")}:
            self.send_response(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED)
            self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path not in self.server.hosts:
            self.send_error(HTTPStatus.BAD_GATEWAY)
        else:
            self.send_response(HTTPStatus.OK)
            self.end_headers()
            with socket.create_connection(self.server.hosts[self.path]) as other:
                _carry(self.connection, other)
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name in the base class)
        """Nobody reads it."""


def _carry(one: socket.socket, other: socket.socket) -> None:
    """Until either end has nothing more to say."""
    while True:
        ready, _, _ = select.select([one, other], [], [])
        for source in ready:
            data = source.recv(1 << 16)
            if not data:
                return
            (other if source is one else one).sendall(data)

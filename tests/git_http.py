"""A smart-HTTP git server on loopback, or another address of this machine, for tests: a directory of repositories, a credential if wanted, and bad manners.

with GitHTTP(tmp_path / "forge") as forge:
    create(forge.directory / "acme/widget.git", {b"a.py": b"x = 1"})
    Remote(forge.remote_url("acme/widget"), forge.url)
"""

import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from aether.loopback_git import Handler, LoopbackGit


class Seen(NamedTuple):
    """A request as it came in."""

    method: str
    path: str
    authorization: str | None


class GitHTTP(LoopbackGit):
    """Serves every bare repository under `directory`. Set the attributes at any time, also between two requests."""

    def __init__(self, directory: Path, handler: "type[GitHandler] | None" = None, address: str = "127.0.0.1") -> None:
        self.address = address
        super().__init__({}, handler=handler or GitHandler)
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.authorization: str | None = None  # the one Authorization header that is let in; None: everyone is
        self.redirect: str | None = None  # the origin that every request is sent to
        self.status: HTTPStatus | None = None  # answers everything
        self.stall: Callable[[Seen], bool] = lambda _: (
            False
        )  # holds these requests until `release` is set, then serves them
        self.stalled, self.release = threading.Event(), threading.Event()
        self.seen: list[Seen] = []

    def server_bind(self) -> None:
        self.server_address = (self.address, 0)
        super().server_bind()

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def remote_url(self, name: str) -> str:
        return f"{self.url}/{name}.git"

    @property
    def host(self) -> str:
        """`host:port`, for the operator's list of private hosts."""
        return f"{self.address}:{self.server_port}"

    def is_named(self, host: str) -> bool:
        return True

    def locate(self, name: str) -> Path | None:
        path = (self.directory / (name.removesuffix(".git") + ".git")).resolve()
        return path if path.is_relative_to(self.directory.resolve()) and path.is_dir() else None

    def shutdown_request(self, request: Any) -> None:
        """Ends TLS properly, so that a client can tell the end of an answer from a cut line."""
        if isinstance(request, ssl.SSLSocket):
            with suppress(OSError):
                request.unwrap()
        super().shutdown_request(request)

    def speak_tls(self, certificate: Path, key: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def __exit__(self, *error: object) -> None:
        self.release.set()
        super().__exit__(*error)


class GitHandler(Handler):
    server: GitHTTP

    def answer(self, path: str, suffix: str, asked_well: bool) -> None:
        seen = Seen(self.command, self.path, self.headers.get("Authorization"))
        self.server.seen.append(seen)
        if self.server.stall(seen):
            self.server.stalled.set()
            self.server.release.wait()
        if self.server.redirect:
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", self.server.redirect + self.path)
            self.end_headers()
        elif self.server.status:
            self.send_error(self.server.status)
        elif self.server.authorization not in {None, seen.authorization}:
            self.send_response(HTTPStatus.UNAUTHORIZED)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
        else:
            super().answer(path, suffix, asked_well)

"""A read-only git server on loopback, with which `aether up` and `aether demo` show a push without a forge."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from pathlib import Path
from typing import Self, cast

_SERVICE = "git-upload-pack"
_CHUNK = 1 << 16


class Handler(BaseHTTPRequestHandler):
    """Git's smart HTTP protocol, for fetches only: every other path, and so every push, gets 404."""

    server: "LoopbackGit"

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.answer(path, "/info/refs", query == f"service={_SERVICE}")

    def do_POST(self) -> None:
        self.answer(self.path, f"/{_SERVICE}", asked_well="Content-Length" in self.headers)

    def answer(self, path: str, suffix: str, asked_well: bool) -> None:
        known = self.server.is_named(self.headers.get("Host", ""))
        repository = self.server.locate(path.removesuffix(suffix).strip("/")) if known else None
        if repository is None or not asked_well or not path.endswith(suffix):
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self.backend(repository, suffix)

    def backend(self, repository: Path, suffix: str) -> None:
        """Runs `git http-backend` as CGI and streams its response."""
        argv, environment = ("git", "http-backend"), self.cgi(repository, suffix)
        with tempfile.TemporaryFile() as body:
            body.write(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            body.seek(0)
            with subprocess.Popen(argv, env=environment, stdin=body, stdout=subprocess.PIPE) as process:
                self.pass_on(cast("BufferedReader", process.stdout))

    def pass_on(self, answer: BufferedReader) -> None:
        head = dict[str, str]()
        while line := answer.readline().strip():
            name, _, value = line.decode("latin-1").partition(": ")
            head[name] = value
        self.send_response(int(head.pop("Status", "200").split()[0]))
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()
        while piece := answer.read1(_CHUNK):
            self.wfile.write(piece)

    def cgi(self, repository: Path, suffix: str) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "GIT_CONFIG_KEY_1": "uploadpack.allowFilter",
            "GIT_CONFIG_VALUE_1": "true",
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROJECT_ROOT": str(repository),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "PATH_INFO": suffix,
            "QUERY_STRING": self.path.partition("?")[2],
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        """Nothing: the service that fetches writes the log."""


class LoopbackGit(ThreadingHTTPServer):
    """Serves `http://127.0.0.1:<port>/<name>` for each named repository while the context is active."""

    daemon_threads = True

    def __init__(self, repositories: Mapping[str, Path], port: int = 0, handler: type[Handler] = Handler) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self._repositories = repositories

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def is_named(self, host: str) -> bool:
        """Whether the Host header names this server. A web page that uses DNS rebinding sends its own name instead."""
        return host == f"127.0.0.1:{self.server_port}"

    def locate(self, name: str) -> Path | None:
        return self._repositories.get(name.removesuffix(".git"))

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that disconnects early is not a server error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

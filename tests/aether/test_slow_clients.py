"""Never lost: clients that drip or flood hold no thread for long, and those who come properly are served."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from aether.starting import free_port
from aether.web import HEADER_FIELDS, THREADS
from tests.aether.installation import ROOT

SERVE = """
from flask import Flask, request
import sys, aether.slow_clients, aether.web
aether.slow_clients.RECEIVE_SECONDS = 1.0
def make():
    app = Flask("slow")
    @app.post("/")
    def read():
        return str(len(request.get_data()))
    return app
aether.web.Server(make, host="127.0.0.1", port=int(sys.argv[1]), workers=1).run()
"""
GOOD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    chosen = free_port()
    argv = (sys.executable, "-c", SERVE, str(chosen))
    with subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert any("serving on" in line for line in iter(server.stderr.readline, ""))
        yield chosen
        server.terminate()


def opened(port: int, sent: bytes) -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", port), timeout=60)
    wire.sendall(sent)
    return wire


def answer(wire: socket.socket) -> bytes:
    """Everything until the server hangs up."""
    with wire:
        parts = []
        try:
            while part := wire.recv(65536):
                parts.append(part)
        except ConnectionResetError:
            pass  # it had not read all that we sent
    return b"".join(parts)


def test_slow_headers_and_bodies_are_hung_up_on_and_others_are_served(port: int) -> None:
    slow = [opened(port, b"POST / HTTP/1.1\r\nHost: x\r\nX-") for _ in range(THREADS)]
    slow += [opened(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc") for _ in range(THREADS)]
    assert answer(opened(port, GOOD)).endswith(b"\r\n3")
    assert all(not answer(wire).startswith(b"HTTP/1.1 2") for wire in slow)


@pytest.mark.parametrize(
    "flood",
    [
        b"".join(b"X-%d: y\r\n" % number for number in range(HEADER_FIELDS + 10)),
        b"X-Long: " + b"y" * 100_000 + b"\r\n",
        b"X-Endless: " + b"y" * 5_000_000,
    ],
)
def test_header_floods_are_refused(port: int, flood: bytes) -> None:
    refused = b""
    with opened(port, b"POST / HTTP/1.1\r\nHost: x\r\n") as wire, suppress(ConnectionError):
        wire.sendall(flood + b"\r\n")
        refused = answer(wire)
    assert not refused.startswith(b"HTTP/1.1 2")
    assert answer(opened(port, GOOD)).endswith(b"\r\n3")


def test_a_connection_that_is_kept_alive_has_its_time_anew(port: int) -> None:
    with opened(port, GOOD.replace(b"Connection: close\r\n", b"")) as wire:
        for _ in range(2):
            received = b""
            while not received.endswith(b"\r\n3"):
                received += wire.recv(65536)
            wire.sendall(GOOD.replace(b"Connection: close\r\n", b""))

"""Separate: an installation speaks to its forge and to nobody else: no update, no statistics, no look-up of a name."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from tests.aether.installation import import_path, until
from tests.git_http import GitHTTP
from tests.namespaces import Machine, Network, NotPossible, network
from tests.repositories import create
from tests.servers import discard

_IPV4, _IPV6, _ALL, _INCOMING = 0x0800, 0x86DD, 3, 0
NOWHERE: Final = "192.0.2.53"  # of the addresses that no network has
AS_IF_ONLINE: Final = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
TWO_OTHERS: Final = f"import socket\ntry: socket.create_connection(('{NOWHERE}', 443), 0.2)\nexcept OSError: pass\ntry: socket.getaddrinfo('update.example.com', 80)\nexcept OSError: pass"  # fmt: skip


class Alone(NamedTuple):
    """A machine that has a way to everywhere, as it believes, and whose every packet is looked at."""

    enter: tuple[str, ...]
    environment: dict[str, str]
    asked: set[str]  # whom it has sent something

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        argv = (*self.enter, sys.executable, *arguments)
        return subprocess.run(argv, env=self.environment, capture_output=True, text=True, check=False)

    def aether(self, *arguments: str) -> Any:
        done = self.run("-m", "aether", *arguments, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr


@pytest.fixture(scope="module")
def machines() -> Iterator[Network]:
    try:
        with network("alone") as made:
            yield made
    except NotPossible as reason:
        pytest.skip(f"machines of their own network cannot be made: {reason}")


@pytest.fixture
def alone(machines: Network, tmp_path: Path) -> Iterator[Alone]:
    machine = machines.machines["alone"]
    route = ("ip", "route", "add", "default", "via", machines.address, "dev", "eth0")
    subprocess.run((*machine.enter, *route), check=True)
    resolver = tmp_path / "resolv.conf"
    resolver.write_text(f"nameserver {NOWHERE}\noptions timeout:1 attempts:1\n")
    data, home = tmp_path / "data", {"HOME": str(tmp_path), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    with _listening(machine) as asked:
        enter = (*machine.enter, "unshare", "--mount", "sh", "-c", AS_IF_ONLINE, str(resolver))
        yield Alone(enter, {**home, "PYTHONPATH": import_path(), "AETHER_DATA_DIR": str(data)}, asked)
    discard(data)


def test_an_installation_asks_its_forge_and_nobody_else(alone: Alone, machines: Network, tmp_path: Path) -> None:
    alone.run("-c", TWO_OTHERS)
    until(lambda: {f"{NOWHERE}:443", f"{NOWHERE}:53"} <= alone.asked)
    alone.asked.clear()
    with GitHTTP(tmp_path / "forge", address=machines.address) as forge:
        [head] = create(forge.directory / "acme/widget.git", {b"a.py": b"def f():\n    return f()\n"})
        alone.environment.update(AETHER_PRIVATE_HOSTS=forge.host, AETHER_RECONCILE_SECONDS="1")
        with _serving(alone, tmp_path / "said") as up:
            hook = alone.aether("hook", "add", "--forge", "gitlab", "--scope", "group", "--base-url", forge.url)
            registered = ("--path", "acme/widget", "--forge-id", "7", "--id", "widget")
            alone.aether("repo", "add", "--hook", hook["hook_id"], *registered)
            until(lambda: up.poll() is not None or _indexed(alone) == head, 300)  # the reconciler finds it

        assert forge.host in alone.asked
        assert alone.asked - {forge.host} == set()


def _indexed(alone: Alone) -> str | None:
    """The commit; asked within the machine, as an operator would."""
    rows = alone.aether("repo", "branches", "widget")
    return str(rows[0]["indexed_commit"]) if isinstance(rows, list) and rows else None


@contextmanager
def _serving(alone: Alone, said: Path) -> Iterator["subprocess.Popen[bytes]"]:
    argv = (*alone.enter, sys.executable, "-m", "aether", "up")
    with said.open("wb") as output:
        process = subprocess.Popen(argv, env=alone.environment, stdout=output, stderr=output)
    try:
        until(lambda: process.poll() is not None or b"serving on" in said.read_bytes(), 180)
        assert process.poll() is None, said.read_text()
        yield process
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def _listening(machine: Machine) -> Iterator[set[str]]:
    """`address:port` of everybody whom the machine sends a packet, as its line brings it to us."""
    found, ended = set[str](), threading.Event()
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL)) as line:
        line.bind((machine.link, _ALL))
        line.settimeout(0.2)
        thread = threading.Thread(target=_note, args=(line, found, ended))
        thread.start()
        try:
            yield found
        finally:
            ended.set()
            thread.join()


def _note(line: socket.socket, found: set[str], ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            packet, (_, kind, direction, *_) = line.recvfrom(1 << 16)
        except TimeoutError:
            continue
        if direction == _INCOMING and kind == _IPV4:
            behind = (packet[0] & 15) * 4
            found.add(f"{socket.inet_ntoa(packet[16:20])}:{int.from_bytes(packet[behind + 2 : behind + 4], 'big')}")
        elif direction == _INCOMING and kind == _IPV6 and packet[24] != 0xFF:  # its kernel greets its neighbours
            found.add(socket.inet_ntop(socket.AF_INET6, packet[24:40]))

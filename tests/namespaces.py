"""Machines of their own network and host name on this one, by Linux's namespaces: each has one link, to one address of ours.

A namespace lives as long as the process that holds it, and its link as long as the namespace, so nothing is left even where
the tests are killed.
"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

PROGRAMS = ("ip", "nsenter", "unshare", "hostname")  # iproute2, util-linux, hostname


class NotPossible(Exception):
    """Namespaces cannot be made here, and why."""


@dataclass(frozen=True)
class Machine:
    name: str
    holder: int  # the process that keeps the namespaces
    link: str  # our end of its line

    @property
    def enter(self) -> tuple[str, ...]:
        """What starts a command there, in the same process."""
        return ("nsenter", f"--net=/proc/{self.holder}/ns/net", f"--uts=/proc/{self.holder}/ns/uts", "--")

    def cut(self) -> None:
        """From now on nothing arrives at either end, no farewell neither."""
        _run(*self.enter, "ip", "link", "set", "eth0", "down")


@dataclass(frozen=True)
class Network:
    address: str  # ours, where the machines find us
    machines: Mapping[str, Machine]


@contextmanager
def network(*names: str) -> Iterator[Network]:
    """NotPossible where the system or its rights do not allow it."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        raise NotPossible(f"not installed: {', '.join(missing)}" if missing else "only root may make them")
    prefix = f"10.231.{secrets.randbelow(256)}"
    address = f"{prefix}.1"
    with ExitStack() as undo:
        machines = {name: undo.enter_context(_held(name)) for name in names}
        for number, machine in enumerate(machines.values(), 2):
            undo.enter_context(_linked(machine, address, f"{prefix}.{number}"))
        yield Network(address, machines)


@contextmanager
def _held(name: str) -> Iterator[Machine]:
    """The holder waits for the end of its input, which comes with ours at the latest."""
    script = 'hostname "$0" && echo held && exec cat'
    argv = ("unshare", "--net", "--uts", "sh", "-c", script, name)
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as holder:
        assert holder.stdout is not None
        said = holder.stdout.readline().decode().strip()
        if said != "held":
            raise NotPossible(said)
        yield Machine(name, holder.pid, f"ae{secrets.token_hex(4)}")


@contextmanager
def _linked(machine: Machine, ours: str, theirs: str) -> Iterator[None]:
    link = machine.link
    _run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", str(machine.holder))
    try:
        _run("ip", "address", "add", ours, "peer", theirs, "dev", link)
        _run("ip", "link", "set", link, "up")
        _run(*machine.enter, "ip", "link", "set", "lo", "up")
        _run(*machine.enter, "ip", "address", "add", theirs, "peer", ours, "dev", "eth0")
        _run(*machine.enter, "ip", "link", "set", "eth0", "up")
        yield
    finally:
        subprocess.run(("ip", "link", "delete", link), check=True)


def _run(*argv: str) -> None:
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NotPossible(f"{' '.join(argv)}: {done.stderr.strip()}")

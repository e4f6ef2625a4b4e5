"""A data directory, the account that uses it, and commands that attach to its servers, for the tests beside this file."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from aether.embedded.protocol import Servers
from tests.servers import state

ROOT = Path(__file__).parents[2]
CLIENT = Path(__file__).with_name("embedded_client.py")


class Installation(NamedTuple):
    data_dir: Path
    python: str
    user: int | None  # None: as we are

    def start(self) -> "subprocess.Popen[bytes]":
        group = pwd.getpwuid(self.user).pw_gid if self.user is not None else None
        return subprocess.Popen(
            (self.python, CLIENT, self.data_dir),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.data_dir.parent), "PYTHONPATH": import_path()},
            user=self.user,
            group=group,
            extra_groups=() if self.user is not None else None,
        )

    @contextlib.contextmanager
    def attached(self) -> Iterator[tuple["subprocess.Popen[bytes]", Servers]]:
        with self.start() as command:
            try:
                yield command, answer(command)
            finally:
                leave(command)

    def state(self) -> Path:
        return state(self.data_dir)

    def keepers(self) -> list[int]:
        return [pid for pid, argv in command_lines() if "aether.embedded.keeper" in argv and str(self.data_dir) in argv]

    def servers(self) -> list[int]:
        """The main processes of the servers of this installation that live."""
        ports = msgspec.json.decode((self.data_dir / "servers.json").read_bytes())["ports"].values()
        marks = {str(self.state() / "postgres"), *(f"127.0.0.1:{port}" for port in ports)}
        return [pid for pid, argv in command_lines() if marks & set(argv)]


def answer(command: "subprocess.Popen[bytes]") -> Servers:
    assert command.stdout
    return msgspec.json.decode(command.stdout.readline(), type=Servers)


def leave(command: "subprocess.Popen[bytes]") -> None:
    """Ends a command the ordinary way and waits for it."""
    assert command.stdin
    assert command.stdout
    with contextlib.suppress(BrokenPipeError):
        command.stdin.close()
    command.wait(60)
    command.stdout.close()


def kill(command: "subprocess.Popen[bytes]") -> None:
    command.send_signal(signal.SIGKILL)
    command.wait(60)


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen within {seconds:g} s"
        time.sleep(0.01)


def command_lines() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                yield int(entry.name), os.fsdecode((entry / "cmdline").read_bytes()).replace(" ", "\0").split("\0")


def import_path() -> str:
    return os.pathsep.join((str(ROOT), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))


def ordinary_python(user: int) -> str:
    """An interpreter of our version that this user may run with our packages."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        with contextlib.suppress(OSError):
            argv = (python, "-c", "import aether.embedded.client")
            environment = {"PYTHONPATH": import_path()}
            if not subprocess.run(
                argv, cwd="/", env=environment, user=user, capture_output=True, check=False
            ).returncode:
                return python
    pytest.skip("an ordinary user cannot run this interpreter with these packages")

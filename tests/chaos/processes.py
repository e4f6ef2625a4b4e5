"""The processes of an installation, one of each role and more: started, killed, and started again. And their orphans."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from aether.leash import leash
from tests.aether.installation import until

ROOT = Path(__file__).parents[2]
_PR_SET_CHILD_SUBREAPER = 36


class Yard:
    """What this process started and what became of the rest: a process whose parent died becomes our child."""

    def __init__(self) -> None:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
        self.known: set[int] = set()

    def orphans(self) -> list[int]:
        """The living ones; dead ones are buried. What is in our own session was started by this process."""
        living = []
        for pid in _children(os.getpid()):
            found = _state(pid)
            if pid in self.known or found is None or found[1] == os.getsid(0):
                continue
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG) == (0, 0):
                    living.append(pid)
        return living

    def session(self, pid: int) -> list[int]:
        """What lives in the session that this process began."""
        self.orphans()
        numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [each for each in numbers if _lives_in(each, pid)]


class Role:
    """A process in a session of its own; `-m` arguments and the whole environment."""

    def __init__(self, yard: Yard, name: str, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._yard, self._log = yard, log
        self._argv, self._environment = (sys.executable, "-u", "-m", *argv), environment
        self.process = self._start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def alive(self) -> bool:
        return self.process.poll() is None

    def send(self, number: signal.Signals, *, group: bool = False) -> None:
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.pid, number)

    def end(self, number: signal.Signals = signal.SIGKILL, *, group: bool = False) -> int:
        self.send(number, group=group)
        return self.process.wait(60)

    def again(self) -> None:
        """When nothing of the dead one is left."""
        until(lambda: not self._yard.session(self.pid))
        self._yard.known.discard(self.pid)
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                self._argv, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=leash(signal.SIGKILL),  # noqa: PLW1509 (it does nothing but one call of the kernel)
            )  # fmt: skip
        self._yard.known.add(process.pid)
        return process


def family(pid: int) -> list[int]:
    """The process's descendants, nearest first."""
    children = _children(pid)
    return children + [each for child in children for each in family(child)]


def parses(pid: int) -> bool:
    """Whether it is the parser of a worker, which stays for the next run; or gone meanwhile."""
    try:
        return b"\0parsing\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def _lives_in(pid: int, session: int) -> bool:
    found = _state(pid)
    return found is not None and found[0] != "Z" and found[1] == session


def _state(pid: int) -> tuple[str, int] | None:
    """The letter that the kernel shows (Z: a zombie) and the session; None for one that is gone."""
    try:
        state, _, _, number = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:4]
    except OSError:
        return None
    return state, int(number)

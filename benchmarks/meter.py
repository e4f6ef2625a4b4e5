"""CPU seconds, wall seconds and peak memory of trees of processes, from /proc.

CPU of a tree is the sum over its living processes of utime + stime + cutime + cstime (`/proc/<pid>/stat`): a process that
ended and was waited for stands in its parent's cutime. So git children, workers that were replaced and PostgreSQL's
backends count. The kernel tells whole ticks (10 ms) a process; what is shorter is measured over many repetitions.

Peak memory is VmHWM of `/proc/<pid>/status`, set back at the start, read every half second and at the end. That of a
PostgreSQL backend contains the shared buffers it touched, so it is told apart. What the kernel tells of a child that was waited for
(`ru_maxrss`) is of no use: it counts what the parent held when it started the child.
"""

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.servers import state

_TICKS = os.sysconf("SC_CLK_TCK")
_SAMPLED = 0.5  # seconds between looks at the peaks of processes that may end before the measurement does
_PR_SET_CHILD_SUBREAPER = 36
_VANISHED = (FileNotFoundError, ProcessLookupError)  # a process ended between two looks at it


class Process(NamedTuple):
    pid: int
    name: str
    parent: int
    cpu: float  # seconds, with those of children that were waited for


class Usage(NamedTuple):
    cpu: float
    wall: float
    rss: float  # MB, of the largest process that is not PostgreSQL's
    backend: float  # MB, of PostgreSQL's largest process


class Meter:
    """Measures while the block is entered. `roots` and what they started count; this process only where `own` says so."""

    def __init__(self, *roots: int, own: bool = False) -> None:
        self._roots = roots
        self._own = own
        self._peaks: defaultdict[bool, float] = defaultdict(float)
        self._stop = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        for process in (*tree(self._roots), *self._ourselves()):
            with suppress(*_VANISHED):
                Path(f"/proc/{process.pid}/clear_refs").write_text("5")
        if not self._own:  # else looking would be measured
            self._sampler.start()
        self._began = sum(process.cpu for process in tree(self._roots)), *_now()  # so that looking is not measured
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        wall, own = _now()
        cpu = sum(process.cpu for process in tree(self._roots)) - self._began[0]
        self._stop.set()
        if not self._own:
            self._sampler.join()
        self._look()
        cpu += own - self._began[2] if self._own else 0
        self.usage = Usage(cpu, wall - self._began[1], self._peaks[False], self._peaks[True])

    def _ourselves(self) -> list[Process]:
        return [Process(os.getpid(), "ourselves", 0, 0)] if self._own else []

    def _sample(self) -> None:
        while not self._stop.wait(_SAMPLED):
            self._look()

    def _look(self) -> None:
        for process in (*tree(self._roots), *self._ourselves()):
            is_backend = process.name == "postgres"
            self._peaks[is_backend] = max(self._peaks[is_backend], _peak(process.pid))


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


class Ended(NamedTuple):
    """A command with everything it started."""

    status: int
    cpu: float  # seconds, as the kernel tells when each is waited for
    rss: float  # MB, of the largest
    output: bytes


def run(argv: Sequence[str], environment: Mapping[str, str]) -> Ended:
    """Runs a command in a group of its own. Pools of processes leave a server behind that nobody waits for; for this while
    its orphans become ours, so that they count.
    """
    _adopt_orphans(True)
    try:
        with subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, process_group=0) as process:
            with Meter(process.pid) as meter:
                output = process.stdout.read() if process.stdout else b""
            ended = {pid: (status, used) for pid, status, used in _waited(process.pid)}
            process.returncode = os.waitstatus_to_exitcode(ended[process.pid][0])
    finally:
        _adopt_orphans(False)
    usages = [used for _, used in ended.values()]
    cpu = sum(used.ru_utime + used.ru_stime for used in usages)
    return Ended(process.returncode, cpu, meter.usage.rss, output)


def _waited(group: int) -> Iterator[tuple[int, int, resource.struct_rusage]]:
    with suppress(ChildProcessError):  # there are no more
        while True:
            yield os.wait4(-group, 0)


def _adopt_orphans(ours: bool) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(ours), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def tree(roots: Sequence[int]) -> list[Process]:
    """These processes and everything they started that still lives."""
    children = defaultdict(list)
    found = {}
    for process in _processes():
        found[process.pid] = process
        children[process.parent].append(process.pid)
    pending, members = [root for root in roots if root in found], []
    while pending:
        pid = pending.pop()
        members.append(found[pid])
        pending += children[pid]
    return members


def keeper(data_dir: Path) -> int:
    """The process that owns the embedded servers of this data directory: both servers are its descendants."""
    pid = int((state(data_dir) / "postgres" / "postmaster.pid").read_text().split()[0])
    while b"aether.embedded" in Path(f"/proc/{(parent := _read(pid).parent)}/cmdline").read_bytes():
        pid = parent
    return pid


def _processes() -> Iterator[Process]:
    for pid in (path.name for path in Path("/proc").iterdir() if path.name.isdecimal()):
        with suppress(*_VANISHED):
            yield _read(int(pid))


def _read(pid: int) -> Process:
    """The name may hold spaces and parentheses, so the rest is counted from the last one."""
    name, _, rest = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")
    fields = rest.split()
    return Process(pid, name.partition("(")[2], int(fields[1]), sum(map(int, fields[11:15])) / _TICKS)


def _peak(pid: int) -> float:
    with suppress(*_VANISHED):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1000
    return 0

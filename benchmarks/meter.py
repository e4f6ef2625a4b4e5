"""CPU seconds, wall seconds and peak memory of process trees, from /proc.

The CPU time of a tree is the sum of utime + stime + cutime + cstime (`/proc/<pid>/stat`) over its living processes: a
process that has been waited for is included in its parent's cutime. So git's processes, replaced workers and PostgreSQL's
backends count. The kernel reports whole ticks (10 ms) per process; anything shorter is measured over many repetitions.

Peak memory is VmHWM in `/proc/<pid>/status`, reset at the start and read every half second and at the end. A PostgreSQL
backend's includes the shared buffers that it touched, and is therefore reported separately. The kernel's figure for a child
that was waited for (`ru_maxrss`) is useless: it includes the parent's memory at the time of the fork.
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
_SAMPLED = 0.5  # seconds between samples, for processes that end before the measurement does
_PR_SET_CHILD_SUBREAPER = 36
_VANISHED = (FileNotFoundError, ProcessLookupError)  # a process ended between two reads


class Process(NamedTuple):
    pid: int
    name: str
    parent: int
    cpu: float  # seconds, including children that were waited for


class Usage(NamedTuple):
    cpu: float
    wall: float
    rss: float  # MB, of the largest process that is not PostgreSQL's
    backend: float  # MB, of PostgreSQL's largest process


class Meter:
    """Measures while the context is active. `roots` and their descendants count; this process only with `own`."""

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
        if not self._own:  # else the sampling itself would be measured
            self._sampler.start()
        self._began = sum(process.cpu for process in tree(self._roots)), *_now()  # so that reading is not measured
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
    """A command's usage, with everything that it started."""

    status: int
    cpu: float  # seconds, as the kernel reports on waiting for each process
    rss: float  # MB, of the largest
    output: bytes


def run(argv: Sequence[str], environment: Mapping[str, str]) -> Ended:
    """Runs a command in its own process group. Process pools leave a server behind that nobody waits for, so meanwhile this
    process adopts orphaned descendants, which then count.
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
    with suppress(ChildProcessError):  # none is left
        while True:
            yield os.wait4(-group, 0)


def _adopt_orphans(ours: bool) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(ours), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def tree(roots: Sequence[int]) -> list[Process]:
    """These processes and their living descendants."""
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
    """The keeper of this data directory's embedded servers, which are its descendants."""
    pid = int((state(data_dir) / "postgres" / "postmaster.pid").read_text().split()[0])
    while b"aether.embedded" in Path(f"/proc/{(parent := _read(pid).parent)}/cmdline").read_bytes():
        pid = parent
    return pid


def _processes() -> Iterator[Process]:
    for pid in (path.name for path in Path("/proc").iterdir() if path.name.isdecimal()):
        with suppress(*_VANISHED):
            yield _read(int(pid))


def _read(pid: int) -> Process:
    """Reads /proc/<pid>/stat. The name may contain spaces and parentheses, so fields are counted from the last parenthesis."""
    name, _, rest = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")
    fields = rest.split()
    return Process(pid, name.partition("(")[2], int(fields[1]), sum(map(int, fields[11:15])) / _TICKS)


def _peak(pid: int) -> float:
    with suppress(*_VANISHED):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1000
    return 0

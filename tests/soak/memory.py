"""What each role takes, over time: the sum of its processes' proportional shares."""

import threading
import time
from pathlib import Path
from statistics import median
from typing import Self

from tests.chaos.processes import family
from tests.chaos.stand import Stand

EVERY = 5.0  # seconds
WARM = 30.0  # a process that is younger has not done its work yet


class Memory:
    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._for_ever)
        self._began: dict[str, tuple[int, float]] = {}  # which process, and since when
        self._taken: dict[str, list[float]] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def summary(self) -> dict[str, tuple[int, int, int]]:
        """MB: the median of the first third, of the last, and the most."""
        found = {}
        for name, taken in self._taken.items():
            third = max(1, len(taken) // 3)
            found[name] = (round(median(taken[:third])), round(median(taken[-third:])), round(max(taken)))
        return found

    def _for_ever(self) -> None:
        while not self._stop.wait(EVERY):
            for name, pid in self._pids().items():
                self._sample(name, pid)

    def _pids(self) -> dict[str, int]:
        servers = {"broker": self._stand.broker.process, "PostgreSQL": self._stand.postgres.process}
        return {name: role.pid for name, role in self._stand.roles.items()} | {
            name: process.pid for name, process in servers.items() if process is not None
        }

    def _sample(self, name: str, pid: int) -> None:
        known, since = self._began.get(name, (0, 0.0))
        if known != pid:
            self._began[name] = pid, time.monotonic()
        elif time.monotonic() - since > WARM and (taken := sum(map(_share, [pid, *family(pid)]))):
            self._taken.setdefault(name, []).append(taken)


def _share(pid: int) -> float:
    """MB, of memory that several processes share a part each; 0 for one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)

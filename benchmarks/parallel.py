"""The gain of further workers: with a core each if they compute, and more of them than cores if they wait."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import slow_forge, waiting
from benchmarks.history import History
from benchmarks.inputs import Files
from benchmarks.meter import Usage
from benchmarks.paces import Paces
from benchmarks.places import place
from benchmarks.report import Line
from benchmarks.together import Group, small
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

SMALL, TURNS = 20, 5  # repositories, and pushes to each


def measure(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """The ratio is of each worker's throughput to that of a single one."""
    share = min(1.0, 10 * scale)
    yield from _computing(files, directory, share)
    yield from slow_forge.measure(directory, share)
    yield from waiting.measure(directory, share)


def _computing(files: Files, directory: Path, share: float) -> Iterator[Line]:
    """A first index that workers share, and many small pushes. All processes together have as many cores as there are workers;
    otherwise a single worker's parser, git and PostgreSQL would already use the second worker's core.
    """
    forge = directory / "parallel-forge"
    histories = [History(forge / f"small/{n}.git", small()) for n in range(max(2, round(SMALL * share)))]
    large = History(forge / "large/0.git", files)
    first, pushes = Paces("first index, as many cores"), Paces("small pushes, as many cores")
    for workers in _up_to(len(os.sched_getaffinity(0))):
        with (
            bound(workers),
            GitHTTP(forge) as server,
            place(directory / f"parallel-{workers}") as where,
            Service(where.data_dir, server.host, workers) as service,
        ):
            group = Group(where, service, server, directory / f"plain-{workers}")
            yield _line(first, workers, group.at_once([large]), 1)
            group.at_once(histories)
            usages = [group.changed(histories, turn) for turn in range(max(1, round(TURNS * share)))]
            median = sorted(usages, key=lambda usage: usage.wall)[len(usages) // 2]
            yield _line(pushes, workers, median, len(histories))


def _up_to(cores: int) -> Sequence[int]:
    return [1 << power for power in range(cores.bit_length()) if 1 << power <= cores]


@contextmanager
def bound(cores: int) -> Iterator[None]:
    """Processes started in this context have that many cores; earlier ones are not affected."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:cores])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _line(paces: Paces, workers: int, usage: Usage, number: int) -> Line:
    line = paces.line(workers, number / usage.wall)
    return line._replace(cpu=usage.cpu / number, rss=usage.rss, backend=usage.backend)

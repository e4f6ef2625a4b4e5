"""What another worker adds: where workers compute, each with a core of its own; where they wait, more of them than there are cores."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import slow_forge, waiting
from benchmarks.history import History
from benchmarks.inputs import Files
from benchmarks.meter import Usage
from benchmarks.places import place
from benchmarks.report import Line
from benchmarks.together import Group, small
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

SMALL, TURNS = 20, 5  # repositories, and how often each is pushed to
TO = "one worker, pace of each"


def measure(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """The ratio is of the pace: 1 where so many workers do so many times what one does."""
    share = min(1.0, 10 * scale)
    yield from _computing(files, directory, share)
    yield from slow_forge.measure(directory, share)
    yield from waiting.measure(directory, share)


def _computing(files: Files, directory: Path, share: float) -> Iterator[Line]:
    """A first index that is shared out, and many small pushes. Whatever takes part has as many cores as there are workers, else
    one worker's parser, git and PostgreSQL had the core that the second one is to bring.
    """
    forge = directory / "parallel-forge"
    histories = [History(forge / f"small/{n}.git", small()) for n in range(max(2, round(SMALL * share)))]
    large = History(forge / "large/0.git", files)
    paces: dict[str, float] = {}
    for workers in _up_to(len(os.sched_getaffinity(0))):
        with (
            bound(workers),
            GitHTTP(forge) as server,
            place(directory / f"parallel-{workers}") as where,
            Service(where.data_dir, server.host, workers) as service,
        ):
            group = Group(where, service, server, directory / f"plain-{workers}")
            yield _line("first index", workers, group.at_once([large]), 1, paces)
            group.at_once(histories)
            usages = [group.changed(histories, turn) for turn in range(max(1, round(TURNS * share)))]
            median = sorted(usages, key=lambda usage: usage.wall)[len(usages) // 2]
            yield _line("small pushes", workers, median, len(histories), paces)


def _up_to(cores: int) -> Sequence[int]:
    return [1 << power for power in range(cores.bit_length()) if 1 << power <= cores]


@contextmanager
def bound(cores: int) -> Iterator[None]:
    """What is started in this block has so many cores, and the processes of before as they had."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:cores])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _line(what: str, workers: int, usage: Usage, number: int, paces: dict[str, float]) -> Line:
    """`paces`: of one worker, a second."""
    pace = number / usage.wall
    ratio = pace / workers / paces.setdefault(what, pace)
    name = f"parallel: {what}, {workers} workers and cores"
    more = {"workers": workers, "a second": pace}
    return Line(name, usage.cpu / number, usage.wall / number, usage.rss, usage.backend, ratio, TO, more)

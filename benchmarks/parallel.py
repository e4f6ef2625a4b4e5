"""What another worker adds: of a first index that is shared out, and of many small pushes, up to the cores there are."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import edits
from benchmarks.history import Fetcher, History
from benchmarks.inputs import Files
from benchmarks.meter import Meter, Usage
from benchmarks.places import Place, place
from benchmarks.pushing import Pusher
from benchmarks.report import Line
from benchmarks.waiting import waiting
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

SMALL, MODULES, TURNS = 20, 20, 5  # repositories, their files, and how often each is pushed to


def measure(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """The ratio is of the pace: 1 where so many workers do so many times what one does."""
    forge = directory / "parallel-forge"
    share = min(1.0, 10 * scale)
    histories = [History(forge / f"small/{n}.git", _small()) for n in range(max(2, round(SMALL * share)))]
    large = History(forge / "large/0.git", files)
    paces: dict[str, float] = {}
    with GitHTTP(forge) as server:
        for workers in _up_to(os.cpu_count() or 1):
            with (
                place(directory / f"parallel-{workers}") as where,
                Service(where.data_dir, server.host, workers) as service,
            ):
                group = _Group(where, service, server, directory / f"plain-{workers}")
                usage = group.at_once([large])
                yield _line("first index", workers, usage, 1, paces)
                group.at_once(histories)
                usage = _pushed(group, histories, max(1, round(TURNS * share)))
                yield _line("small pushes", workers, usage, len(histories), paces)
    with place(directory / "waiting") as where:
        yield from waiting(where, max(2, round(32 * share)))


def _up_to(cores: int) -> Sequence[int]:
    return [1 << power for power in range(cores.bit_length()) if 1 << power <= cores]


def _small() -> Files:
    text = b"from small.module_%d import work\n\n\ndef work():\n    return %d\n"
    return {b"small/module_%d.py" % module: text % (module // 2, module) for module in range(MODULES)}


class _Group:
    """Repositories that are pushed to at the same moment."""

    def __init__(self, where: Place, service: Service, forge: GitHTTP, plain: Path) -> None:
        self._where, self._service, self._forge, self._plain = where, service, forge, plain
        self._pushers: dict[Path, Pusher] = {}
        plain.mkdir()

    def at_once(self, histories: Sequence[History]) -> Usage:
        """Until the last of them is seen."""
        pushers = [self._pusher(history) for history in histories]
        with Meter(self._service.process.pid, self._where.keeper) as meter:
            for pusher in pushers:
                pusher.push()
            for pusher in pushers:
                pusher.wait()
        return meter.usage

    def _pusher(self, history: History) -> Pusher:
        known = self._pushers.get(history.repository)
        if known is None:
            number = str(len(self._pushers) + 1)
            path = str(history.repository.relative_to(self._forge.directory)).removesuffix(".git")
            to = self._service.register("pushed", f"repository-{number}", path, number)
            fetcher = Fetcher(self._plain / number, self._forge.remote_url(path))
            known = Pusher(self._service, to, number, history, fetcher, self._where.keeper)
            self._pushers[history.repository] = known
        return known


def _pushed(group: _Group, histories: Sequence[History], turns: int) -> Usage:
    """The turn in the middle, by its wall seconds."""
    usages = []
    for turn in range(turns):
        for history in histories:
            history.commit(edits.with_a_function(history.files, b"small/module_%d.py" % (turn % MODULES), turn))
        usages.append(group.at_once(histories))
    return sorted(usages, key=lambda usage: usage.wall)[turns // 2]


def _line(what: str, workers: int, usage: Usage, number: int, paces: dict[str, float]) -> Line:
    """`paces`: of one worker, a second."""
    pace = number / usage.wall
    ratio = pace / workers / paces.setdefault(what, pace)
    more = {"workers": workers, "a second": pace}
    return Line(
        f"parallel: {what}, {workers} workers",
        usage.cpu / number,
        usage.wall / number,
        usage.rss,
        usage.backend,
        ratio,
        "one worker, pace of each",
        more,
    )

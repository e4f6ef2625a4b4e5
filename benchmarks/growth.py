"""The cost of a push in a repository ten times as large. It should depend only on what the push changes."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import edits
from benchmarks.enlarged import enlarged
from benchmarks.history import Fetcher, History
from benchmarks.inputs import Files
from benchmarks.places import place
from benchmarks.pushing import Pusher
from benchmarks.report import Line
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

FILES, TIMES = 3000, 10
ROUNDS, TOGETHER = 6, 5  # alternating batches of pushes: both repositories meet the same load


class Grown(NamedTuple):
    files: int
    pusher: Pusher
    paths: list[bytes]
    rounds: list[Line]


def measure(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """CPU and wall seconds of the same pushes in the same run. The ratio is of CPU seconds."""
    forge, share = directory / "growth-forge", min(1.0, 10 * scale)
    sizes = [max(4, round(FILES * share)) * times for times in (1, TIMES)]
    with (
        place(directory / "growth") as where,
        GitHTTP(forge) as server,
        Service(where.data_dir, server.host) as service,
    ):
        grown = []
        for size in sizes:
            path = f"measured/of-{size}"
            history = History(forge / f"{path}.git", enlarged(files, size))
            to = service.register("pushed", f"of-{size}", path, str(size))
            fetcher = Fetcher(directory / f"of-{size}.git", server.remote_url(path))
            pusher = Pusher(service, to, str(size), history, fetcher, where.keeper)
            usage, first = pusher.first()
            yield Line(
                f"first index: {size} files", usage.cpu, usage.wall, usage.rss, usage.backend, more=_said(first.result)
            )
            paths = edits.spread(edits.code(enlarged(files, sizes[0])), ROUNDS * TOGETHER)
            grown.append(Grown(size, pusher, paths, []))
        for turn in range(max(1, round(ROUNDS * share))):
            for each in grown:
                each.rounds.append(_round(each, turn))
        least = median(line.cpu or 0 for line in grown[0].rounds)
        yield from (_line(each, least) for each in grown)


def _round(grown: Grown, turn: int) -> Line:
    files = grown.pusher.history.files
    paths = grown.paths[turn * TOGETHER : (turn + 1) * TOGETHER]
    return grown.pusher.each("a round", (edits.with_a_function(files, path, turn) for path in paths))


def _said(result: object) -> dict[str, int]:
    assert isinstance(result, dict)
    return {name: result[f"{name}_total"] for name in ("nodes", "edges")}


def _line(grown: Grown, least: float) -> Line:
    """Every number is the median over the rounds."""
    cpu, wall = (median(getattr(line, name) for line in grown.rounds) for name in ("cpu", "wall"))
    spans = [name for name in grown.rounds[0].more if name.endswith(" s")]
    more = {name: median(line.more[name] for line in grown.rounds) for name in spans}
    pushes = sum(line.more["pushes"] for line in grown.rounds)
    name = f"push: one function of {grown.files} files"
    last = grown.rounds[-1]
    return Line(
        name, cpu, wall, last.rss, last.backend, cpu / least, "the smaller one, CPU", {"pushes": pushes, **more}
    )

"""How long a push takes to be seen, and where the milliseconds go: the same small push again and again, everything real."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks import edits
from benchmarks.history import Fetcher, History
from benchmarks.inputs import Files
from benchmarks.places import place
from benchmarks.pushing import Pusher
from benchmarks.report import Line
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

PATH, FORGE_ID = "measured/input", "1"
PUSHES = 60


def measure(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """A function more in each of so many files."""
    forge = directory / "latency-forge"
    history = History(forge / f"{PATH}.git", files)
    with (
        place(directory / "latency") as where,
        GitHTTP(forge) as server,
        Service(where.data_dir, server.host) as service,
    ):
        to = service.register("pushed", "input", PATH, FORGE_ID)
        fetcher = Fetcher(directory / "latency.git", server.remote_url(PATH))
        pusher = Pusher(service, to, FORGE_ID, history, fetcher, where.keeper)
        pusher.first()
        paths = edits.spread(edits.code(history.files), max(2, min(PUSHES, round(10 * PUSHES * scale))))
        yield pusher.each(
            f"push: one function of {len(edits.code(history.files))} files",
            (edits.with_a_function(history.files, path, turn) for turn, path in enumerate(paths)),
        )

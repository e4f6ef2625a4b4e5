"""The latency of a push, by stage: the same small push again and again through the real service."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.history import Fetcher, History
from benchmarks.inputs import Files
from benchmarks.places import place
from benchmarks.pushing import Pusher, in_one_file
from benchmarks.report import Line
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

PATH, FORGE_ID = "measured/input", "1"


def measure(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """Measures only pushes of one function."""
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
        yield in_one_file(pusher, None, scale)

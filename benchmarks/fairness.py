"""The cost of a giant tenant's backlog for another tenant: the same small pushes, alone and beside a queue of first indexes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import edits
from benchmarks.history import Fetcher, History
from benchmarks.inputs import Files
from benchmarks.places import place
from benchmarks.pushing import Pusher
from benchmarks.report import Line
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

GIANT, SMALL, PATHS = "giant", "small", ("measured/giant", "measured/small")
BACKLOG = 200  # first indexes, times the scale
MODULES = 20
FORGE_ID = "1"


def measure(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """Seconds per push that the small tenant observes; the ratio is to the same pushes while nothing else is queued."""
    forge, number = directory / "forge", min(20, max(3, round(200 * scale)))
    History(forge / f"{PATHS[0]}.git", files)
    history = History(forge / f"{PATHS[1]}.git", _small())
    with (
        place(directory / "fairness") as where,
        GitHTTP(forge) as server,
        Service(where.data_dir, server.host) as service,
    ):
        to = service.register(SMALL, "small", PATHS[1], FORGE_ID)
        fetcher = Fetcher(directory / "fetched.git", server.remote_url(PATHS[1]))
        pusher = Pusher(service, to, FORGE_ID, history, fetcher, where.keeper)
        pusher.first()
        alone = pusher.each("push: a small tenant, alone", _changes(history, number))
        yield alone._replace(ratio=None, to="")
        queued = _queue(service, max(3, round(BACKLOG * scale)))
        loaded = pusher.each("push: a small tenant, beside a giant's first indexes", _changes(history, number))
        more = {**loaded.more, "queued": queued, "of these done": _done(service)}
        yield loaded._replace(ratio=(loaded.wall or 0) / (alone.wall or 1), to="alone, wall", more=more)


def _small() -> dict[bytes, bytes]:
    text = b"def work():\n    return %d\n"
    return {b"small/module_%d.py" % module: text % module for module in range(MODULES)}


def _changes(history: History, number: int) -> Iterator[Any]:
    for turn in range(number):
        yield edits.with_a_function(history.files, b"small/module_%d.py" % (turn % MODULES), turn)


def _queue(service: Service, number: int) -> int:
    """Queues first indexes and returns when the first of them are running."""
    for repo in range(number):
        service.register(GIANT, f"giant-{repo}", PATHS[0], FORGE_ID)
        service.found.runs.request(GIANT, f"giant-{repo}", ref="main", full=False, trigger="bench")
    tenant_id = service.found.catalogue.tenants.id(GIANT)
    while not any(run.state != "queued" for run in service.found.runs.recent(tenant_id, limit=number)):
        service.found.runs.listen(1)
    return number


def _done(service: Service) -> int:
    tenant_id = service.found.catalogue.tenants.id(GIANT)
    return sum(run.state == "succeeded" for run in service.found.runs.recent(tenant_id, limit=1000))

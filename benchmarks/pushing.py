"""Signed pushes through the whole service: receiver, Valkey, dispatcher, worker, git over HTTP, PostgreSQL."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from statistics import mean, median
from typing import Any, NamedTuple

from benchmarks import edits
from benchmarks.history import Changes, Fetcher, History
from benchmarks.meter import Meter, Usage
from benchmarks.report import Line, percentile
from graph.errors import AetherError
from store.model import RunStatus
from tests.end_to_end.service import Registered, Service

WAIT = 600  # seconds without progress after which a push is given up
COMMITS = 40
SMALL = 60  # pushes of a function in one file, at a scale of at least 0.1
STAGES = ("fetch", "extract", "link", "publish")


class Pushed(NamedTuple):
    """One push: seconds from the request until its rows are visible, and those of a plain `git fetch` of the same commit."""

    wall: float
    fetch: float
    result: Mapping[str, Any]
    spans: Mapping[str, float]  # seconds by stage


class Pusher:
    """A repository that is registered with a running service, and the processes to measure."""

    def __init__(
        self, service: Service, to: Registered, forge_id: str, history: History, fetcher: Fetcher, keeper: int
    ) -> None:
        self.history = history
        self._service = service
        self._to = to
        self._forge_id = forge_id
        self._fetcher = fetcher
        self._roots = service.process.pid, keeper
        self._tenant = service.found.catalogue.tenants.id(to.tenant)
        self._pushed: str | None = None

    def first(self) -> tuple[Usage, Pushed]:
        with Meter(*self._roots) as meter:
            pushed = self._push()
        return meter.usage, pushed

    def each(self, name: str, changes: Iterable[Changes]) -> Line:
        """One push per change."""
        return self.measured(name, ([change] for change in changes))

    def measured(self, name: str, pushes: Iterable[Iterable[Changes]]) -> Line:
        """Each push is a sequence of commits."""
        done = []
        with Meter(*self._roots) as meter:  # around all of them, so that a worker's cleanup after a push counts
            for commits in pushes:
                for changes in commits:
                    self.history.commit(changes)
                done.append(self._push())
        return _line(name, done, meter.usage)

    def push(self) -> None:
        """Sends a push without waiting for it."""
        before, self._pushed = self._pushed, self.history.head
        status, answer = self._service.push(self._to, self._forge_id, self.history.head, before=before)
        if status != HTTPStatus.ACCEPTED:
            raise AetherError(f"the push was answered with {status}: {answer}")

    def wait(self) -> RunStatus:
        """Waits until the push's rows are visible."""
        found = self._service.found
        while True:
            (branch,) = found.catalogue.repositories.branches(self._tenant, self._to.repo)
            if branch.run_state == "failed":
                raise AetherError(f"run {branch.run_id} failed: {found.runs.status(self._tenant, str(branch.run_id))}")
            if branch.run_state == "succeeded" and branch.indexed_commit == self.history.head:
                return found.runs.status(self._tenant, str(branch.run_id))
            if not found.runs.listen(WAIT):
                raise AetherError(f"nothing happened for {WAIT} s after a push; the branch is {branch}")

    def _push(self) -> Pushed:
        sent, began = time.time(), time.perf_counter()
        self.push()
        accepted = time.perf_counter() - began
        status = self.wait()
        wall = time.perf_counter() - began
        began = time.perf_counter()  # afterwards, so that the push does not profit from warm caches
        self._fetcher.fetch(self.history.head)
        return Pushed(
            wall, time.perf_counter() - began, status.result or {}, _spans(status, accept=accepted, seen=sent + wall)
        )


def _spans(status: RunStatus, *, accept: float, seen: float) -> dict[str, float]:
    """Stages from the times in the run's row: recorded, claimed, ended. `seen`: when its end was observed, as Unix time."""
    recorded, claimed, ended = (
        datetime.fromisoformat(status.info[name]).timestamp() for name in ("created_at", "started_at", "finished_at")
    )
    told = (status.result or {})["seconds"]
    stages = {stage: told[stage] for stage in STAGES}
    rest = ended - claimed - sum(stages.values())
    return {
        "accept": accept,
        "queue": claimed - recorded,
        **stages,
        "claim, compare, settle": rest,
        "event": seen - ended,
    }


def in_one_file(pusher: Pusher, hub: bytes | None, scale: float) -> Line:
    """Adds a function to one file per push, to a number of files other than `hub`."""
    files, number = pusher.history.files, max(2, min(SMALL, round(10 * SMALL * scale)))
    paths = edits.spread([path for path in edits.code(files) if path != hub], number)
    one_each = (edits.with_a_function(files, path, turn) for turn, path in enumerate(paths))
    return pusher.each("push: a function in one file", one_each)


def pushes(pusher: Pusher, hub: bytes, scale: float) -> Iterator[Line]:
    """Typical pushes; small ones are repeated more often."""
    files, many = pusher.history.files, edits.spread(edits.code(pusher.history.files), COMMITS)
    yield in_one_file(pusher, hub, scale)
    of_the_hub = (edits.with_a_function(files, hub, turn) for turn in range(max(2, round(100 * scale))))
    yield pusher.each("push: a function in the most-read file", of_the_hub)
    yield pusher.each("push: the most-read file emptied, restored", edits.emptied_and_restored(files, hub))
    yield pusher.measured(f"push: {COMMITS} commits", [(edits.with_a_function(files, path, SMALL) for path in many)])
    directory = edits.directory(files)
    if directory:
        yield pusher.each("push: a directory renamed, and back", edits.renamed_and_back(files, directory))


def _line(name: str, done: Sequence[Pushed], usage: Usage) -> Line:
    walls, fetches = [each.wall for each in done], [each.fetch for each in done]
    above = [each.wall - each.fetch for each in done]
    more = {
        "pushes": len(done),
        "p95 s": percentile(walls, 0.95),
        "git fetch s": median(fetches),
        "above it p50 s": median(above),
        "p95 s above it": percentile(above, 0.95),
        "files relinked": round(mean(each.result["files_relinked"] for each in done), 1),
        **{f"{span} s": median(each.spans[span] for each in done) for span in done[0].spans},
    }
    cpu, wall = usage.cpu / len(done), median(walls)
    return Line(name, cpu, wall, usage.rss, usage.backend, wall / median(fetches), "git fetch, wall", more)

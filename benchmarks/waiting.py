"""More workers than there are cores: each waits where it would compute, so what is measured is what they share: the rows that
hand out runs and chunks.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

from benchmarks.places import Place
from benchmarks.report import Line
from graph.changes import Entry
from graph.errors import AetherError
from store.bridge import Bridge
from store.chunks import Chunks, Share
from store.columns import Batch
from store.keyring import Keyring
from store.runs import Runs
from tasks.work import Limits

WORKERS = (1, 2, 4, 8, 16)
SECONDS = 0.5  # that a push, or a stage of a chunk, takes: what is shared costs some hundredths of it
TENANT = "waiting"
LEASE = 60.0


class _Shared(NamedTuple):
    """What a worker is given; it is pickled, and stands in no argument."""

    database_url: str
    key: str
    share: Share | None  # None: runs are worked on


def waiting(where: Place, number: int) -> Iterator[Line]:
    """`number` pushes to as many repositories, then a first index of as many chunks, with more and more workers."""
    where.found.catalogue.tenants.ensure(TENANT)
    for what, prepared in (("pushes", _pushes), ("chunks", _chunks)):
        alone = 0.0
        for workers in WORKERS:
            seconds = _worked(prepared(where, number, workers), workers)
            alone = alone or seconds
            more = {"workers": workers, "a second": number / seconds}
            name = f"parallel: {what} that only wait, {workers} workers"
            yield Line(name, None, seconds, ratio=alone / seconds / workers, to="one worker, pace of each", more=more)


def _pushes(where: Place, number: int, workers: int) -> _Shared:
    found = where.found
    for each in range(number):
        repo = f"waits-{workers}-{each}"
        found.catalogue.repositories.ensure(found.catalogue.tenants.id(TENANT), repo, f"/nowhere/{repo}")
        found.runs.request(TENANT, repo, ref="main", full=False, trigger="bench")
    return _Shared(where.found.addresses.database_url, Keyring.new_key(), None)


def _chunks(where: Place, number: int, workers: int) -> _Shared:
    found = where.found
    repo = f"shared-{workers}"
    found.catalogue.repositories.ensure(found.catalogue.tenants.id(TENANT), repo, f"/nowhere/{repo}")
    run_id = found.runs.request(TENANT, repo, ref="main", full=False, trigger="bench")
    claim = found.runs.claim(run_id, "leader")
    assert claim is not None
    share = Share(*claim.graph, "c" * 40, Limits().graph_version)
    Chunks(found.bridge, LEASE).put_up(
        claim, share, [[Entry(b"m%d.py" % each, 0o100644, "b" * 40)] for each in range(number)]
    )
    return _Shared(found.addresses.database_url, Keyring.new_key(), share)


def _worked(shared: _Shared, workers: int) -> float:
    """Seconds from when all are ready until the last has nothing to do."""
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(workers + 1)
    processes = [context.Process(target=_work, args=(shared, together, f"worker-{n}")) for n in range(workers)]
    for process in processes:
        process.start()
    together.wait()
    began = time.perf_counter()
    together.wait()
    seconds = time.perf_counter() - began
    _joined(processes)
    return seconds


def _joined(processes: list[SpawnProcess]) -> None:
    for process in processes:
        process.join()
        if process.exitcode:
            raise AetherError(f"a worker that only waits ended with {process.exitcode}")


def _work(shared: _Shared, together: Barrier, worker: str) -> None:
    bridge = Bridge(shared.database_url)
    one = _chunk(bridge, shared.share, worker) if shared.share else _run(bridge, Keyring([shared.key]), worker)
    bridge.run(bridge.woken("nobody", 0))  # connected
    together.wait()
    while one():
        pass
    together.wait()
    bridge.close()


def _run(bridge: Bridge, keyring: Keyring, worker: str) -> Callable[[], bool]:
    runs = Runs(bridge, keyring, LEASE, republish=LEASE)

    def one() -> bool:
        for due in runs.due(1):
            claim = runs.claim(due.run_id, worker)
            if claim is not None:
                time.sleep(SECONDS)
                runs.finish(claim, {"success": True})
            return True
        return False

    return one


def _chunk(bridge: Bridge, share: Share, worker: str) -> Callable[[], bool]:
    chunks = Chunks(bridge, LEASE)

    def one() -> bool:
        chunk = chunks.claim(share, worker)
        if chunk is None:
            standing = chunks.standing(share)
            time.sleep(SECONDS / 10)  # others have what is left of the stage
            return bool(standing.to_extract or standing.to_link)
        time.sleep(SECONDS)
        if chunk.stage == "extract":
            chunks.extracted(chunk, {}, {})
        else:
            chunks.linked(chunk, Batch([], [], []), {})
        return True

    return one

"""More workers than cores on one first index. Each sleeps instead of computing, so this measures what they share: the rows
that assign chunks.
"""

import multiprocessing
import time
from collections.abc import Iterator
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import NamedTuple

from benchmarks.paces import WORKERS, Paces
from benchmarks.places import Place, place
from benchmarks.report import Line
from graph.changes import Entry
from graph.errors import AetherError
from store.bridge import Bridge
from store.chunks import Chunk, Chunks, Share
from store.columns import Batch
from tasks.chunks import PAUSE
from tasks.work import Limits

EACH = 4  # chunks per worker
SECONDS = 1.5  # per stage of a chunk of 1 MB
TENANT = "waiting"
LEASE = 60.0


class _Shared(NamedTuple):
    """A worker's input. It is pickled, and so does not appear on a command line."""

    database_url: str
    share: Share


def measure(directory: Path, share: float) -> Iterator[Line]:
    """`share`: the share of the chunks to use."""
    paces, each = Paces("chunks that only wait"), max(1, round(EACH * share))
    with place(directory / "waiting") as where:
        where.found.catalogue.tenants.ensure(TENANT)
        for workers in WORKERS:
            number = each * workers
            seconds = _worked(_put_up(where, number, workers), workers)
            yield paces.line(workers, number / seconds, chunks=number)


def _put_up(where: Place, number: int, workers: int) -> _Shared:
    found = where.found
    repo = f"shared-{workers}"
    found.catalogue.repositories.ensure(found.catalogue.tenants.id(TENANT), repo, f"/nowhere/{repo}")
    run_id = found.runs.request(TENANT, repo, ref="main", full=False, trigger="bench")
    claim = found.runs.claim(run_id, "leader")
    assert claim is not None
    share = Share(*claim.graph, "c" * 40, Limits().graph_version)
    chunks = [[Entry(b"m%d.py" % each, 0o100644, "b" * 40)] for each in range(number)]
    Chunks(found.bridge, LEASE).put_up(claim, share, chunks)
    return _Shared(found.addresses.database_url, share)


def _worked(shared: _Shared, workers: int) -> float:
    """Seconds from when all workers are ready until the last one is idle."""
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
    chunks = Chunks(bridge, LEASE)
    chunks.standing(shared.share)  # connected
    together.wait()
    while chunks.standing(shared.share).to_link:
        chunk = chunks.claim(shared.share, worker)
        if chunk is None:
            time.sleep(PAUSE)  # other workers have the rest of the stage
        else:
            _waited(chunks, chunk)
    together.wait()
    bridge.close()


def _waited(chunks: Chunks, chunk: Chunk) -> None:
    time.sleep(SECONDS)
    if chunk.stage == "extract":
        chunks.extracted(chunk, {}, {})
    else:
        chunks.linked(chunk, Batch([], [], []), {})

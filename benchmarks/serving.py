"""Graph requests over HTTP at a fixed rate from a separate process: the latency for a client, including its own queueing."""

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from aether.starting import free_port
from benchmarks import synthetic
from benchmarks.meter import Meter
from benchmarks.places import Place, place
from benchmarks.receiving import serving
from benchmarks.report import Line, percentile
from benchmarks.synthetic import BRANCH, REPO, Tenant
from graph import identity

A_SECOND, CONNECTIONS, WORKERS = 200, 32, 2
_GRAPH = f"/repositories/{REPO}/graph"
_SAMPLE = """
select node_id, name from code_nodes where tenant_id = $1 and graph_id = $2 order by hashint8extended(node_id, 5) limit 500"""


class Sent(NamedTuple):
    seconds: float  # from when it was due until the end of its response
    status: int


def measure(directory: Path, scale: float) -> Iterator[Line]:
    """Runs for a minute at scale 1; the graph has a tenth of the large tenant's nodes."""
    number = max(A_SECOND, round(60 * A_SECOND * scale))
    with place(directory / "serving") as where:
        tenant = synthetic.fill(where, max(1_000, round(100_000 * scale)))
        token = where.found.catalogue.tokens.add(tenant.tenant_id, ["read"])
        port = free_port()
        argv = (sys.executable, "-m", "aether", "web", "--port", str(port), "--workers", str(WORKERS))
        with serving(argv, {"AETHER_DATA_DIR": str(where.data_dir)}) as process:
            paths = list(_asked(where, tenant))
            _send(paths[: 4 * CONNECTIONS], port, token)  # opens the connections to the database
            with Meter(process.pid, where.keeper) as meter:
                sent = _send([path for path, _ in zip(cycle(paths), range(number), strict=False)], port, token)
    seconds = [each.seconds for each in sent]
    more: dict[str, Any] = {
        "requests": number,
        "a second": number / meter.usage.wall,
        "p50 ms": 1000 * median(seconds),
        "p95 ms": 1000 * percentile(seconds, 0.95),  # goal: at most 100
        "p99 ms": 1000 * percentile(seconds, 0.99),
        "errors": sum(each.status != 200 for each in sent),
    }
    cpu, usage = meter.usage.cpu / number, meter.usage
    yield Line(
        f"serving: {A_SECOND} graph requests a second", cpu, usage.wall / number, usage.rss, usage.backend, more=more
    )


def _asked(where: Place, tenant: Tenant) -> Iterator[str]:
    """Callers, callees and references of one node, a search for its name, and one traversal to depth 2."""
    for row in where.fetch(_SAMPLE, *tenant.graph):
        node = f"{_GRAPH}/nodes/{identity.show(row['node_id'])}"
        yield f"{node}/callers?branch={BRANCH}"
        yield f"{_GRAPH}/search?q={row['name']}&branch={BRANCH}&limit=20"
        yield f"{node}/callees?branch={BRANCH}"
        yield f"{node}?branch={BRANCH}"
        yield f"{node}/references?branch={BRANCH}&limit=50"


def _send(paths: Sequence[str], port: int, token: str) -> list[Sent]:
    """Sends each request when it is due, even if earlier ones are unanswered: a slow server does not slow the clients."""
    began = time.perf_counter() + 0.1
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = [range(share, len(paths), CONNECTIONS) for share in range(CONNECTIONS)]
        found = pool.map(lambda share: [*_converse(paths, share, began, port, token)], shares)
        return [sent for share in found for sent in share]


def _converse(paths: Sequence[str], share: range, began: float, port: int, token: str) -> Iterator[Sent]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for turn in share:
        due = began + turn / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        connection.request("GET", paths[turn], headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        response.read()
        yield Sent(time.perf_counter() - due, response.status)
    connection.close()

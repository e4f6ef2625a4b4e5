"""`/metrics`: what all processes behind one address counted together."""

import ipaddress
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from flask import Response, request

from graph.errors import AetherError, Forbidden
from store.audits import Audits
from store.runs import Runs

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

    from store.model import QueueAge

log = structlog.get_logger()

_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


@contextmanager
def shared() -> Iterator[None]:
    """Counters in files that the processes forked inside share. prometheus_client looks for them once, when it is imported."""
    directory, owner = tempfile.mkdtemp(prefix="aether-metrics-"), os.getpid()
    os.environ[_DIRECTORY] = directory
    try:
        yield
    finally:
        if os.getpid() == owner:
            shutil.rmtree(directory, ignore_errors=True)


def answer(runs: Runs, audits: Audits) -> Response:
    """For loopback alone: the numbers are of all tenants. What a proxy on this machine passes on comes from elsewhere."""
    from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    here = ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 (nobody's address)
    if not here or any(name in request.headers for name in _FORWARDED):
        raise Forbidden("Metrics are served to this machine only: scrape them on 127.0.0.1.")
    registry = REGISTRY
    if _DIRECTORY in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    counted = generate_latest(registry) + generate_latest(_asked(runs, audits))
    return Response(counted, content_type=CONTENT_TYPE_LATEST)


def _asked(runs: Runs, audits: Audits) -> "CollectorRegistry":
    """What no process counts, because the database knows it: at each scrape, and left out while the database is away."""
    from prometheus_client import CollectorRegistry

    registry = CollectorRegistry()
    try:
        registry.register(_Asked(runs.queue_ages(), audits.outcomes()))
    except AetherError as error:
        log.warning("metrics.database_away", error=str(error))
    return registry


class _Asked:
    def __init__(self, queues: Iterable["QueueAge"], outcomes: Mapping[str, int]) -> None:
        self._queues, self._outcomes = tuple(queues), outcomes

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.core import GaugeMetricFamily

        waiting = GaugeMetricFamily("aether_queue_branches", "Branches that wait for a worker.", labels=["queue"])
        age = GaugeMetricFamily("aether_queue_age_seconds", "Since when the oldest of them waits.", labels=["queue"])
        for queue, branches, seconds in self._queues:
            waiting.add_metric([queue], branches)
            age.add_metric([queue], seconds)
        graphs = GaugeMetricFamily("aether_audited_graphs", "Graphs by how their last audit ended.", labels=["outcome"])
        for outcome in ("equal", "different", "unfinished"):
            graphs.add_metric([outcome], self._outcomes.get(outcome, 0))
        yield from (waiting, age, graphs)

"""`/metrics`: what all processes behind one address counted together."""

import ipaddress
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from flask import Response, request

from graph.errors import AetherError, Forbidden
from store.audits import Audits

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

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


def view(audits: Audits) -> Callable[[], Response]:
    return lambda: answer(audits)


def answer(audits: Audits) -> Response:
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
    counted = generate_latest(registry) + generate_latest(_asked(audits))
    return Response(counted, content_type=CONTENT_TYPE_LATEST)


def _asked(audits: Audits) -> "CollectorRegistry":
    """What no process counts, because the database knows it: at each scrape, and left out while the database is away."""
    from prometheus_client import CollectorRegistry

    registry = CollectorRegistry()
    try:
        registry.register(_Audited(audits.outcomes()))
    except AetherError as error:
        log.warning("metrics.database_away", error=str(error))
    return registry


class _Audited:
    def __init__(self, outcomes: Mapping[str, int]) -> None:
        self._outcomes = outcomes

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.core import GaugeMetricFamily

        graphs = GaugeMetricFamily("aether_audited_graphs", "Graphs by how their last audit ended.", labels=["outcome"])
        for outcome in ("equal", "different", "unfinished"):
            graphs.add_metric([outcome], self._outcomes.get(outcome, 0))
        yield graphs

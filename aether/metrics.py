"""`/metrics`: the counters of all processes behind one address, aggregated, and figures from the database."""

import hmac
import ipaddress
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import structlog
from flask import Response, request

from aether.leash import leash
from graph.errors import AetherError, Forbidden
from store.audits import Audits
from store.health import Health
from store.runs import Runs
from store.upgrades import Upgrades

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

    from store.health import Connections
    from store.model import QueueAge

log = structlog.get_logger()

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


@contextmanager
def shared() -> Iterator[None]:
    """Processes started in this context share their counters through files. prometheus_client reads the directory's variable
    once, when it is imported. A nested context uses the outer one's files, so one address serves the counters of all of
    `aether up`.
    """
    if DIRECTORY in os.environ:
        yield
        return
    directory, owner = tempfile.mkdtemp(prefix="aether-metrics-"), os.getpid()
    os.environ[DIRECTORY] = directory
    try:
        yield
    finally:
        if os.getpid() == owner:
            del os.environ[DIRECTORY]
            shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def exported(port: int | None) -> Iterator[None]:
    """The same for a process without an HTTP server of its own: a child process serves the counters at this port. A thread
    would not be safe in a worker, which forks. With None, only an outer context's address serves them, if there is one.
    """
    if port is None:
        yield
        return
    from aether.starting import ask_for

    ask_for("127.0.0.1", port)
    argv = (sys.executable, "-P", "-m", "aether.exporter", str(port))
    with shared(), subprocess.Popen(argv, preexec_fn=leash(signal.SIGKILL)) as exporter:  # noqa: PLW1509 (one system call)
        try:
            yield
        finally:
            exporter.terminate()


def admit(address: str | None, headers: Mapping[str, str], token: str | None) -> None:
    """Raises Forbidden unless the client is on this machine or has the token, because the figures cover all tenants. A request
    that a proxy on this machine forwards does not count as local.
    """
    shown = headers.get("Authorization", "").removeprefix("Bearer ")
    if token is not None and hmac.compare_digest(shown.encode(), token.encode()):
        return
    here = ipaddress.ip_address(address or "0.0.0.0").is_loopback  # noqa: S104 (stands for an unknown address)
    if not here or any(name in headers for name in _FORWARDED):
        raise Forbidden("Metrics are served only to this machine, or with AETHER_METRICS_TOKEN as the bearer token.")


def counted() -> bytes:
    """The processes' counters in Prometheus' text format."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = REGISTRY
    if DIRECTORY in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class Sources(NamedTuple):
    """The sources of the figures that come from the database at each scrape."""

    runs: Runs
    audits: Audits
    health: Health
    upgrades: Upgrades
    version: str  # of the graphs that this release builds

    def ask(self) -> "Told":
        return Told(
            self.runs.queue_ages(),
            self.audits.outcomes(),
            self.upgrades.outdated(self.version),
            self.health.connections(),
        )


def answer(sources: Sources, token: str | None) -> Response:
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    admit(request.remote_addr, dict(request.headers), token)
    return Response(counted() + generate_latest(_asked(sources)), content_type=CONTENT_TYPE_LATEST)


def _asked(sources: Sources) -> "CollectorRegistry":
    """The figures that come from the database at each scrape; they are omitted while it is unavailable."""
    from prometheus_client import CollectorRegistry

    registry = CollectorRegistry()
    try:
        registry.register(sources.ask())
    except AetherError as error:
        log.warning("metrics.database_away", error=str(error))
    return registry


@dataclass(frozen=True, eq=False)  # a registry compares collectors by identity
class Told:
    """The database's figures about the whole installation."""

    queues: "Sequence[QueueAge]"
    outcomes: Mapping[str, int]  # of audits
    outdated: int
    connections: "Connections"

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.core import GaugeMetricFamily

        waiting = GaugeMetricFamily(
            "aether_queue_branches", "Branches waiting for a worker; queue: push, bulk.", labels=["queue"]
        )
        age = GaugeMetricFamily(
            "aether_queue_age_seconds", "How long the oldest of them has been waiting.", labels=["queue"]
        )
        for queue, branches, seconds in self.queues:
            waiting.add_metric([queue], branches)
            age.add_metric([queue], seconds)
        graphs = GaugeMetricFamily(
            "aether_audited_graphs",
            "Graphs by the result of their last audit: equal, different, unfinished.",
            labels=["outcome"],
        )
        for outcome in ("equal", "different", "unfinished"):
            graphs.add_metric([outcome], self.outcomes.get(outcome, 0))
        yield from (waiting, age, graphs)
        yield GaugeMetricFamily(
            "aether_outdated_graphs", "Graphs made by another release, waiting to be re-indexed.", self.outdated
        )
        yield GaugeMetricFamily(
            "aether_database_connections", "Open connections to the database, from any client.", self.connections.taken
        )
        yield GaugeMetricFamily(
            "aether_database_connections_limit",
            "The maximum number of connections the server accepts.",
            self.connections.most,
        )

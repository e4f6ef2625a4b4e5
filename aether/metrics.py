"""`/metrics`: what all processes behind one address counted together."""

import ipaddress
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Response, request

from graph.errors import Forbidden, StorageError
from store.runs import Runs

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


def answer(runs: Runs) -> Response:
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
    return Response(generate_latest(registry) + _queues(runs), content_type=CONTENT_TYPE_LATEST)


def _queues(runs: Runs) -> bytes:
    """What waits, as PostgreSQL has it now; nothing while that is away."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    waiting = Gauge("aether_queue_branches", "Branches that wait for a worker.", ["queue"], registry=registry)
    age = Gauge("aether_queue_age_seconds", "Since when the oldest of them waits.", ["queue"], registry=registry)
    try:
        for queue, branches, seconds in runs.queue_ages():
            waiting.labels(queue).set(branches)
            age.labels(queue).set(seconds)
    except StorageError as error:
        structlog.get_logger().warning("metrics.database_away", error=str(error))
        return b""
    return generate_latest(registry)

"""`/metrics`: what all processes behind one address counted together."""

import ipaddress
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, request

from graph.errors import Forbidden

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


def answer() -> Response:
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
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

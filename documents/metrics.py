"""Every metric, from what the processes register and what the database is asked for at a scrape."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

from prometheus_client.metrics import MetricWrapperBase

import tasks.metrics
import webhook.metrics
from aether.metrics import Told
from documents.tables import code, page, table
from store.health import Connections
from store.model import QueueAge

ABOUT = """What Prometheus reads at `GET /metrics`; [operations](../operations.md#monitoring) says who may, and which dashboard and alerts
there are. A process that is started anew counts from nothing, as Prometheus expects. Nothing in a label comes from a
repository, a request or a tenant.
"""
CHAPTERS = {
    "Counted by the receiver": (webhook.metrics, "At `/metrics` of `aether web` and `aether receiver`."),
    "Counted by workers, scheduler and whoever uses the database": (
        tasks.metrics,
        "With `aether up` at its one address; of a process that runs alone with `--metrics-port`.",
    ),
}
ASKED = """At `/metrics` of `aether web` and `aether receiver`, of the whole installation: the same at every address, so take the
greatest, not the sum.
"""


class Row(NamedTuple):
    name: str
    kind: str
    labels: str
    meaning: str


def whole() -> str:
    parts = [
        part
        for title, (module, about) in CHAPTERS.items()
        for part in (f"## {title}\n", about + "\n", _table(counted(module)))
    ]
    return page("Metrics", ABOUT, *parts, "## Asked of the database\n", ASKED, _table(asked()))


def counted(module: ModuleType) -> Iterator[Row]:
    for each in vars(module).values():
        if isinstance(each, MetricWrapperBase):
            found: Any = each
            name = f"{found._name}_total" if found._type == "counter" else found._name
            yield Row(name, found._type, ", ".join(found._labelnames), found._documentation)


def asked() -> Iterator[Row]:
    for each in Told([QueueAge("push", 1, 1.0)], {}, 1, Connections(1, 2)).collect():
        yield Row(each.name, each.type, ", ".join(each.samples[0].labels), each.documentation)


def _table(rows: Iterable[Row]) -> str:
    return table(("metric", "type", "labels", "what it says"), [(code(row.name), *row[1:]) for row in rows])

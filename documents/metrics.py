"""Every metric, from what the processes register and what is read from the database at each scrape."""

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

ABOUT = """What Prometheus scrapes at `GET /metrics`; see [operations](../operations.md#monitoring) for access, the dashboard and the
alerts. Counters restart at zero with their process, as Prometheus expects. No label value comes from a repository, a request or a
tenant.
"""
CHAPTERS = {
    "Counted by the receiver": (webhook.metrics, "At `/metrics` of `aether web` and `aether receiver`."),
    "Counted by workers, the scheduler and every other process that uses the database": (
        tasks.metrics,
        "With `aether up`, at its one address; for a standalone process, with `--metrics-port`.",
    ),
}
ASKED = """At `/metrics` of `aether web` and `aether receiver`. They describe the whole installation and are the same at every address,
so take the maximum, not the sum.
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
    return page("Metrics", ABOUT, *parts, "## Read from the database\n", ASKED, _table(asked()))


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
    return table(("metric", "type", "labels", "meaning"), [(code(row.name), *row[1:]) for row in rows])

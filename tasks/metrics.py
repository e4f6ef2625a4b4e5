"""What runs count. Labels are closed vocabularies; docs/reference/metrics.md is made of these texts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

from graph.delta import Published

if TYPE_CHECKING:
    from parsing.linking.snapshot import Put  # the receiver counts too, and needs nothing of that

_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)

RUNS = Counter(
    "aether_runs_total",
    "Executions of runs by how they ended: succeeded, failed (for good), retried, given_back (a planned stop), overtaken (the "
    "fence was lost); and the error's code.",
    ["state", "reason"],
)
VISIBLE = Histogram(
    "aether_push_to_graph_seconds",
    "From the oldest request that a run took along until its graph can be read; mode: delta, full, unchanged.",
    ["mode"],
    buckets=_SECONDS,
)
STAGES = Histogram(
    "aether_run_stage_seconds", "How long fetch, extract, link and publish took.", ["stage"], buckets=_SECONDS
)
ROWS = Counter(
    "aether_published_rows_total", "Nodes and edges that publishes created, updated and deleted.", ["kind", "change"]
)
SKIPPED = Counter(
    "aether_skipped_files_total", "New contents of files that a rule or an accident left out.", ["reason"]
)
DISPATCHED = Counter("aether_dispatched_total", "Messages that the dispatcher published.", ["queue"])
REFUSED = Counter(
    "aether_refused_messages_total",
    "Messages of a newer release that a worker did not understand; reason: unknown_task, unknown_arguments.",
    ["reason"],
)
MIRRORS = Gauge(
    "aether_mirror_bytes",
    "What the mirrors of a machine take on disk, at the last look.",
    multiprocess_mode="mostrecent",
)
WAITED = Histogram(
    "aether_pool_wait_seconds",
    "Until a transaction had a connection of its process's pool.",
    buckets=(0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30),
)
WATCHED = Counter(
    "aether_watched_publishes_total",
    "Publishes of watched repositories by what became of them: told, silent (no answer changed), untellable (too much changed to be "
    "told), settled (by another process), failed (it is tried again).",
    ["outcome"],
)
WATCH_EVENTS = Counter("aether_watch_events_total", "What watches were told, one for each watch and publish.")
WATCH_SECONDS = Histogram(
    "aether_watch_seconds", "From a publish until its watches are told or nothing is to be told.", buckets=_SECONDS
)


def left_out(puts: Iterable["Put"]) -> None:
    for each in puts:
        if each.skipped:
            SKIPPED.labels(each.skipped).inc()


def ended(state: str, reason: str = "") -> None:
    RUNS.labels(state, reason).inc()


def published(mode: str, waited: float, rows: Published) -> None:
    """`waited`: seconds since the oldest request that is answered by it."""
    ended("succeeded")
    VISIBLE.labels(mode).observe(waited)
    for name, number in rows._asdict().items():
        kind, _, change = name.partition("_")
        if change != "total":
            ROWS.labels(kind, change).inc(number)

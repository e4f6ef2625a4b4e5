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
    "Executions of runs by result: succeeded, failed (permanently), retried, given_back (a planned stop), overtaken (the "
    "fence was lost); and the error's code.",
    ["state", "reason"],
)
VISIBLE = Histogram(
    "aether_push_to_graph_seconds",
    "Time from the oldest request that a run covers until its graph can be read; mode: delta, full, unchanged.",
    ["mode"],
    buckets=_SECONDS,
)
STAGES = Histogram(
    "aether_run_stage_seconds", "Duration of fetch, extract, link and publish.", ["stage"], buckets=_SECONDS
)
ROWS = Counter(
    "aether_published_rows_total", "Nodes and edges created, updated and deleted by publishes.", ["kind", "change"]
)
SKIPPED = Counter(
    "aether_skipped_files_total", "New file contents skipped because of a rule or an accident.", ["reason"]
)
DISPATCHED = Counter("aether_dispatched_total", "Messages published by the dispatcher.", ["queue"])
REFUSED = Counter(
    "aether_refused_messages_total",
    "Messages of a newer release that a worker did not understand; reason: unknown_task, unknown_arguments.",
    ["reason"],
)
MIRRORS = Gauge(
    "aether_mirror_bytes",
    "Disk space used by the mirrors of a machine, when last measured.",
    multiprocess_mode="mostrecent",
)
WAITED = Histogram(
    "aether_pool_wait_seconds",
    "Time a transaction waits for a connection from its process's pool.",
    buckets=(0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30),
)
WATCHED = Counter(
    "aether_watched_publishes_total",
    "Publishes of watched repositories by outcome: told, silent (no answer changed), untellable (too much changed to be "
    "evaluated), settled (by another process), failed (will be retried).",
    ["outcome"],
)
WATCH_EVENTS = Counter("aether_watch_events_total", "Events of watches, one for each watch and publish.")
WATCH_SECONDS = Histogram(
    "aether_watch_seconds", "Time from a publish until its watches are notified, or need not be.", buckets=_SECONDS
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

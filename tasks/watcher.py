"""Evaluates watches, one publish after another, in the background, so that no publish waits for it."""

import threading
from typing import Final

import structlog

from graph.errors import StorageError
from store.watching import Pass, Watching
from tasks import metrics

log = structlog.get_logger()

TICK: Final = 1.0  # seconds between polls
AT_ONCE: Final = 20  # publishes taken at a time
GUARD: Final = 120.0  # seconds before an uncompleted publish is due again


def watch_for_ever(watching: Watching, stop: threading.Event) -> None:
    """Returns when `stop` is set. Two may run at the same time: each publish is evaluated once."""
    while not stop.is_set():
        try:
            told = watch_once(watching)
        except StorageError as error:
            log.warning("watcher.database_away", error=str(error))
            told = 0
        if not told:
            stop.wait(TICK)


def watch_once(watching: Watching) -> int:
    """Evaluates one batch of due publishes; how many."""
    due = watching.take(AT_ONCE, GUARD)
    for each in due:
        _tell(watching, each)
    return len(due)


def _tell(watching: Watching, due: Pass) -> None:
    """A publish whose evaluation fails must not block the others: the error is recorded and it will be due again. StorageError if
    not even that can be recorded.
    """
    try:
        ended = watching.tell(due)
    except Exception as error:
        log.exception("watcher.failed", **due._asdict())
        metrics.WATCHED.labels("failed").inc()
        watching.failed(due, f"{type(error).__name__}: {error}")
        return
    metrics.WATCHED.labels(ended.outcome).inc()
    metrics.WATCH_EVENTS.inc(ended.events)
    metrics.WATCH_SECONDS.observe(ended.seconds)
    log.info("watcher.told", **due._asdict(), outcome=ended.outcome, events=ended.events)

"""Tells watches what publishes mean for them, one publish after the other, beside everything else: no publish waits for it."""

import threading
from typing import Final

import structlog

from graph.errors import StorageError
from store.watching import Pass, Watching
from tasks import metrics

log = structlog.get_logger()

TICK: Final = 1.0  # seconds between looks
AT_ONCE: Final = 20  # publishes that are taken together
GUARD: Final = 120.0  # seconds before what was taken comes again


def watch_for_ever(watching: Watching, stop: threading.Event) -> None:
    """Returns when `stop` is set. Two of them do no harm: what one has told the other does not."""
    while not stop.is_set():
        try:
            told = watch_once(watching)
        except StorageError as error:
            log.warning("watcher.database_away", error=str(error))
            told = 0
        if not told:
            stop.wait(TICK)


def watch_once(watching: Watching) -> int:
    """How many publishes were due."""
    due = watching.take(AT_ONCE, GUARD)
    for each in due:
        _tell(watching, each)
    return len(due)


def _tell(watching: Watching, due: Pass) -> None:
    """A publish that cannot be told must not keep the others waiting: it is noted, and comes again. StorageError where it cannot
    even be noted.
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

"""Periodically sweeps the store of what was removed, retired or is past its retention."""

import threading

import structlog

from graph.errors import StorageError
from store.housekeeping import Housekeeping

log = structlog.get_logger()

EVERY = 3600.0  # seconds between sweeps


def sweep_for_ever(housekeeping: Housekeeping, stop: threading.Event, every: float = EVERY) -> None:
    """Returns when `stop` is set. Two schedulers may sweep at the same time."""
    while not stop.wait(every):
        try:
            swept = housekeeping.sweep()
        except StorageError as error:
            log.warning("housekeeping.database_away", error=str(error))
        else:
            log.info("housekeeping.swept", rows=swept)

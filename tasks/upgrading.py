"""After an upgrade, graphs of the version before are made anew in the background, one after the other."""

import threading

import structlog

from graph.errors import StorageError
from store.upgrades import Upgrades

log = structlog.get_logger()

REST = 24 * 3600.0  # seconds before a graph whose upgrade failed, or was a former release's, is offered again
IDLE = 60.0  # seconds between looks while there is nothing to offer


def upgrade_for_ever(upgrades: Upgrades, version: str, every: float, stop: threading.Event) -> None:
    """At most one graph every so many seconds; returns when `stop` is set. `version`: what this release makes."""
    wait = every
    while not stop.wait(wait):
        try:
            run_id = upgrades.offer(version, REST)
            wait = every if run_id or upgrades.outdated(version) else max(every, IDLE)
        except StorageError as error:
            log.warning("upgrade.database_away", error=str(error))
            continue
        if run_id:
            log.info("upgrade.offered", run_id=run_id, version=version)

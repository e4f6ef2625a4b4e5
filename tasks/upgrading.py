"""After an upgrade, rebuilds graphs of older versions in the background, one after another."""

import threading

import structlog

from graph.errors import StorageError
from store.upgrades import Upgrades

log = structlog.get_logger()

REST = 24 * 3600.0  # seconds before a rebuild is requested again if it failed, or a former release requested it
IDLE = 60.0  # seconds between polls while there is nothing to do


def upgrade_for_ever(upgrades: Upgrades, version: str, every: float, stop: threading.Event) -> None:
    """Requests at most one rebuild every `every` seconds; returns when `stop` is set. `version`: of this release's graphs."""
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

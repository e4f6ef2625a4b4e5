"""Publishes due runs to the broker. PostgreSQL is the truth; a message is only a reminder, and may be lost or duplicated."""

import threading

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from graph.errors import StorageError
from store.model import Due
from store.runs import Runs
from tasks import metrics
from tasks.ingestion import parse_and_index_repository

log = structlog.get_logger()

BATCH = 200  # branches per batch; batches follow each other while any are due
TICK = 1.0  # seconds between polls without a notification


def dispatch_for_ever(runs: Runs, stop: threading.Event) -> None:
    """Waits for a notification or the tick, then publishes what is due. Returns when `stop` is set."""
    while not stop.is_set():
        try:
            while dispatch_once(runs) and not stop.is_set():
                pass
            runs.listen(TICK)
        except StorageError as error:
            log.warning("dispatcher.database_away", error=str(error))
            stop.wait(TICK)


def dispatch_once(runs: Runs) -> int:
    """Publishes a batch of due runs; how many. If the broker is unreachable, they will be due again."""
    due = runs.due(BATCH)
    for number, run in enumerate(due):
        try:
            publish(run)
        except (OperationalError, RedisError, OSError) as error:
            log.warning("dispatcher.broker_away", error=str(error), waiting=len(due) - number)
            return 0
    return len(due)


def publish(run: Due) -> None:
    parse_and_index_repository.apply_async(
        kwargs={"tenant_id": run.tenant, "repo_id": run.repo},
        task_id=run.run_id,
        queue=run.queue,
        retry=False,
        ignore_result=True,  # otherwise publishing subscribes to the result, which hangs if the broker does
    )
    metrics.DISPATCHED.labels(run.queue).inc()
    log.info("run.published", run_id=run.run_id, tenant=run.tenant, repo=run.repo)

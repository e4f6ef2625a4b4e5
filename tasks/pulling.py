"""`answer_pull`: the Celery task for one pull or merge request. Its message is only a reminder; the row is the truth."""

from __future__ import annotations  # celery's classes are generic for type checkers only

import threading
from typing import Any, Final

import structlog
from celery import Task
from celery.exceptions import Reject
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from graph.errors import AetherError, StorageError
from store.pulls import Pulls
from tasks.celery_app import celery_app
from tasks.stopping import Stopped
from tasks.workshop import pull_service

log = structlog.get_logger()

BATCH: Final = 200  # tenants; each has at most one under way
TICK: Final = 1.0  # seconds between polls


@celery_app.task(bind=True, name="tasks.answer_pull", ignore_result=True)
def answer_pull(self: Task[..., Any], tenant_id: str, repo_id: str, number: int) -> None:
    """Analyses the merge into the base. A failure is recorded in the row, or leaves it due."""
    try:
        pull_service().answer(tenant_id, repo_id, number)
    except Stopped as error:
        raise Reject("the worker stops", requeue=True) from error
    except AetherError as error:
        log.warning("pull.not_answered", task_id=self.request.id, code=error.code, error=str(error))


def dispatch_pulls_for_ever(pulls: Pulls, stop: threading.Event) -> None:
    """Publishes what is due every second. Returns when `stop` is set. Two may run at the same time."""
    while not stop.wait(TICK):
        try:
            dispatch_pulls(pulls)
        except StorageError as error:
            log.warning("pulls.database_away", error=str(error))


def dispatch_pulls(pulls: Pulls) -> int:
    """Publishes due requests; how many. They stay due if the broker is unreachable. They use the queue of first indexes, and so
    have lower priority than any push.
    """
    due = pulls.due(BATCH)
    for number, each in enumerate(due):
        kwargs = {"tenant_id": each.tenant, "repo_id": each.repo, "number": each.number}
        try:
            answer_pull.apply_async(kwargs=kwargs, queue="bulk", retry=False, ignore_result=True)
        except (OperationalError, RedisError, OSError) as error:
            log.warning("pulls.broker_away", error=str(error), waiting=len(due) - number)
            return number
    return len(due)

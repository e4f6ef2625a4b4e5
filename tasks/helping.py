"""`help_with_run`: the Celery task of helpers in a large index. A lost message costs only time."""

from __future__ import annotations  # celery's classes are generic for type checkers only

import os
from typing import Any

import structlog
from celery import Task
from celery.exceptions import Reject
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from graph.errors import AetherError
from tasks.celery_app import celery_app
from tasks.refusing import unknown_arguments
from tasks.stopping import Stopped, stoppable
from tasks.workshop import parser_service

log = structlog.get_logger()

TURNS = 8  # chunks per message; the next message then queues behind other work


@celery_app.task(bind=True, name="tasks.help_with_run", ignore_result=True)
def help_with_run(self: Task[..., Any], /, run_id: str, database: str | None = None, **newer: Any) -> None:
    """A chunk that fails here is given back; the run's leader does it, or records the failure. `newer`: as for a run."""
    if newer:
        unknown_arguments(self.request.id, str(self.name), newer)
        return
    worker = f"{self.request.hostname or 'eager'}:{os.getpid()}"
    try:
        with stoppable():
            more = parser_service(database).help(run_id, worker, TURNS)
    except Stopped as error:
        raise Reject("the worker stops", requeue=True) from error
    except AetherError as error:
        log.warning("help.ended", run_id=run_id, code=error.code, error=str(error))
        return
    if more:
        call(database, run_id, 1)


def call(database: str | None, run_id: str, number: int) -> None:
    """Publishes `number` messages. `database`: the name of the run's server."""
    for _ in range(number):
        try:
            help_with_run.apply_async(
                kwargs={"run_id": run_id, "database": database}, queue="bulk", retry=False, ignore_result=True
            )
        except (OperationalError, RedisError, OSError) as error:
            log.warning("help.broker_away", run_id=run_id, error=str(error))
            return

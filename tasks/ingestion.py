"""`parse_and_index_repository`: the Celery task, whose contract existing clients script against."""

from __future__ import annotations  # celery's classes are generic for type checkers only

import inspect
import os
from typing import Any

import structlog
from celery import Task
from celery.exceptions import Ignore, Reject, SoftTimeLimitExceeded
from celery.result import AsyncResult
from redis.exceptions import RedisError

from graph.errors import (
    BadInput,
    Busy,
    Fenced,
    Refused,
    RepositoryParseError,
    StorageError,
    TenantValidationError,
    TimeLimit,
    Transient,
)
from store.runs import EXECUTIONS
from tasks.celery_app import celery_app, settings
from tasks.refusing import unknown_arguments
from tasks.requests import Asked
from tasks.retry import Postponed
from tasks.stopping import Stopped
from tasks.work import Report
from tasks.workshop import backoff, database_name, parser_service

log = structlog.get_logger()

BUSY_SECONDS = 2  # before a run tries again to claim a leased branch
CLAIM_SECONDS = 10  # before the dispatcher also publishes a run that a client's own message created


class IngestionTask(Task):  # type: ignore[type-arg]  # generic for type checkers only
    """Replaces a connection string by the name of an allowed server before the message is published."""

    def apply_async(  # type: ignore[override]  # the options pass through as they are
        self, args: tuple[Any, ...] | None = None, kwargs: dict[str, Any] | None = None, **options: Any
    ) -> AsyncResult[Any]:
        call = inspect.signature(_signature).bind(*(args or ()), **(kwargs or {}))
        return super().apply_async((), _publishable(call.arguments), **options)

    def after_return(self, status: str, retval: Any, *_: object) -> None:
        """Stores results of messages from the dispatcher, too, which ignore results: a client may be waiting for this one."""
        if self.request.ignore_result:
            _tell(self, status, retval)


def _signature(
    tenant_id: str, repo_id: str, repo_path: str | None = None, connection_string: str | None = None
) -> None:
    """The arguments a caller may pass, by position or by name."""


def _publishable(arguments: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in arguments.items() if value is not None}
    if "connection_string" in given:
        given["connection_string"] = database_name(given["connection_string"])
    return given


@celery_app.task(
    bind=True,
    base=IngestionTask,
    name="tasks.parse_and_index_repository",
    max_retries=None,  # the run row counts executions over all messages; Celery counts only those of one message
    throws=(TenantValidationError, RepositoryParseError, StorageError),
)
def parse_and_index_repository(
    self: Task[..., Any],
    /,
    tenant_id: str,
    repo_id: str,
    repo_path: str | None = None,
    connection_string: str | None = None,
    **newer: Any,
) -> dict[str, Any]:
    """Brings a registered repository's wanted branch up to date.

    Permanent failures are results with `success: false`; transient ones are retried after 60, 120 and 240 seconds and
    then raise StorageError. `repo_path` must lie under one of the tenant's allowed local roots. `newer`: what a later
    release may add to its messages; such a message is refused.
    """
    if newer:
        return _failure(unknown_arguments(self.request.id, str(self.name), newer))
    asked = Asked(tenant_id, repo_id, repo_path, trigger="task", run_id=self.request.id, delay=CLAIM_SECONDS)
    try:
        return _run(asked, connection_string, _worker(self), _reporter(self))
    except Fenced as error:
        log.info("task.overtaken", task_id=self.request.id)
        raise Ignore from error  # the state of this id belongs to the run's new holder
    except Stopped as error:
        raise Reject("the worker stops", requeue=True) from error  # another worker takes it at once
    except Busy as error:
        raise _later(self, error) from error
    except Postponed as error:
        raise _again(self, error.error, error.countdown) from error
    except (Transient, ConnectionError) as error:
        raise _again(self, error, _own_delay(self)) from error
    except Exception as error:  # noqa: BLE001 (the contract: a result that says what failed, not a failed task)
        return _failure(_told(error))


def _run(asked: Asked, database: str | None, worker: str, report: Report) -> dict[str, Any]:
    report("connecting to database", 10)
    service = parser_service(database)
    run_id = service.adopt(asked)
    report("creating parser service", 20)
    return dict(service.parse_repository(run_id, asked.tenant, worker=worker, report=report))


def _reporter(task: Task[..., Any]) -> Report:
    def report(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        files = {} if known is None else {"files_done": done, "files_known": known}
        _tell(task, "PROGRESS", {"status": status, "progress": progress, **files})

    return report


def _tell(task: Task[..., Any], state: str, meta: Any) -> None:
    """Reports to the result backend. Its failure does not fail the run, since the run row has the same state."""
    try:
        task.backend.store_result(str(task.request.id), meta, state, request=task.request)
    except (RedisError, OSError) as error:
        log.warning("task.untold", task_id=task.request.id, state=state, error=str(error))


def _worker(task: Task[..., Any]) -> str:
    return f"{task.request.hostname or 'eager'}:{os.getpid()}"


def _later(task: Task[..., Any], error: Busy) -> Exception:
    """What to raise if the branch is leased: Celery's Retry, or the error itself for an eager call, which cannot wait."""
    if task.request.is_eager:
        return error
    retry: Exception = task.retry(exc=error, countdown=BUSY_SECONDS, throw=False)
    return retry


def _own_delay(task: Task[..., Any]) -> float | None:
    """The delay if the run row could not be reached, so that only the message can count executions."""
    execution = task.request.retries + 1
    return backoff(settings()).delay(execution) if execution < EXECUTIONS else None


def _again(task: Task[..., Any], error: Exception, countdown: float | None) -> Exception:
    """What to raise: Celery's Retry, or StorageError once no executions are left."""
    final = error if isinstance(error, StorageError) else StorageError(str(error))
    if countdown is None:
        return final
    retry: Exception = task.retry(exc=final, countdown=countdown, throw=False)
    return retry


def _told(error: Exception) -> str:
    """The text that the contract specifies for a permanent failure."""
    match error:
        case SoftTimeLimitExceeded() | TimeLimit():
            return "Task exceeded time limit"
        case TenantValidationError():
            return f"Tenant validation failed: {error}"
        case RepositoryParseError() | BadInput() | Refused():
            return f"Repository parse failed: {error}"
    log.error("task.unexpected", exc_info=error)
    return f"Unexpected error: {error}"


def _failure(text: str) -> dict[str, Any]:
    return {"success": False, "error": text, "nodes_created": 0, "edges_created": 0, "files": 0, "metrics": {}}

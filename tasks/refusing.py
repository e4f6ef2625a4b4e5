"""Messages that only a newer release understands: refused for everybody to see. What they remind of stands in its row, which the
dispatcher brings up again, so a worker of that release does it; nothing is put back into the queue, where it would go in circles.
"""

from collections.abc import Collection
from typing import Any

import structlog
from celery.signals import task_unknown

from tasks import metrics

log = structlog.get_logger()


def unknown_arguments(task_id: str | None, task: str, names: Collection[str]) -> str:
    """What a client is told, once it is counted and logged."""
    _refused("unknown_arguments", task_id, task, sorted(names))
    return f"This worker does not know {', '.join(sorted(names))} of {task}: its release is older than the sender's"


@task_unknown.connect
def _unknown_task(name: str, id: str, **_: Any) -> None:  # noqa: A002 (the signal's own name)
    _refused("unknown_task", id, name, [])


def _refused(reason: str, task_id: str | None, task: str, names: Collection[str]) -> None:
    metrics.REFUSED.labels(reason).inc()
    log.error("message.refused", code=reason, task_id=task_id, task=task, arguments=list(names))

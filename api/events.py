"""Status as server-sent events: one whenever it changes, until it is final."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, caller, identify
from api.models import PROBLEMS, TaskPath, TaskStatus, problem
from api.services import services
from graph.errors import AetherError, Overloaded
from graph.problems import problem as told
from store.model import RunStatus, TaskState

T = TypeVar("T")

LOOK_SECONDS: Final = 0.5
QUIET_SECONDS: Final = 15.0  # then a comment shows both ends that the connection is alive
LONGEST_SECONDS: Final = 300.0  # if the run is still in progress, the client reconnects by itself
STREAMS: Final = 8  # at once per process: each occupies a thread
SETTLED: Final = {TaskState.SUCCESS, TaskState.FAILURE}
_EVENT: Final = {
    "type": "object",
    "properties": {"data": {"type": "string"}, "event": {"type": "string"}},
    "required": ["data"],
}
_STREAM: Final = {"text/event-stream": {"schema": _EVENT}}

events = APIBlueprint(
    "events", __name__, abp_tags=[Tag(name="indexing")], abp_security=SECURITY, abp_responses=PROBLEMS
)
events.before_request(identify)
stopping: Final = threading.Event()  # set by a server that is shutting down, which need not wait for observers
_free: Final = threading.BoundedSemaphore(STREAMS)


@events.get(
    "/tasks/<task_id>/events",
    responses={200: {"description": "data: a TaskStatus", "content": _STREAM}, 429: problem(429)},
)
def get_task_events(path: TaskPath) -> Response:
    """Streams the run's state as server-sent events with TaskStatus as data: the first immediately, the last when it is settled."""
    scope, runs = caller("read").scope, services().runs
    return follow(lambda: runs.status(scope, path.task_id), _event, lambda status: status.state in SETTLED)


def follow(look: Callable[[], T], tell: Callable[[T], str], over: Callable[[T], bool]) -> Response:
    """A stream that sends what `look` returns whenever it differs from before, until it is final."""
    first = look()
    if not _free.acquire(blocking=False):
        raise Overloaded(f"{STREAMS} streams are already open; poll the task instead.")
    response = Response(
        _stream(first, look, tell, over),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
    response.call_on_close(_free.release)
    return response


def _stream(seen: T, look: Callable[[], T], tell: Callable[[T], str], over: Callable[[T], bool]) -> Iterator[str]:
    ends = time.monotonic() + LONGEST_SECONDS
    yield tell(seen)
    spoke = time.monotonic()
    while not over(seen) and time.monotonic() < ends and not stopping.wait(LOOK_SECONDS):
        try:
            newer = look()
        except AetherError as error:
            yield f"event: problem\ndata: {json.dumps(told(error))}\n\n"
            return
        if newer != seen:
            yield tell(newer)
        elif time.monotonic() - spoke > QUIET_SECONDS:
            yield ":\n\n"
        else:
            continue
        seen, spoke = newer, time.monotonic()


def _event(status: RunStatus) -> str:
    found: dict[str, Any] = {"status": status.state, "info": status.info, "result": status.result}
    return f"data: {TaskStatus.model_validate(found).model_dump_json()}\n\n"

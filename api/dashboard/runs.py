"""Recent, running and failed runs, and the live page of one run."""

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, render_template, request

from api.auth import caller
from api.dashboard.sessions import identify
from api.events import SETTLED, follow
from api.services import services
from graph.errors import BadInput
from store.model import RunStatus

PAGE: Final = 50
STATES: Final = ("queued", "running", "succeeded", "failed", "coalesced")

runs = Blueprint("runs", __name__)
runs.before_request(identify)


@runs.get("/runs")
def index() -> str:
    state, before = request.args.get("state", ""), request.args.get("before")
    if state and state not in STATES:
        raise BadInput(f"The state must be one of {', '.join(STATES)}.")
    found = services().runs.recent(caller("read").scope, state=state or None, before=moment(before), limit=PAGE + 1)
    following = found[PAGE - 1].created_at if len(found) > PAGE else None
    return render_template(
        "runs.html", runs=found[:PAGE], state=state, states=STATES, following=following, before=before
    )


@runs.get("/runs/<run_id>")
def show(run_id: str) -> str:
    return render_template("run.html", run_id=run_id, run=services().runs.status(caller("read").scope, run_id))


@runs.get("/runs/<run_id>/events")
def events(run_id: str) -> Response:
    """Server-sent events: one whenever the run changes; the last one says that no more will follow."""
    scope, found = caller("read").scope, services().runs
    return follow(lambda: found.status(scope, run_id), _moved, _over)


def _over(status: RunStatus) -> bool:
    return status.state in SETTLED


def _moved(status: RunStatus) -> str:
    return f"event: {'over' if _over(status) else 'message'}\ndata: moved\n\n"


def moment(text: str | None) -> datetime | None:
    """Parses the `before` parameter of a page of runs."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("`before` must be an ISO 8601 time with a time zone.") from None
    if found.tzinfo is None:
        raise BadInput("`before` must be an ISO 8601 time with a time zone.")
    return found

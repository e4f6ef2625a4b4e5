"""Watches over HTTP. Whoever may read a repository may watch it; sending events to an address needs the scope admin."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, caller, identify
from api.models import PROBLEMS, RunsQuery
from api.registration_models import State
from api.services import services
from api.watch_models import (
    NewWatchBody,
    NewWatchView,
    SentList,
    TriedView,
    WatchesQuery,
    WatchEventList,
    WatchEventsQuery,
    WatchList,
    WatchPath,
    WatchView,
)
from store.watches import EventRow
from tasks.watches import Asked

watches = APIBlueprint(
    "watches", __name__, abp_tags=[Tag(name="watches")], abp_security=SECURITY, abp_responses=PROBLEMS
)
watches.before_request(identify)


@watches.get("/watches", responses={200: WatchList})
def get_watches(query: WatchesQuery) -> dict[str, Any]:
    """Lists the watches of the repositories that the token may see, but never their secrets."""
    found = services().catalogue.watches.all(caller("read").scope, query.repo)
    return {"watches": [_plain(each._asdict()) for each in found]}


@watches.post("/watches", responses={201: NewWatchView})
def post_watch(body: NewWatchBody) -> tuple[dict[str, Any], int]:
    """Reports from now on how each push changes the answer to a query. Only this response contains the secret."""
    who = caller("admin" if body.url else "read")
    return services().watching.add(who.scope, Asked(**body.model_dump()))._asdict(), 201


@watches.get("/watches/<watch_id>", responses={200: WatchView})
def get_watch(path: WatchPath) -> dict[str, Any]:
    """Shows one watch."""
    return _plain(services().catalogue.watches.show(caller("read").scope, path.watch_id)._asdict())


@watches.delete("/watches/<watch_id>", responses={200: State})
def delete_watch(path: WatchPath) -> dict[str, str]:
    """Removes a watch. Pending messages are dropped. A watch with an address needs the scope admin."""
    remove(path.watch_id)
    return {"id": path.watch_id, "state": "removed"}


def remove(watch_id: str) -> None:
    """Deletes a watch for a caller; raises Forbidden if the caller may not."""
    who, found = caller("read"), services().catalogue.watches
    if found.show(who.scope, watch_id).url:
        who = caller("admin")
    found.remove(who.scope, watch_id)


@watches.post("/watches/<watch_id>/test", responses={200: TriedView})
def post_watch_test(path: WatchPath) -> dict[str, Any]:
    """Sends a signed message to the watch's address now, and returns the response."""
    return services().watching.test(caller("admin").scope, path.watch_id)._asdict()


@watches.get("/watches/<watch_id>/log", responses={200: SentList})
def get_watch_log(path: WatchPath, query: RunsQuery) -> dict[str, Any]:
    """Lists recent messages of a watch, with their outcomes."""
    found = services().catalogue.watches.log(caller("admin").scope, path.watch_id, limit=query.limit)
    return {"notices": [_plain(each._asdict()) for each in found]}


@watches.get("/watch-events", responses={200: WatchEventList})
def get_watch_events(query: WatchEventsQuery) -> dict[str, Any]:
    """Lists the events of watches in order, including those with an address."""
    scope = caller("read").scope
    found = services().catalogue.watches.events(scope, after=query.after, watch_id=query.watch_id, limit=query.limit)
    return {"events": list(map(_event, found)), "next": found[-1].event_id if found else query.after}


def _event(row: EventRow) -> dict[str, Any]:
    fields = _plain(row._asdict())
    return {**fields, "data": fields.pop("body")}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}

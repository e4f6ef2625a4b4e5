"""Watches, the events each of them was sent, and what became of the messages."""

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from api.auth import caller
from api.dashboard.runs import moment
from api.dashboard.sessions import identify
from api.services import services
from api.watches import remove

PAGE: Final = 50

watches = Blueprint("watches", __name__, url_prefix="/watches")
watches.before_request(identify)


@watches.get("")
def index() -> str:
    scope, repo, before = caller("read").scope, request.args.get("repo") or None, request.args.get("before")
    found = services().catalogue.watches.lines(scope, repo, before=moment(before), limit=PAGE + 1)
    following = found[PAGE - 1].created_at if len(found) > PAGE else None
    return render_template("watches.html", watches=found[:PAGE], repo=repo, following=following, before=before)


@watches.get("/<watch_id>")
def show(watch_id: str) -> str:
    """The sent messages are shown only to callers who may set addresses, as over HTTP."""
    who, found = caller("read"), services().catalogue.watches
    watch, told = found.show(who.scope, watch_id), found.told(who.scope, watch_id, limit=PAGE)
    administers = "admin" in who.scopes
    sent = found.log(who.scope, watch_id) if watch.url and administers else []
    return render_template(
        "watch.html", watch=watch, told=told, sent=sent, may_remove=administers or not watch.url, most=PAGE
    )


@watches.post("/<watch_id>/remove")
def post_remove(watch_id: str) -> Response:
    remove(watch_id)
    return redirect(url_for("dashboard.watches.index"))

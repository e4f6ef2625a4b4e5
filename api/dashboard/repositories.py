"""The list of repositories, and the page of one with its branches, runs and most used symbols."""

from collections.abc import Hashable
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug import Response as Answer

from api.auth import caller
from api.dashboard.sessions import identify
from api.events import follow
from api.services import services
from graph.errors import NotFound, NotIndexed
from tasks.requests import Asked

PAGE: Final = 50
RUNS: Final = 15
TOP: Final = 12  # symbols
COUNTED: Final = 200_000  # edges; in larger graphs, counting uses takes over 100 ms, too long within a page request

repositories = Blueprint("repositories", __name__)
repositories.before_request(identify)


@repositories.get("/")
def index() -> str:
    part, after = request.args.get("q", ""), request.args.get("after", "")
    lines = services().overview.repositories(caller("read").scope, part=part, after=after, limit=PAGE + 1)
    following = lines[PAGE - 1].repo if len(lines) > PAGE else None
    return render_template("repositories.html", lines=lines[:PAGE], q=part, after=after, following=following)


@repositories.get("/repositories/<repo>")
def show(repo: str) -> str:
    found, scope = services(), caller("read").scope
    branch = request.args.get("branch")
    about = found.catalogue.repositories.show(scope, repo)
    branches = found.catalogue.repositories.branches(scope, repo)
    stands = {"repo": about, "branches": branches, "runs": found.runs.recent(scope, repo, limit=RUNS)}
    try:
        unread = found.overview.unread(scope, repo, branch=branch)
    except NotIndexed:
        return render_template("repository.html", **stands, branch=branch, fresh=None)
    at = unread.freshness.branch
    edges = next((each.edges_total for each in branches if each.name == at), 0)
    top = None
    if edges <= COUNTED or "top" in request.args:
        top = found.outline.used(scope, repo, branch=branch).items[:TOP]
    return render_template("repository.html", **stands, branch=at, fresh=unread.freshness, unread=unread.items, top=top)


@repositories.get("/repositories/<repo>/events")
def events(repo: str) -> Response:
    """Server-sent events: one whenever a branch or a run changes; the page then reloads itself."""
    scope, registered, ran = caller("read").scope, services().catalogue.repositories, services().runs
    registered.show(scope, repo)

    def look() -> Hashable:  # called after the request, when `services()` is no longer available
        branches = registered.branches(scope, repo)
        return tuple((each.indexed_commit, each.run_id) for each in branches), tuple(
            ran.recent(scope, repo, limit=RUNS)
        )

    return follow(look, lambda _: "data: moved\n\n", lambda _: False)


@repositories.post("/repositories/<repo>/index")
def post_index(repo: str) -> Answer:
    """Requests a run, as the API does."""
    who = caller("index")
    services().catalogue.repositories.show(who.scope, repo)
    services().requests.admit(who.tenant_id)
    ref = request.form.get("branch") or None
    run_id = services().requests.request(Asked(who.tenant, repo, None, ref, "full" in request.form, "dashboard", None))
    return redirect(url_for("dashboard.runs.show", run_id=run_id))


@repositories.get("/<path:_rest>")
def unknown(_rest: str) -> str:
    raise NotFound("This page does not exist.")

"""Pull and merge requests, and what each of them would change."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from api.auth import caller
from api.change_views import counts
from api.dashboard.change import MOST
from api.dashboard.sessions import identify
from api.pull_views import state
from api.services import services

pulls = Blueprint("pulls", __name__, url_prefix="/repositories/<repo>/pulls")
pulls.before_request(identify)


@pulls.get("")
def index(repo: str) -> str:
    found = services().pulls.all(caller("read").scope, repo)
    return render_template("pulls.html", repo=repo, pulls=found, state=state)


@pulls.get("/<int:number>")
def show(repo: str, number: int) -> str:
    found = services().pulls.show(caller("read").scope, repo, number)
    change = found.answer and found.answer.change
    return render_template(
        "pull.html", repo=repo, pull=found, state=state, change=change, counts=change and counts(change), most=MOST
    )


@pulls.post("/<int:number>")
def again(repo: str, number: int) -> Response:
    """Requests a new answer, as the API does."""
    who = caller("index")
    services().catalogue.repositories.show(who.scope, repo)
    services().pulls.again(who.tenant_id, repo, number)
    return redirect(url_for("dashboard.pulls.show", repo=repo, number=number))

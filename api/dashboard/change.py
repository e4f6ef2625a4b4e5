"""The changes of a push: lists, affected callers, and a diagram."""

from typing import Final

from flask import Blueprint, render_template, request

from api.auth import caller
from api.change_views import counts
from api.dashboard import pictures
from api.dashboard.sessions import identify
from api.services import services
from graph.errors import BadInput, NotKept
from store.change import Change

MOST: Final = 100  # entries per list
_COMMIT: Final = 7  # hexadecimal digits, at least

change = Blueprint("change", __name__, url_prefix="/repositories/<repo>")
change.before_request(identify)


@change.get("/changes")
def show(repo: str) -> str:
    branch, since, until = (request.args.get(name) or None for name in ("branch", "from", "to"))
    try:
        found = _change(repo, branch, since, until)
    except NotKept as error:
        return render_template("change_unknown.html", repo=repo, branch=branch, why=str(error))
    return render_template("change.html", repo=repo, change=found, counts=counts(found), most=MOST)


@change.get("/changes/picture")
def picture(repo: str) -> str:
    """A diagram of the nodes that were added, removed, changed or rebound, with their affected callers."""
    branch, since, until = (request.args.get(name) or None for name in ("branch", "from", "to"))
    found = _change(repo, branch, since, until)
    roles = _roles(found)
    nodes = [found.nodes.get(key) for key in roles]
    edges = (
        *found.edges_added, *(each.after for each in found.edges_rebound), *found.edges_removed,
        *(edge for each in found.affected for edge in each.edges),
    )  # fmt: skip
    drawn = pictures.draw([node for node in nodes if node], edges, roles)
    return render_template(
        "change_picture.html", repo=repo, change=found, picture=drawn,
        layout="bare.html" if "bare" in request.args else "base.html",
    )  # fmt: skip


def _change(repo: str, branch: str | None, since: str | None, until: str | None) -> Change:
    for commit in filter(None, (since, until)):
        if len(commit) < _COMMIT or not set(commit) <= set("0123456789abcdef"):
            raise BadInput("A commit must be given by at least 7 of its digits.")
    return services().changes.change(caller("read").scope, repo, branch=branch, since=since, until=until)


def _roles(found: Change) -> dict[int, str]:
    """Each node's role in the change. The most significant role comes first; unchanged ends of changed edges come last."""
    roles: dict[int, str] = {}
    for nodes, role in (
        ((each.id for each in found.nodes_removed), "removed"),
        ((each.after.id for each in found.nodes_changed), "changed"),
        ((each.id for each in found.nodes_added), "added"),
        ((each.node.id for each in found.affected), "affected"),
        ((end for each in found.edges_rebound for end in (each.after.source, each.after.target)), ""),
        ((end for each in found.edges_added for end in (each.source, each.target)), ""),
        ((end for each in found.edges_removed for end in (each.source, each.target)), ""),
    ):
        for node in nodes:
            roles.setdefault(node, role)
    return roles

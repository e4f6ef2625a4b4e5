"""What a push changed: between two published commits of a branch."""

from typing import Any

from flask import Response, make_response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, caller, identify
from api.change_models import ChangeAnswer, ChangesQuery
from api.change_page import page
from api.change_views import document
from api.models import PROBLEMS, RepositoryPath, problem
from api.services import services
from graph.errors import NotKept

MARKDOWN = "text/markdown"

changes = APIBlueprint(
    "changes", __name__, abp_tags=[Tag(name="graph")], abp_security=SECURITY,
    abp_responses={**PROBLEMS, NotKept.status: problem(NotKept.status)},
)  # fmt: skip
changes.before_request(identify)


@changes.get("/repositories/<repo_id>/changes", responses={200: ChangeAnswer})
def get_changes(path: RepositoryPath, query: ChangesQuery) -> dict[str, Any] | Response:
    """What the last push changed, or all pushes between two published commits: symbols, edges, what no longer resolves, which
    callers and tests it reaches. As a page of Markdown where the request accepts `text/markdown`.
    """
    found = services().changes.change(
        caller("read").scope, path.repo_id, branch=query.branch, since=query.since, until=query.to
    )
    if (query.format or _accepted()) == "markdown":
        return make_response(page(found, path.repo_id), 200, {"Content-Type": f"{MARKDOWN}; charset=utf-8"})
    return document(found, query.limit)


def _accepted() -> str:
    best = request.accept_mimetypes.best_match(["application/json", MARKDOWN], default="application/json")
    return "markdown" if best == MARKDOWN else "json"

"""What changed between two published commits of a branch, and what unpushed files would change."""

from base64 import b64decode
from typing import Any, Final

from flask import Response, make_response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, caller, identify
from api.change_models import AnswerQuery, ChangeAnswer, ChangesQuery, FileBody, WhatIfBody
from api.change_page import page
from api.change_views import document
from api.models import PROBLEMS, RepositoryPath, problem
from api.services import services
from graph.errors import BadInput, NotKept
from store.change import Change
from tasks.supposing import Where
from tasks.what_if import BYTES, Supposed

MARKDOWN = "text/markdown"
BODY: Final = 2 * BYTES  # as JSON

changes = APIBlueprint(
    "changes", __name__, abp_tags=[Tag(name="graph")], abp_security=SECURITY,
    abp_responses={**PROBLEMS, NotKept.status: problem(NotKept.status)},
)  # fmt: skip
changes.before_request(identify)


@changes.get("/repositories/<repo_id>/changes", responses={200: ChangeAnswer})
def get_changes(path: RepositoryPath, query: ChangesQuery) -> dict[str, Any] | Response:
    """What the last push changed, or all pushes between two published commits.

    Symbols, edges, what no longer resolves, which callers and tests it reaches. As Markdown if the request accepts `text/markdown`.
    """
    found = services().changes.change(
        caller("read").scope, path.repo_id, branch=query.branch, since=query.since, until=query.to
    )
    return _shown(found, path.repo_id, query)


@changes.before_request
def _take_files() -> None:
    """Runs before the body is read and raises its size limit: only this endpoint takes files."""
    if request.endpoint == f"{changes.name}.{post_what_if.__name__}":
        request.max_content_length = BODY


@changes.post("/repositories/<repo_id>/what-if", responses={200: ChangeAnswer})
def post_what_if(path: RepositoryPath, query: AnswerQuery, body: WhatIfBody) -> dict[str, Any] | Response:
    """What these unpushed files would change relative to the indexed commit.

    The format of a push's change. At most 50 files and 4 MB; nothing is stored.
    """
    where = Where(caller("read").scope, path.repo_id, query.branch)
    found = services().what_if.change(where, [_file(each) for each in body.files])
    return _shown(found, path.repo_id, query)


def _file(given: FileBody) -> Supposed:
    if given.content is None:
        return Supposed(given.path, None)
    if given.encoding == "utf-8":
        return Supposed(given.path, given.content.encode("utf-8", "surrogatepass"))
    try:
        return Supposed(given.path, b64decode(given.content, validate=True))
    except ValueError:
        raise BadInput(f"The content of {given.path!r} is not base64.") from None


def _shown(found: Change, repo: str, query: AnswerQuery) -> dict[str, Any] | Response:
    return markdown(page(found, repo)) if is_for_people(query.format) else document(found, query.limit)


def markdown(text: str) -> Response:
    return make_response(text, 200, {"Content-Type": f"{MARKDOWN}; charset=utf-8"})


def is_for_people(form: str | None) -> bool:
    """Whether the answer is Markdown: the query decides, else the request's Accept header."""
    best = request.accept_mimetypes.best_match(["application/json", MARKDOWN], default="application/json")
    return form == "markdown" or (form is None and best == MARKDOWN)

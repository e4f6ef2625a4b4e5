"""Pull and merge requests of hooks that opted in: what each would change in its base."""

from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api import pull_views
from api.auth import SECURITY, caller, identify
from api.changes import is_for_people, markdown
from api.models import PROBLEMS, RepositoryPath
from api.pull_models import PullAnswer, PullList, PullPath, PullQuery
from api.services import services

pulls = APIBlueprint("pulls", __name__, abp_tags=[Tag(name="graph")], abp_security=SECURITY, abp_responses=PROBLEMS)
pulls.before_request(identify)


@pulls.get("/repositories/<repo_id>/pulls", responses={200: PullList})
def get_pulls(path: RepositoryPath) -> dict[str, Any]:
    """Lists the open pull and merge requests known from events, highest numbers first; 200 at most."""
    found = services().pulls.all(caller("read").scope, path.repo_id)
    return {"pulls": list(map(pull_views.summary, found))}


@pulls.get("/repositories/<repo_id>/pulls/<number>", responses={200: PullAnswer})
def get_pull(path: PullPath, query: PullQuery) -> dict[str, Any] | Response:
    """What merging this request would change in its base, as indexed when this was computed; or which paths conflict."""
    found = services().pulls.show(caller("read").scope, path.repo_id, path.number)
    if is_for_people(query.format):
        return markdown(pull_views.as_page(found, path.repo_id))
    return pull_views.document(found, query.limit)


@pulls.post("/repositories/<repo_id>/pulls/<number>", responses={202: PullAnswer})
def post_pull(path: PullPath) -> tuple[dict[str, Any], int]:
    """Requests a new computation, for the base as indexed now."""
    who = caller("index")
    services().catalogue.repositories.show(who.scope, path.repo_id)
    services().pulls.again(who.tenant_id, path.repo_id, path.number)
    return pull_views.document(services().pulls.show(who.scope, path.repo_id, path.number)), 202

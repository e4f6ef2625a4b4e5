"""The endpoints for a manual re-index and for the status of a run."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, caller, identify
from api.models import PROBLEMS, ParseBody, ParseHeader, Queued, TaskPath, TaskStatus, problem
from api.services import services
from graph.errors import BadInput, TenantValidationError
from mirror.names import ref_name
from store.tenants import Token
from tasks.requests import Asked, repo_id_of

indexing = APIBlueprint(
    "indexing", __name__, abp_tags=[Tag(name="indexing")], abp_security=SECURITY, abp_responses=PROBLEMS
)
indexing.before_request(identify)


@indexing.post("/repositories/parse", responses={202: Queued, 429: problem(429)})
def post_parse(header: ParseHeader, body: ParseBody) -> tuple[dict[str, str], int]:
    """Requests a re-index of a registered repository, or of a local one below an allowed root. 429 if too many requests are pending."""
    who = caller("index")
    if body.tenant_id not in {None, who.tenant}:
        raise TenantValidationError("tenant_id is not the tenant of this token; omit it.")
    services().requests.admit(who.tenant_id)
    ref = None if body.ref is None else str(ref_name(body.ref))
    asked = Asked(who.tenant, _repository(who, body), body.repo_path, ref, body.full, "api", header.idempotency_key)
    return {"task_id": services().requests.request(asked), "status": "queued"}, 202


def _repository(who: Token, body: ParseBody) -> str:
    """The requested repository's id. A path may create a repository, unless the token is restricted to some."""
    if body.repo_id is None and body.repo_path is None:
        raise BadInput("Give repo_id, or repo_path below one of the tenant's allowed roots.")
    repo = body.repo_id or repo_id_of(body.repo_path or "")
    if body.repo_path is None or who.repositories is not None:
        services().catalogue.repositories.show(who.scope, repo)
    return repo


@indexing.get("/tasks/<task_id>", responses={200: TaskStatus})
def get_task(path: TaskPath) -> dict[str, Any]:
    """The state of a run. A run that was coalesced into a newer one has that run's state."""
    status = services().runs.status(caller("read").scope, path.task_id)
    return {"status": status.state, "info": status.info, "result": status.result}

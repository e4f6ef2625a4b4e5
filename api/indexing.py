"""The manual re-index endpoint, and how a run stands."""

from typing import Any

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import caller
from api.models import PROBLEMS, ParseBody, Queued, TaskPath, TaskStatus
from api.services import services
from graph.errors import BadInput, TenantValidationError
from tasks.requests import Asked

indexing = APIBlueprint("indexing", __name__, abp_tags=[Tag(name="indexing")], abp_responses=PROBLEMS)


@indexing.post("/repositories/parse", responses={202: Queued})
def post_parse(body: ParseBody) -> tuple[dict[str, str], int]:
    """Asks for a re-index of a registered repository, or of a local one below an allowed root."""
    who = caller("index")
    if body.tenant_id not in {None, who.tenant}:
        raise TenantValidationError("tenant_id is not the tenant of this token; leave it out.")
    if body.repo_id is None and body.repo_path is None:
        raise BadInput("Give repo_id, or repo_path below one of the tenant's allowed roots.")
    key = request.headers.get("Idempotency-Key")
    run_id = services().requests.request(
        Asked(who.tenant, body.repo_id, body.repo_path, body.ref, body.full, "api", key)
    )
    return {"task_id": run_id, "status": "queued"}, 202


@indexing.get("/tasks/<task_id>", responses={200: TaskStatus})
def get_task(path: TaskPath) -> dict[str, Any]:
    """The run's state as PostgreSQL has it. A run that was coalesced into a newer one follows that one."""
    status = services().runs.status(caller("read").tenant_id, path.task_id)
    return {"status": status.state, "info": status.info, "result": status.result}

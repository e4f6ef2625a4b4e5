"""The audit log: every administrative request that changes something is recorded with its outcome."""

from typing import Any

import structlog
from flask import Response, g, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, administrator, identify
from api.models import PROBLEMS
from api.registration_models import AuditList, AuditQuery
from api.services import services
from graph.errors import AetherError
from store.audit_log import Act, Entry
from store.tenants import Token

_log = structlog.get_logger(__name__)
_ADMINISTER = {
    "hooks", "tokens", "repositories", "deliveries", "notifications", "watches", "github_app_links",
    "dashboard.hooks", "dashboard.deliveries", "dashboard.watches", "dashboard.administration",
}  # fmt: skip
_LONGEST = 200  # characters of what is named in a path: refused attempts are written down, too
_READS = {"GET", "HEAD", "OPTIONS"}

auditing = APIBlueprint(
    "auditing", __name__, abp_tags=[Tag(name="auditing")], abp_security=SECURITY, abp_responses=PROBLEMS
)
auditing.before_request(identify)


@auditing.get("/audit-log", responses={200: AuditList})
def get_audit_log(query: AuditQuery) -> dict[str, Any]:
    """Lists who changed what in the caller's tenant, newest first, including refused attempts."""
    found = services().catalogue.audit_log.entries(administrator().tenant_id, before=query.before, limit=query.limit)
    return {"entries": list(map(view, found))}


def record(response: Response) -> Response:
    """Runs after each request of an administrative blueprint. If the entry cannot be stored, the change still stands, and
    the failure is logged.
    """
    who: Token | None = g.get("caller")
    if who is None or request.method in _READS or request.url_rule is None or request.blueprint not in _ADMINISTER:
        return response
    action = f"{request.method} {request.url_rule.rule.replace('<', '{').replace('>', '}')}"
    subject = {name: str(value)[:_LONGEST] for name, value in (request.view_args or {}).items()}
    act = Act(f"token {who.token_id}", action, subject, response.status_code)
    try:
        services().catalogue.audit_log.record(who.tenant_id, act)
    except AetherError as error:
        _log.error("audit_log.unwritten", **act._asdict(), tenant=who.tenant_id, error=str(error))
    return response


def view(found: Entry) -> dict[str, Any]:
    return {**found._asdict(), "recorded_at": found.recorded_at.isoformat()}

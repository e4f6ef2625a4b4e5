"""Bearer tokens of the caller's tenant over HTTP."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, administrator, identify
from api.models import PROBLEMS
from api.registration_models import NewToken, NewTokenBody, State, TokenList, TokenPath
from api.services import services
from store.tenants import TokenRow

tokens = APIBlueprint("tokens", __name__, abp_tags=[Tag(name="tokens")], abp_security=SECURITY, abp_responses=PROBLEMS)
tokens.before_request(identify)


@tokens.get("/tokens", responses={200: TokenList})
def get_tokens() -> dict[str, Any]:
    """Lists the tokens of the caller's tenant, but never their values."""
    return {"tokens": [_view(row) for row in services().catalogue.tokens.all(administrator().tenant_id)]}


@tokens.post("/tokens", responses={201: NewToken})
def post_token(body: NewTokenBody) -> tuple[dict[str, str], int]:
    """Creates a token, optionally limited to some repositories. Only this response contains it."""
    return {"token": issue(administrator().tenant_id, body)}, 201


@tokens.delete("/tokens/<token_id>", responses={200: State})
def delete_token(path: TokenPath) -> dict[str, str]:
    """Revokes a token; this takes effect immediately."""
    services().catalogue.tokens.revoke(administrator().tenant_id, path.token_id)
    return {"id": path.token_id, "state": "revoked"}


def issue(tenant_id: int, body: NewTokenBody) -> str:
    catalogue, only = services().catalogue, None
    if body.repositories is not None:
        only = [catalogue.repositories.show(tenant_id, repo).repository_id for repo in body.repositories]
    return catalogue.tokens.add(tenant_id, body.scopes, label=body.label, repositories=only, days=body.expires_in_days)


def _view(row: TokenRow) -> dict[str, Any]:
    return {
        "token_id": row.token_id,
        "label": row.label,
        "scopes": row.scopes,
        "narrowed": row.repositories is not None,
        "created_at": row.created_at.isoformat(),
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
    }

"""Registration of webhooks over HTTP, for the token's own tenant only. The operator maps namespaces to tenants."""

from collections.abc import Mapping
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, administrator, identify
from api.models import PROBLEMS
from api.registration_models import (
    ConnectAnswer,
    ConnectBody,
    HookList,
    HookPath,
    HookPullsBody,
    HookSecret,
    HookTrial,
    HookView,
    NewHookBody,
    RotateBody,
    State,
)
from api.services import services
from graph.intake import Forge, SecretKind
from store.hooks import HookRow, NewHook

hooks = APIBlueprint("hooks", __name__, abp_tags=[Tag(name="hooks")], abp_security=SECURITY, abp_responses=PROBLEMS)
hooks.before_request(identify)


@hooks.get("/hooks", responses={200: HookList})
def get_hooks() -> dict[str, Any]:
    """Lists the hooks of the token's tenant, but never their secrets."""
    who = administrator()
    return {"hooks": [_view(row) for row in services().catalogue.hooks.all(who.tenant_id)]}


@hooks.post("/hooks", responses={201: HookSecret})
def post_hook(body: NewHookBody) -> tuple[dict[str, str], int]:
    """Registers a webhook. Only this response contains the secret."""
    return _secret(register(administrator().tenant_id, body)), 201


@hooks.get("/hooks/<hook_id>", responses={200: HookView})
def get_hook(path: HookPath) -> dict[str, Any]:
    """Shows one hook, but never its secret."""
    who = administrator()
    return _view(services().catalogue.hooks.show(who.tenant_id, path.hook_id))


@hooks.post("/hooks/<hook_id>/rotate", responses={200: HookSecret})
def post_hook_rotate(path: HookPath, body: RotateBody) -> dict[str, str]:
    """Generates or sets a new secret; the old one stays valid for one more day."""
    who = administrator()
    return _secret(services().catalogue.hooks.rotate(who.tenant_id, path.hook_id, secret=body.secret))


@hooks.post("/hooks/<hook_id>/test", responses={200: HookTrial})
def post_hook_test(path: HookPath) -> Mapping[str, object]:
    """Sends a signed delivery that requests nothing to the hook's own URL, and returns the response."""
    return services().try_hook(administrator().tenant_id, path.hook_id)


@hooks.post("/hooks/<hook_id>/connect", responses={200: ConnectAnswer})
def post_hook_connect(path: HookPath, body: ConnectBody) -> Mapping[str, object]:
    """Registers and queues the matching repositories that the hook's credential can read. Called again, it reconciles."""
    return services().onboard(administrator().tenant_id, path.hook_id, body.model_dump())


@hooks.post("/hooks/<hook_id>/disable", responses={200: State})
def post_hook_disable(path: HookPath) -> dict[str, str]:
    """Disables the hook: its deliveries are answered 404 until it is enabled."""
    services().catalogue.hooks.disable(administrator().tenant_id, path.hook_id)
    return {"id": path.hook_id, "state": "disabled"}


@hooks.post("/hooks/<hook_id>/enable", responses={200: State})
def post_hook_enable(path: HookPath) -> dict[str, str]:
    """Enables the hook: its deliveries are accepted again."""
    services().catalogue.hooks.enable(administrator().tenant_id, path.hook_id)
    return {"id": path.hook_id, "state": "active"}


@hooks.post("/hooks/<hook_id>/pulls", responses={200: HookView})
def post_hook_pulls(path: HookPath, body: HookPullsBody) -> dict[str, Any]:
    """Sets whether Aether computes what pull and merge requests would change. The forge must send their events."""
    who, found = administrator(), services().catalogue.hooks
    found.ask_pulls(who.tenant_id, path.hook_id, wanted=body.wanted)
    return _view(found.show(who.tenant_id, path.hook_id))


@hooks.delete("/hooks/<hook_id>", responses={200: State})
def delete_hook(path: HookPath) -> dict[str, str]:
    """Deletes the hook with its secrets and credential; its repositories keep their graphs."""
    services().catalogue.hooks.remove(administrator().tenant_id, path.hook_id)
    return {"id": path.hook_id, "state": "removed"}


def register(tenant_id: int, body: NewHookBody) -> NewHook:
    return services().catalogue.hooks.add(
        tenant_id, Forge(body.forge), body.scope, body.base_url,
        kind=SecretKind(body.secret_kind) if body.secret_kind else None, secret=body.secret, branch_globs=body.branches,
        auto_register=body.auto_register, keep_bodies=body.keep_bodies, pulls=body.pulls,
    )  # fmt: skip


def _view(row: HookRow) -> dict[str, Any]:
    fields = row._asdict() | {"url": hook_url(row.hook_id), "created_at": row.created_at.isoformat()}
    fields["branches"] = fields.pop("branch_globs")
    return fields


def _secret(made: NewHook) -> dict[str, str]:
    return {"hook_id": made.hook_id, "url": hook_url(made.hook_id), "secret": made.secret}


def hook_url(hook_id: str) -> str:
    return f"{services().public_url}/webhooks/{hook_id}"

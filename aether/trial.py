"""A test delivery, signed as the forge would and sent to the URL that the forge uses, so that the whole path is tested."""

import json
import time
from collections.abc import Mapping
from typing import NamedTuple
from uuid import uuid4

from aether.composition import Application
from graph.errors import AetherError, Conflict
from graph.intake import Forge, Hook, Secret, SecretKind
from mirror import Policy
from mirror.network import parsed
from tasks import forge_api
from tasks.forge_api import Answer
from webhook import signatures

_BODIES: Mapping[Forge, Mapping[str, str]] = {
    Forge.GITHUB: {"zen": "A test of this hook."},
    Forge.GITLAB: {"event_name": "test"},  # GitLab has no ping; an unknown event is recorded and ignored
}


class Trial(NamedTuple):
    works: bool
    url: str
    status: int | None  # None: no answer
    outcome: str
    detail: str
    delivery_id: str | None = None


def try_hook(found: Application, tenant_id: int, hook_id: str) -> Trial:
    """Sends a delivery that is recorded like any other but starts no run."""
    found.catalogue.hooks.show(tenant_id, hook_id)
    hook = found.intake.hook(hook_id)
    if hook is None:
        raise Conflict(
            f"Hook {hook_id} is disabled, so it accepts no deliveries: run `aether hook enable {hook_id}` first."
        )
    url, body = found.hook_url(hook_id), json.dumps(_BODIES[hook.forge])
    try:
        answer = forge_api.exchange(url, "POST", "", _headers(hook, body.encode()), _own(found, url), body)
    except AetherError as error:
        return Trial(False, url, None, "", f"{error} Does `aether up` serve there, and is AETHER_PUBLIC_URL right?")
    return _judged(url, answer)


def _own(found: Application, url: str) -> Policy:
    """The policy for this request. It admits the service's own address, which may be private."""
    origin, _ = parsed(url)
    return Policy(frozenset({f"{origin.host}:{origin.port}"}), ca_file=found.settings.ca_file)


def _headers(hook: Hook, body: bytes) -> dict[str, str]:
    key, secret = str(uuid4()), hook.secrets[-1]
    named = {Forge.GITHUB: {"X-GitHub-Event": "ping", "X-GitHub-Delivery": key}, Forge.GITLAB: {"Idempotency-Key": key}}
    return {"Content-Type": "application/json", **named[hook.forge], **_signed(secret, key, body)}


def _signed(secret: Secret, key: str, body: bytes) -> dict[str, str]:
    if secret.kind is SecretKind.HMAC:
        return {"X-Hub-Signature-256": signatures.github(secret.value, body).decode()}
    if secret.kind is SecretKind.TOKEN:
        return {"X-Gitlab-Token": secret.value}
    stamp = str(int(time.time()))
    signature = signatures.standard(signatures.signing_key(secret.value) or b"", key.encode(), stamp.encode(), body)
    return {"webhook-id": key, "webhook-timestamp": stamp, "webhook-signature": signature.decode()}


def _judged(url: str, answer: Answer) -> Trial:
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return Trial(
            False, url, answer.status, "", "What answers there is not the receiver: look at the proxy in front of it."
        )
    detail = str(said.get("reason") or said.get("detail") or "")
    works = answer.status == 200 and "delivery_id" in said  # noqa: PLR2004
    return Trial(works, url, answer.status, str(said.get("outcome", "")), detail, said.get("delivery_id"))

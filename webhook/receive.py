"""How one request becomes a recorded delivery. HTTP itself is handled by the route, not here."""

import re
from hashlib import sha256
from typing import NamedTuple

from graph.errors import NotFound
from graph.intake import Delivery, Hook, Receipt
from webhook import strict_json
from webhook.errors import UnsupportedMedia
from webhook.fields import Document
from webhook.forges import FORGES
from webhook.forges.rules import Event, Headers, Rules
from webhook.ports import Intake

_HOOK_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_VALUE = re.compile(r"[\x20-\x7e]{1,256}")


class Incoming(NamedTuple):
    """One request as received."""

    media_type: str  # without parameters, lower case
    headers: Headers
    body: bytes


def find_hook(intake: Intake, hook_id: str) -> Hook:
    """The hook named in the URL. It alone decides tenant, forge and secrets, never the payload."""
    hook = intake.hook(hook_id) if _HOOK_ID.fullmatch(hook_id) else None
    if hook is None:
        raise NotFound("There is no such hook, or it is disabled: check the URL.")
    return hook


def receive(intake: Intake, hook: Hook, incoming: Incoming, now: float) -> Receipt:
    """`now`: Unix time. Nothing is parsed before it is verified, and nothing acknowledged before it is recorded."""
    rules = FORGES[hook.forge]
    rules.verify(hook.secrets, incoming.headers, incoming.body, now)
    document = _document(rules, incoming)
    event = rules.read(incoming.headers, document)
    return intake.record(hook, _delivery(rules, event, incoming, keep_body=hook.keep_bodies))


def _document(rules: Rules, incoming: Incoming) -> Document:
    if incoming.media_type not in rules.bodies:
        raise UnsupportedMedia(f"This forge's webhooks must be sent as {' or '.join(rules.bodies)}.")
    return strict_json.parse(rules.bodies[incoming.media_type](incoming.body))


def _delivery(rules: Rules, event: Event, incoming: Incoming, *, keep_body: bool) -> Delivery:
    headers = {name: value for name in rules.kept if _VALUE.fullmatch(value := incoming.headers.get(name, ""))}
    return Delivery(
        key=headers.get(rules.key),
        event=event.name,
        outcome=event.outcome,
        reason=event.reason,
        headers=headers,
        body_sha256=sha256(incoming.body).hexdigest(),
        wants=event.wants,
        effects=event.effects,
        pulls=event.pulls,
        body=incoming.body if keep_body else None,
    )

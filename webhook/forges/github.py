"""GitHub and GitHub Enterprise Server: repository, organisation and App webhooks.

The event's name and the delivery's key stand in headers that the signature does not cover. So neither decides more than
which of the body's fields are read: a captured body sent again under another name costs at most a look at the branch.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from graph.errors import BadInput, Unauthorised
from graph.intake import Outcome, Secret, SecretKind, Want
from webhook import signatures
from webhook.fields import Document, find, identity, need
from webhook.forges import refs
from webhook.forges.rules import Event, Headers, Rules

_EVENT_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NONE = "0" * 40


def _verify(secrets: Sequence[Secret], headers: Headers, body: bytes, _now: float) -> None:
    """X-Hub-Signature-256 only: the SHA-1 header beside it is an older promise, and a weaker one."""
    given = headers.get("x-hub-signature-256")
    if given is None:
        raise Unauthorised(
            "The header X-Hub-Signature-256 is missing: enter this hook's secret in the webhook's settings."
        )
    keys = [secret.value for secret in secrets if secret.kind is SecretKind.HMAC and secret.value]
    if not signatures.any_equal([signatures.wire(given)], [signatures.github(key, body) for key in keys]):
        raise Unauthorised(
            "The signature fits no secret of this hook: enter its secret in the webhook's settings again."
        )


def _form(body: bytes) -> bytes:
    """The webhook settings' default content type: one form field that holds the JSON."""
    try:
        fields = parse_qsl(body.decode("ascii"), strict_parsing=True, errors="strict", max_num_fields=1)
    except ValueError:
        raise BadInput("The form cannot be read: it must be one URL-encoded field named payload.") from None
    if [name for name, _ in fields] != ["payload"]:
        raise BadInput("The form must hold one field named payload.")
    return fields[0][1].encode()


def _read(headers: Headers, document: Document) -> Event:
    name = headers.get("x-github-event", "")
    if not _EVENT_NAME.fullmatch(name):
        raise BadInput("The header X-GitHub-Event is missing or names no event.")
    return _EVENTS[name](document) if name in _EVENTS else _nothing(name)


def _push(document: Document) -> Event:
    ref = refs.ref(need(document, "ref", str))
    after = refs.commit(need(document, "after", str))
    repository = identity(document, "repository.id")
    deleted = find(document, "deleted", bool)
    outcome, reason = refs.fate(ref, _NONE if deleted else after)
    default = find(document, "repository.default_branch", str)
    wants = [Want(repository, ref, after, default)] if outcome is Outcome.ACCEPTED else []
    return Event("push", outcome, reason, wants)


def _ping(_document: Document) -> Event:
    return Event("ping", Outcome.PING, "The hook works.")


def _nothing(name: str) -> Event:
    return Event(name, Outcome.IGNORED, _IGNORED.get(name, "Nothing follows from this event."))


_EVENTS: Mapping[str, Callable[[Document], Event]] = {"ping": _ping, "push": _push}

_IGNORED: Mapping[str, str] = {
    "create": "The push event of the same change is what counts.",
    "delete": "The push event of the same change is what counts.",
    "merge_group": "Branches of a merge queue are not indexed.",
}

RULES = Rules(
    verify=_verify,
    bodies={"application/json": bytes, "application/x-www-form-urlencoded": _form},
    read=_read,
    key="x-github-delivery",
    kept=(
        "content-type",
        "user-agent",
        "x-github-delivery",
        "x-github-enterprise-host",
        "x-github-enterprise-version",
        "x-github-event",
        "x-github-hook-id",
        "x-github-hook-installation-target-id",
        "x-github-hook-installation-target-type",
    ),
)

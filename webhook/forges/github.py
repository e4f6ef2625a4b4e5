"""GitHub and GitHub Enterprise Server: repository, organisation and App webhooks.

The event's name and the delivery key are in headers that the signature does not cover. So the name decides only which fields of
the body are read, and a destructive event must have no fields but those that this event can have.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from graph.errors import BadInput, Unauthorised
from graph.intake import Change, Effect, Outcome, Secret, SecretKind, Want
from webhook import signatures
from webhook.fields import Document, find, identity, namespace, need, repository_path
from webhook.forges import pulls, refs
from webhook.forges.rules import VISIBILITIES, Event, Headers, Rules, handled

_EVENT_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NONE = "0" * 40


def _verify(secrets: Sequence[Secret], headers: Headers, body: bytes, _now: float) -> None:
    """Checks X-Hub-Signature-256 only; the older SHA-1 header is weaker."""
    given = headers.get("x-hub-signature-256")
    if given is None:
        raise Unauthorised(
            "The header X-Hub-Signature-256 is missing: enter this hook's secret in the webhook's settings."
        )
    keys = [secret.value for secret in secrets if secret.kind is SecretKind.HMAC and secret.value]
    if not signatures.any_equal([signatures.wire(given)], [signatures.github(key, body) for key in keys]):
        raise Unauthorised(
            "The signature matches no secret of this hook: enter its secret in the webhook's settings again."
        )


def _form(body: bytes) -> bytes:
    """The webhook settings' default content type: one form field that holds the JSON."""
    try:
        fields = parse_qsl(body.decode("ascii"), strict_parsing=True, errors="strict", max_num_fields=1)
    except ValueError:
        raise BadInput("The form cannot be read: it must be one URL-encoded field named payload.") from None
    if [name for name, _ in fields] != ["payload"]:
        raise BadInput("The form must have one field named payload.")
    return fields[0][1].encode()


def _read(headers: Headers, document: Document) -> Event:
    name = headers.get("x-github-event", "")
    if not _EVENT_NAME.fullmatch(name):
        raise BadInput("The header X-GitHub-Event is missing or does not name an event.")
    if name in _TELLING and not document.keys() <= _TELLING[name] | _ANYWHERE:
        return Event(name, Outcome.IGNORED, "The body does not match this event.")
    return _EVENTS[name](document) if name in _EVENTS else _nothing(name)


def _push(document: Document) -> Event:
    ref = refs.ref(need(document, "ref", str))
    after = refs.commit(need(document, "after", str))
    repository = identity(document, "repository.id")
    deleted = find(document, "deleted", bool)
    outcome, reason = refs.fate(ref, _NONE if deleted else after)
    if outcome is Outcome.HANDLED:
        return handled("push", Effect(Change.BRANCH_DELETED, repository, ref))
    told = refs.branch(find(document, _DEFAULT_BRANCH, str)), repository_path(document, _PATH)
    was = refs.before(find(document, "before", str))
    wants = [Want(repository, ref, after, *told, was)] if outcome is Outcome.ACCEPTED else []
    return Event("push", outcome, reason, wants)


def _pull_request(document: Document) -> Event:
    action = find(document, "action", str) or ""
    rebased = action == "edited" and find(document, "changes.base.ref.from", str) is not None
    if action in _PULLED or rebased:
        return pulls.event("pull_request", document, _PULL, closed=action == "closed")
    return _nothing("pull_request")


def _ping(_document: Document) -> Event:
    return Event("ping", Outcome.PING, "The hook works.")


def _nothing(name: str) -> Event:
    return Event(name, Outcome.IGNORED, _IGNORED.get(name, "This event has no effect."))


def _repository(document: Document) -> Event:
    change, read = _REPOSITORY.get(find(document, "action", str) or "", (None, _no_value))
    value = read(document)
    if change is None or value is None:
        return _nothing("repository")
    return handled("repository", Effect(change, identity(document, "repository.id"), value))


def _no_value(_document: Document) -> str:
    return ""


def _path_now(document: Document) -> str | None:
    need(document, _PATH, str)
    return repository_path(document, _PATH)


def _default_branch_now(document: Document) -> str | None:
    if find(document, "changes.default_branch.from", str) is None:
        return None  # another field was edited
    return refs.branch(need(document, _DEFAULT_BRANCH, str))


def _visibility_now(document: Document) -> str | None:
    told = need(document, "repository.visibility", str)
    return told if told in VISIBILITIES else None


def _public(document: Document) -> Event:
    return handled("public", Effect(Change.VISIBILITY, identity(document, "repository.id"), "public"))


def _meta(document: Document) -> Event:
    if find(document, "action", str) != "deleted":
        return _nothing("meta")
    need(document, "hook_id", int)
    return handled("meta", Effect(Change.HOOK_DELETED))


def _installation(document: Document) -> Event:
    action = find(document, "action", str) or ""
    if action == "created":
        return _listed("installation", document, "repositories", Change.ADDED)
    if action not in _INSTALLATION:
        return _nothing("installation")
    account = namespace(document, "installation.account.login")
    return handled("installation", Effect(_INSTALLATION[action], account))


def _installation_repositories(document: Document) -> Event:
    if find(document, "action", str) == "removed":
        return _listed("installation_repositories", document, "repositories_removed", Change.REMOVED)
    return _listed("installation_repositories", document, "repositories_added", Change.ADDED)


def _listed(name: str, document: Document, field: str, change: Change) -> Event:
    effects = []
    for each in find(document, field, list) or []:
        if not isinstance(each, dict):
            raise BadInput(f"The field {field} must list objects.")
        path = repository_path(each, "full_name") or ""
        if path or change is Change.REMOVED:
            effects.append(Effect(change, identity(each, "id"), path if change is Change.ADDED else ""))
    return handled(name, *effects) if effects else _nothing(name)


def _installation_target(document: Document) -> Event:
    return _renamed("installation_target", document, "account.login")


def _organization(document: Document) -> Event:
    return _renamed("organization", document, "organization.login")


def _renamed(name: str, document: Document, login: str) -> Event:
    if find(document, "action", str) != "renamed":
        return _nothing(name)
    old = namespace(document, "changes.login.from")
    return handled(name, Effect(Change.NAMESPACE_RENAMED, old, namespace(document, login)))


_PATH, _DEFAULT_BRANCH = "repository.full_name", "repository.default_branch"
_PULLED = frozenset({"opened", "synchronize", "reopened", "closed"})
_PULL = pulls.Fields(
    ("repository.id",),
    "pull_request.number",
    "pull_request.base.ref",
    "pull_request.head.sha",
    "pull_request.updated_at",
)
# By action: the change, and the function that reads its value, or None if the event has no valid one.
_REPOSITORY: Mapping[str, tuple[Change, Callable[[Document], str | None]]] = {
    "created": (Change.CREATED, _path_now),
    "deleted": (Change.REMOVED, _no_value),
    "renamed": (Change.MOVED, _path_now),
    "transferred": (Change.MOVED, _path_now),
    "archived": (Change.ARCHIVED, _no_value),
    "unarchived": (Change.UNARCHIVED, _no_value),
    "edited": (Change.DEFAULT_BRANCH, _default_branch_now),
    "privatized": (Change.VISIBILITY, _visibility_now),
    "publicized": (Change.VISIBILITY, _visibility_now),
}
_INSTALLATION: Mapping[str, Change] = {
    "deleted": Change.NAMESPACE_REMOVED,
    "suspend": Change.NAMESPACE_SUSPENDED,
    "unsuspend": Change.NAMESPACE_RESUMED,
}
_EVENTS: Mapping[str, Callable[[Document], Event]] = {
    "ping": _ping,
    "push": _push,
    "pull_request": _pull_request,
    "repository": _repository,
    "public": _public,
    "meta": _meta,
    "installation": _installation,
    "installation_repositories": _installation_repositories,
    "installation_target": _installation_target,
    "organization": _organization,
}

# Destructive events, and the fields that each can have. Without this check the signed body of a deleted issue, replayed under
# another event's name, would delete its repository.
_ANYWHERE = frozenset({"action", "enterprise", "installation", "organization", "sender"})
_TELLING: Mapping[str, frozenset[str]] = {
    "repository": frozenset({"changes", "repository"}),
    "public": frozenset({"repository"}),
    "meta": frozenset({"hook", "hook_id", "repository"}),
    "installation": frozenset({"repositories", "requester"}),
    "installation_repositories": frozenset(
        {"repositories_added", "repositories_removed", "repository_selection", "requester"}
    ),
    "installation_target": frozenset({"account", "changes", "repository", "target_type"}),
    "organization": frozenset({"changes"}),
}

_IGNORED: Mapping[str, str] = {
    "create": "The push event of the same change is used instead.",
    "delete": "The push event of the same change is used instead.",
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

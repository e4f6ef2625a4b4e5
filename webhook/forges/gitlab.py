"""GitLab: project, group and system hooks.

The body decides what the event is: the X-Gitlab-Event header is not signed, and is `System Hook` for every event of an
instance. A push may arrive up to three times (push, tag_push, repository_update); the wants are equal, so they coalesce.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from graph.errors import BadInput, Unauthorised
from graph.intake import Change, Effect, Outcome, Secret, SecretKind, Want
from webhook import signatures
from webhook.fields import Document, find, identity, namespace, need, repository_path
from webhook.forges import pulls, refs
from webhook.forges.rules import VISIBILITIES, Event, Headers, Rules, handled

TOLERANCE = 300  # seconds, both ways
MAX_REFS = 64  # in one push; if there are more, every indexed branch is requested instead

_EVENT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def _verify(secrets: Sequence[Secret], headers: Headers, body: bytes, now: float) -> None:
    """A hook with a signing token accepts only signatures: GitLab still sends the secret token as well, and anyone who learned
    that one could otherwise forge deliveries without the key.
    """
    if any(secret.kind is SecretKind.SIGNING for secret in secrets):
        _verify_signature(secrets, headers, body, now)
    else:
        _verify_token(secrets, headers)


def _verify_signature(secrets: Sequence[Secret], headers: Headers, body: bytes, now: float) -> None:
    message_id, timestamp, given = (headers.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    if not (message_id and timestamp and given):
        raise Unauthorised(
            "The headers webhook-id, webhook-timestamp and webhook-signature are needed: enter this hook's signing token in GitLab."
        )
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > TOLERANCE:
        raise Unauthorised(
            f"The webhook-timestamp is more than {TOLERANCE} seconds off: compare the clocks of GitLab and this machine."
        )
    keys = [signatures.signing_key(secret.value) for secret in secrets if secret.kind is SecretKind.SIGNING]
    signed = signatures.wire(message_id), signatures.wire(timestamp), body
    expected = [signatures.standard(key, *signed) for key in keys if key]
    if not signatures.any_equal(signatures.wire(given).split(b" "), expected):
        raise Unauthorised(
            "No signature matches a signing token of this hook: enter its signing token in GitLab again."
        )


def _verify_token(secrets: Sequence[Secret], headers: Headers) -> None:
    given = headers.get("x-gitlab-token")
    if given is None:
        raise Unauthorised("The header X-Gitlab-Token is missing: enter this hook's secret token in GitLab.")
    expected = [secret.value.encode() for secret in secrets if secret.kind is SecretKind.TOKEN and secret.value]
    if not signatures.any_equal([signatures.wire(given)], expected):
        raise Unauthorised("The X-Gitlab-Token matches no secret of this hook: enter its secret token in GitLab again.")


def _read(_headers: Headers, document: Document) -> Event:
    name = find(document, "event_name", str) or find(document, "object_kind", str)
    if name is None or not _EVENT_NAME.fullmatch(name):  # a custom webhook template can send anything
        return Event("unnamed", Outcome.IGNORED, "The body names no event in event_name or object_kind.")
    return _EVENTS.get(name, _nothing)(name, document)


def _push(name: str, document: Document) -> Event:
    ref = refs.ref(need(document, "ref", str))
    after = refs.commit(need(document, "after", str))
    project = _project(document)
    checkout = find(
        document, "checkout_sha", str
    )  # the commit, also where `after` is an annotated tag; null on deletion
    outcome, reason = refs.fate(ref, after)
    if outcome is Outcome.HANDLED:
        return handled(name, Effect(Change.BRANCH_DELETED, project, ref))
    told = _default_branch(document), _path(document)
    was = refs.before(find(document, "before", str))
    wants = [Want(project, ref, refs.commit(checkout or after), *told, was)] if outcome is Outcome.ACCEPTED else []
    return Event(name, outcome, reason, wants)


def _repository_update(name: str, document: Document) -> Event:
    """One event for all refs of a push, and the only one if a push moves more refs than GitLab sends separate events for."""
    project, changes = _project(document), _changes(document)
    told = _default_branch(document), _path(document)
    if not changes or len(changes) > MAX_REFS:
        return Event(name, Outcome.ACCEPTED, "", [Want(project, None, None, *told)])
    fates = {ref: refs.fate(ref, move.after) for ref, move in changes.items()}
    wants = [
        Want(project, ref, changes[ref].after, *told, changes[ref].before) for ref in _with(fates, Outcome.ACCEPTED)
    ]
    gone = [Effect(Change.BRANCH_DELETED, project, ref) for ref in _with(fates, Outcome.HANDLED)]
    if wants:
        return Event(name, Outcome.ACCEPTED, "", wants, gone)
    return handled(name, *gone) if gone else Event(name, *next(iter(fates.values())))


def _with(fates: Mapping[str, tuple[Outcome, str]], outcome: Outcome) -> list[str]:
    return [ref for ref, fate in fates.items() if fate[0] is outcome]


class _Move(NamedTuple):
    before: str | None
    after: str


def _changes(document: Document) -> dict[str, _Move]:
    """What each ref pointed to before and after the push."""
    moves = {}
    for change in find(document, "changes", list) or []:
        if not isinstance(change, dict):
            raise BadInput("The field changes must list objects.")
        after = refs.commit(need(change, "after", str))
        moves[refs.ref(need(change, "ref", str))] = _Move(refs.before(find(change, "before", str)), after)
    return moves


def _project(document: Document) -> str:
    return identity(document, "project_id", "project.id")


def _default_branch(document: Document) -> str | None:
    return refs.branch(find(document, "project.default_branch", str))


def _path(document: Document) -> str | None:
    return repository_path(document, "project.path_with_namespace")


def _merge_request(name: str, document: Document) -> Event:
    action = find(document, "object_attributes.action", str) or ""
    if action in _MERGE_REQUEST:
        return pulls.event(name, document, _PULL, closed=action in {"close", "merge"})
    return _nothing(name, document)


def _project_changed(name: str, document: Document) -> Event:
    """Events about a single project, each with its own fields. The sample that GitLab's *Test* button sends lacks the path."""
    change, field = _PROJECT[name]
    value = _values(change, document, field) if field else ""
    return _nothing(name, document) if value is None else handled(name, Effect(change, _project(document), value))


def _values(change: Change, document: Document, field: str) -> str | None:
    if change is not Change.VISIBILITY:
        return repository_path(document, field)
    level = (find(document, field, str) or "").rpartition("|")[2]  # also told as `visibilitylevel|private`
    return level if level in VISIBILITIES else None


def _namespace_renamed(name: str, document: Document) -> Event:
    """GitLab sends no separate events for the projects below, although their paths have changed, too."""
    old, new = _NAMESPACE[name]
    return handled(name, Effect(Change.NAMESPACE_RENAMED, namespace(document, old), namespace(document, new)))


def _nothing(name: str, _document: Document) -> Event:
    return Event(name, Outcome.IGNORED, "This event has no effect.")


_PROJECT: Mapping[str, tuple[Change, str]] = {
    "project_create": (Change.CREATED, "path_with_namespace"),
    "project_destroy": (Change.REMOVED, ""),
    "project_rename": (Change.MOVED, "path_with_namespace"),
    "project_transfer": (Change.MOVED, "path_with_namespace"),
    "project_update": (Change.VISIBILITY, "project_visibility"),
}
_MERGE_REQUEST = frozenset({"open", "update", "reopen", "close", "merge"})
_PULL = pulls.Fields(
    ("object_attributes.target_project_id", "project.id"),
    "object_attributes.iid",
    "object_attributes.target_branch",
    "object_attributes.last_commit.id",
    "object_attributes.updated_at",
)
_NAMESPACE: Mapping[str, tuple[str, str]] = {
    "group_rename": ("old_full_path", "full_path"),
    "user_rename": ("old_username", "username"),
}
_EVENTS: Mapping[str, Callable[[str, Document], Event]] = {
    "push": _push,
    "tag_push": _push,
    "repository_update": _repository_update,
    "merge_request": _merge_request,
    **dict.fromkeys(_PROJECT, _project_changed),
    **dict.fromkeys(_NAMESPACE, _namespace_renamed),
}

RULES = Rules(
    verify=_verify,
    bodies={"application/json": bytes},
    read=_read,
    key="idempotency-key",
    kept=(
        "content-type",
        "idempotency-key",
        "user-agent",
        "webhook-id",
        "webhook-timestamp",
        "x-gitlab-event",
        "x-gitlab-event-uuid",
        "x-gitlab-instance",
        "x-gitlab-webhook-uuid",
    ),
)

"""What passes between the receiver and the store: a hook as registered, a verified delivery, and what it wants."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple


class Forge(StrEnum):
    GITHUB = "github"
    GITLAB = "gitlab"


class SecretKind(StrEnum):
    HMAC = "hmac"  # GitHub: the key of X-Hub-Signature-256
    SIGNING = "signing"  # GitLab 19: `whsec_...`, Standard Webhooks
    TOKEN = "token"  # noqa: S105 (GitLab's legacy X-Gitlab-Token, compared as it is)


class Secret(NamedTuple):
    kind: SecretKind
    value: str

    def __repr__(self) -> str:
        return f"Secret({self.kind})"


class Hook(NamedTuple):
    """An active registration. For an unknown, disabled or removed hook the store returns None instead."""

    hook_id: str
    tenant_id: int
    forge: Forge
    scope: str  # repository | group | app | system
    secrets: Sequence[Secret]  # at least one
    keep_bodies: bool = False
    pulls: bool = False  # analyse pull and merge requests


class Want(NamedTuple):
    """A repository whose branch should be indexed at its newest commit; identified by the forge's id, not its path."""

    forge_id: str
    ref: str | None  # a full ref, or None: every indexed branch of the repository
    commit: str | None  # where the ref is now according to the event; a hint, resolved again when the run is claimed
    default_branch: str | None = None  # if the event includes it
    path: str | None = None  # if the event includes it; only used when the hook may register repositories itself
    before: str | None = None  # where the ref was before, according to the event; None for a new ref


class Pull(NamedTuple):
    """A pull or merge request event: analyse the merge into its base branch, or drop the request if it was closed."""

    forge_id: str  # of the repository it would be merged into
    number: int  # as shown on the forge
    base: str  # the branch's name
    head: str  # the commit that would be merged into it
    told_at: float  # Unix time by the forge's clock: if two events arrive out of order, the later one wins
    closed: bool = False


class Change(StrEnum):
    """What an event can report besides a push. A closed set: the receiver produces them, the store applies each."""

    CREATED = "created"  # value: its path; it is still empty
    ADDED = "added"  # value: its path; the forge has just granted us read access
    MOVED = "moved"  # value: its new path
    REMOVED = "removed"
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    VISIBILITY = "visibility"  # value: private, internal or public
    DEFAULT_BRANCH = "default_branch"  # value: its name
    BRANCH_DELETED = "branch_deleted"  # value: a full ref
    NAMESPACE_RENAMED = "namespace_renamed"  # subject: the old one; value: the new one
    NAMESPACE_SUSPENDED = "namespace_suspended"
    NAMESPACE_RESUMED = "namespace_resumed"
    NAMESPACE_REMOVED = "namespace_removed"
    HOOK_DELETED = "hook_deleted"


class Effect(NamedTuple):
    change: Change
    subject: str = ""  # the forge's id of a repository, or a namespace; '' for the hook itself
    value: str = ""


class Delivery(NamedTuple):
    """One verified request. Made by the receiver, kept by the store; contains no personal names or addresses."""

    key: str | None  # the forge's delivery key, the only thing duplicates are detected by; None if it sends none
    event: str  # the forge's name of the event: 'push', 'repository_update', ...
    # as the receiver sees it: ACCEPTED with wants or open pulls, HANDLED with effects, else PING or IGNORED
    outcome: "Outcome"
    reason: str
    headers: Mapping[str, str]  # allow-listed; none of them secret
    body_sha256: str
    wants: Sequence[Want]
    effects: Sequence[Effect] = ()
    body: bytes | None = None  # only if the hook keeps bodies; unlike the rest, it does contain names and addresses
    pulls: Sequence[Pull] = ()


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    HANDLED = "handled"
    IGNORED = "ignored"
    PING = "ping"


class Receipt(NamedTuple):
    """The outcome of a delivery: the body of the HTTP response."""

    delivery_id: str
    outcome: Outcome
    reason: str


UNMAPPED: Final = "the hook's map gives this namespace to no tenant"

"""What passes between the receiver and the store: a hook as registered, a verified delivery, and what it wants."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple


class Forge(StrEnum):
    GITHUB = "github"
    GITLAB = "gitlab"


class SecretKind(StrEnum):
    HMAC = "hmac"  # GitHub: key of X-Hub-Signature-256
    SIGNING = "signing"  # GitLab 19: `whsec_...`, Standard Webhooks
    TOKEN = "token"  # noqa: S105 (GitLab's legacy X-Gitlab-Token, compared as it is)


class Secret(NamedTuple):
    kind: SecretKind
    value: str

    def __repr__(self) -> str:
        return f"Secret({self.kind})"


class Hook(NamedTuple):
    """An active registration; the store answers None for unknown, disabled and removed ones."""

    hook_id: str
    tenant_id: int
    forge: Forge
    scope: str  # repository | group | app | system
    secrets: Sequence[Secret]  # at least one
    keep_bodies: bool = False
    pulls: bool = False  # pull and merge requests are to be answered


class Want(NamedTuple):
    """A repository whose branch should move to its newest commit. The forge's id names it, never its path."""

    forge_id: str
    ref: str | None  # a full ref, or None: every indexed branch of the repository
    commit: str | None  # what the event says the ref is now; a hint, resolved again when the run is claimed
    default_branch: str | None = None  # where the event tells it
    path: str | None = None  # where the event tells it; only for a repository that the hook may register by itself
    before: str | None = None  # what the event says the ref was until then; None for a new one


class Pull(NamedTuple):
    """A pull or merge request: what its base branch would become is wanted, or nobody wants to know any more."""

    forge_id: str  # of the repository that it would be merged into
    number: int  # as people call it there
    base: str  # the branch's name
    head: str  # the commit that would be merged into it
    told_at: (
        float  # seconds since 1970 by the forge's clock: of two events that cross on their way the later one counts
    )
    closed: bool = False


class Change(StrEnum):
    """What else an event can tell. A closed set: the receiver makes them, the store applies each."""

    CREATED = "created"  # value: its path; nothing is in it yet
    ADDED = "added"  # value: its path; the forge lets us read it from now on
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
    """One verified request. Made by the receiver, kept by the store; holds no name or address of a person."""

    key: str | None  # the forge's own delivery key, the only thing that makes a duplicate; None where it sends none
    event: str  # the forge's name of the event: 'push', 'repository_update', ...
    outcome: "Outcome"  # as far as the receiver can tell: ACCEPTED with wants or open pulls, HANDLED with effects, else PING or IGNORED
    reason: str
    headers: Mapping[str, str]  # allow-listed, nothing secret
    body_sha256: str
    wants: Sequence[Want]
    effects: Sequence[Effect] = ()
    body: bytes | None = None  # only where the hook keeps bodies: then it does hold names and addresses
    pulls: Sequence[Pull] = ()


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    HANDLED = "handled"
    IGNORED = "ignored"
    PING = "ping"


class Receipt(NamedTuple):
    """What became of a delivery: the body of the answer."""

    delivery_id: str
    outcome: Outcome
    reason: str


UNMAPPED: Final = "the hook's map gives this namespace to no tenant"

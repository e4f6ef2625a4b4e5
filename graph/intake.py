"""What passes between the receiver and the store: a hook as registered, a verified delivery, and what it wants."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


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


class Want(NamedTuple):
    """A repository whose branch should move to its newest commit. The forge's id names it, never its path."""

    forge_id: str
    ref: str | None  # a full ref, or None: every indexed branch of the repository
    commit: str | None  # what the event says the ref is now; a hint, resolved again when the run is claimed
    default_branch: str | None = None  # where the event tells it


class Delivery(NamedTuple):
    """One verified request. Made by the receiver, kept by the store; holds no name or address of a person."""

    key: str | None  # the forge's own delivery key, the only thing that makes a duplicate; None where it sends none
    event: str  # the forge's name of the event: 'push', 'repository_update', ...
    outcome: "Outcome"  # as far as the receiver can tell: ACCEPTED with wants, else PING, HANDLED or IGNORED
    reason: str
    headers: Mapping[str, str]  # allow-listed, nothing secret
    body_sha256: str
    wants: Sequence[Want]


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

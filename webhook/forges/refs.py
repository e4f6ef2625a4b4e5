"""Which ref updates matter. Both forges send git's own full ref names and object names."""

import re

from graph.errors import BadInput
from graph.intake import Change, Outcome
from webhook.forges.rules import REASONS

MAX_REF_BYTES = 1024  # PostgreSQL could not index much longer ones

HEADS = "refs/heads/"

_OBJECT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# By git's own rules (git-check-ref-format), a name that matches this is not a valid ref name.
_UNREAL = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|[/.]$")


def ref(text: str) -> str:
    """A full ref name, exactly as sent. Branch names may contain slashes, so it is never split."""
    if not _is_ref(text):
        raise BadInput("A ref in the event is not a full git ref name.")
    return text


def _is_ref(text: str) -> bool:
    return text.startswith("refs/") and not _UNREAL.search(text) and len(text.encode()) <= MAX_REF_BYTES


def branch(name: str | None) -> str | None:
    """An optional branch name in an event; None if it is absent or invalid."""
    return name if name is not None and _is_ref(HEADS + name) else None


def commit(text: str) -> str:
    """A SHA-1 or SHA-256 object name; all zeros stand for "none"."""
    if not _OBJECT.fullmatch(text):
        raise BadInput("An object name in the event is not a git object name.")
    return text


def before(text: str | None) -> str | None:
    """The commit a ref pointed to before the event; None for a new ref, or if the event does not say."""
    return text if text is not None and _OBJECT.fullmatch(text) and text.strip("0") else None


def fate(name: str, target: str) -> tuple[Outcome, str]:
    """The outcome, and the reason, for a ref that now points to `target`."""
    if name.startswith("refs/tags/"):
        return Outcome.IGNORED, "Tags are not indexed."
    if name.startswith(f"{HEADS}gh-readonly-queue/"):
        return Outcome.IGNORED, "Branches of a merge queue are not indexed."
    if not name.startswith(HEADS):
        return Outcome.IGNORED, "Only branches are indexed."
    if not target.strip("0"):
        return Outcome.HANDLED, REASONS[Change.BRANCH_DELETED]
    return Outcome.ACCEPTED, ""

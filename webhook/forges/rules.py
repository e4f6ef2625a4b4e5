"""What a forge module defines: how its requests are verified and what they mean. Adding a forge means adding such a module."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from graph.intake import Change, Effect, Outcome, Pull, Secret, Want
from webhook.fields import Document

Headers = Mapping[str, str]  # names in lower case


class Event(NamedTuple):
    """The content of a verified body in our own types. No code beyond this knows a forge's JSON keys."""

    name: str  # the forge's own name of the event
    outcome: Outcome
    reason: str
    wants: Sequence[Want] = ()
    effects: Sequence[Effect] = ()
    pulls: Sequence[Pull] = ()


VISIBILITIES = frozenset({"private", "internal", "public"})

REASONS: Mapping[Change, str] = {
    Change.CREATED: "The repository was created.",
    Change.ADDED: "The repository is now accessible.",
    Change.MOVED: "The repository's path changed.",
    Change.REMOVED: "The repository was deleted or is no longer accessible.",
    Change.ARCHIVED: "The repository was archived.",
    Change.UNARCHIVED: "The repository is no longer archived.",
    Change.VISIBILITY: "The repository's visibility changed.",
    Change.DEFAULT_BRANCH: "The default branch changed.",
    Change.BRANCH_DELETED: "The branch was deleted.",
    Change.NAMESPACE_RENAMED: "The namespace was renamed.",
    Change.NAMESPACE_SUSPENDED: "The installation was suspended.",
    Change.NAMESPACE_RESUMED: "The installation is no longer suspended.",
    Change.NAMESPACE_REMOVED: "The installation was removed.",
    Change.HOOK_DELETED: "The webhook was deleted at the forge.",
}


def handled(name: str, *effects: Effect) -> Event:
    """An event that has effects and asks for no indexing."""
    return Event(name, Outcome.HANDLED, REASONS[effects[0].change], (), effects)


class Rules(NamedTuple):
    verify: Callable[[Sequence[Secret], Headers, bytes, float], None]  # raises Unauthorised; the float is now
    bodies: Mapping[str, Callable[[bytes], bytes]]  # media type -> extracts the JSON from the raw body
    read: Callable[[Headers, Document], Event]  # raises BadInput
    key: str  # the header with the delivery key, which stays the same on redelivery
    kept: Sequence[str]  # headers worth keeping; none is secret or personal

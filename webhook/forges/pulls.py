"""Pull and merge request events, whose fields the two forges name differently."""

from typing import NamedTuple

from graph.intake import Outcome, Pull
from webhook.fields import Document, find, identity, moment
from webhook.forges import refs
from webhook.forges.rules import Event


class Fields(NamedTuple):
    """The paths of the fields in a forge's event."""

    repository: tuple[str, ...]  # the first of these that is present
    number: str
    base: str
    head: str
    told_at: str


def event(name: str, document: Document, fields: Fields, *, closed: bool) -> Event:
    """An event that lacks a field is ignored rather than refused, because most hooks do not analyse requests."""
    base, head = find(document, fields.base, str), find(document, fields.head, str)
    if base is None or head is None or find(document, fields.told_at, str) is None:
        return Event(name, Outcome.IGNORED, "The body does not say what would be merged, and into what.")
    branch = refs.ref(refs.HEADS + base).removeprefix(refs.HEADS)
    told = int(identity(document, fields.number)), branch, refs.commit(head), moment(document, fields.told_at)
    pull = Pull(identity(document, *fields.repository), *told, closed=closed)
    if closed:
        return Event(name, Outcome.HANDLED, "The request is closed.", pulls=(pull,))
    return Event(name, Outcome.ACCEPTED, "", pulls=(pull,))

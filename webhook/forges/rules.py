"""What a forge module states: how its requests are verified and what they mean. Adding a forge is one such module."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from graph.intake import Outcome, Secret, Want
from webhook.fields import Document

Headers = Mapping[str, str]  # names in lower case


class Event(NamedTuple):
    """What a verified body says, in our words. After this no code knows a forge's JSON keys."""

    name: str  # the forge's own name of the event
    outcome: Outcome
    reason: str
    wants: Sequence[Want] = ()


class Rules(NamedTuple):
    verify: Callable[[Sequence[Secret], Headers, bytes, float], None]  # raises Unauthorised; the float is now
    bodies: Mapping[str, Callable[[bytes], bytes]]  # by media type: the JSON inside the raw body
    read: Callable[[Headers, Document], Event]  # raises BadInput
    key: str  # the header that names a delivery and stays the same when it is sent again
    kept: Sequence[str]  # headers worth keeping; none of them secret, none names a person

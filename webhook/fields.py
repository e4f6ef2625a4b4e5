"""Type-checked access to fields of a forge's JSON by dotted path: an unexpected payload is a BadInput, never a crash."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from graph.errors import BadInput
from graph.namespaces import is_namespace, is_path

Document = Mapping[str, Any]
Kind = TypeVar("Kind", bool, int, str, list[Any])

_NAMES: Mapping[type, str] = {bool: "true or false", int: "an integer", str: "a string", list: "a list"}
_LARGEST_ID = 2**63 - 1
_BEFORE_ZONE = re.compile(r" (?:UTC$|(?=[+-]\d\d:?\d\d$))")


def find(document: Document, path: str, kind: type[Kind]) -> Kind | None:
    """The value at the path; None if it, or an object on the way to it, is absent or null."""
    value: Any = document
    for name in path.split("."):
        if value is None:
            return None
        if not isinstance(value, dict):
            raise BadInput(f"The field {path} cannot be read: the parent of `{name}` is not an object.")
        value = value.get(name)
    if value is not None and type(value) is not kind:  # exact, because a bool is an int in Python
        raise BadInput(f"The field {path} must be {_NAMES[kind]}.")
    return value


def need(document: Document, path: str, kind: type[Kind]) -> Kind:
    value = find(document, path, kind)
    if value is None:
        raise BadInput(f"The field {path} is missing.")
    return value


def moment(document: Document, path: str) -> float:
    """Unix time from a forge's timestamp: ISO 8601, or GitLab's `2023-03-27 00:03:05 UTC`, or, if the instance has its own time
    zone, `2023-03-27 02:03:05 +0200`.
    """
    text = need(document, path, str)
    try:
        found = datetime.fromisoformat(_BEFORE_ZONE.sub("", text))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).timestamp()
    except (ValueError, OverflowError):  # OverflowError: within a day of the calendar's ends
        raise BadInput(f"The field {path} is not an ISO 8601 time.") from None


def repository_path(document: Document, path: str) -> str | None:
    """The `owner/name` at the path; None if it is absent or is not a safe repository path."""
    text = find(document, path, str)
    return text if text is not None and is_path(text) else None


def namespace(document: Document, path: str) -> str:
    text = need(document, path, str)
    if not is_namespace(text):
        raise BadInput(f"The field {path} does not name a namespace.")
    return text


def identity(document: Document, *paths: str) -> str:
    """The forge's numeric id at the first of these paths that is present, as text."""
    for path in paths:
        number = find(document, path, int)
        if number is not None:
            if not 0 < number <= _LARGEST_ID:
                raise BadInput(f"The field {path} is not an id.")
            return str(number)
    raise BadInput(f"The field {paths[0]} is missing.")

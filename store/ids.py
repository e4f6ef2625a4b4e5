"""Parses ids that clients send."""

from uuid import UUID

from graph.errors import NotFound


def uuid(text: str, unknown: str) -> str:
    """The canonical form. Malformed text is NotFound(`unknown`), like an id that does not exist."""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound(unknown) from None

"""Ids as clients write them."""

from uuid import UUID

from graph.errors import NotFound


def uuid(text: str, unknown: str) -> str:
    """In the form that PostgreSQL takes. What can be nobody's id is NotFound(`unknown`), as one that nobody has."""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound(unknown) from None

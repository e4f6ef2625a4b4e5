"""Markdown that the generated pages share."""

from collections.abc import Iterable, Sequence

MADE = "<!-- Generated from the code by `python -m documents`; edits here are overwritten. -->\n"


def page(title: str, *parts: str) -> str:
    return "\n".join([f"# {title}\n", MADE, *parts])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A whole table with a line feed at its end; '' where it has no row."""
    lines = [f"| {' | '.join(map(_cell, row))} |".replace("|  |", "| |") for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines, ""]) if lines else ""


def code(value: object) -> str:
    return f"`{value}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")

"""Output of commands: one JSON document or a table on stdout; progress, logs and errors on stderr."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from graph.errors import AetherError

NOTHING_FOUND = 3
UNBOUNDED = 10_000  # columns


def document(value: Any) -> None:
    """Prints one JSON document on stdout."""
    click.echo(json.dumps(value, indent=2, sort_keys=False, default=str))


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Prints aligned columns. Long lines are left for the terminal to wrap: a folded name could not be copied or searched."""
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        drawn.add_column(column.replace("_", " "), no_wrap=True)
    for row in rows:
        drawn.add_row(*[_cell(row.get(column)) for column in columns])
    Console(file=sys.stdout, width=UNBOUNDED, highlight=False, markup=False).print(drawn)


def show(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Prints a list as JSON or as a table; exits with 3 if it is empty."""
    if as_json:
        document(list(rows))
    elif rows:
        table(rows, columns)
    if not rows:
        raise SystemExit(NOTHING_FOUND)


def say(answer: Mapping[str, Any], text: str, *, as_json: bool) -> None:
    """Prints the result of a subcommand: the document as JSON, or the text."""
    if as_json:
        document(answer)
    else:
        click.echo(text)


@contextmanager
def errors_told() -> Iterator[None]:
    """Turns Aether's own errors into one line on stderr and an exit code. Any other exception keeps its traceback."""
    try:
        yield
    except AetherError as error:
        for line in str(error).splitlines():
            click.echo(f"aether: {line}", err=True)
        raise SystemExit(error.exit_code) from error


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)

"""Opens what a subcommand works with: the application and the tenant."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from aether.composition import Application, application

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
TENANT = click.option("--tenant", default="default", show_default=True)


@contextmanager
def in_tenant(name: str) -> Iterator[tuple[Application, int]]:
    with application() as found:
        yield found, found.catalogue.tenants.id(name)


@contextmanager
def of_hook(hook_id: str) -> Iterator[tuple[Application, int]]:
    """The application and the tenant that owns the hook, whose id is unique in the installation."""
    with application() as found:
        yield found, found.catalogue.hooks.owner(hook_id)


def from_stdin(what: str) -> str:
    """Reads a secret from stdin; secrets never appear on a command line."""
    given = sys.stdin.read().strip()
    if not given:
        raise click.UsageError(f"stdin held no {what}")
    return given

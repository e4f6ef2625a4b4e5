"""Tenants, tokens, hooks, repositories, credentials, runs. Secrets come from stdin or are generated; never from argv."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from aether.cli.output import document, errors_told, show
from aether.composition import Application, application
from aether.settings import DEFAULT_PUBLIC_URL
from graph.intake import Forge, SecretKind

F = Callable[..., Any]

JSON = click.option("--json", "as_json", is_flag=True)
TENANT = click.option("--tenant", default="default", show_default=True)


@contextmanager
def in_tenant(name: str) -> Iterator[tuple[Application, int]]:
    with errors_told(), application() as found:
        yield found, found.catalogue.tenants.id(name)


@contextmanager
def of_hook(hook_id: str) -> Iterator[tuple[Application, int]]:
    """The tenant that owns the hook: its id is unique in the installation."""
    with errors_told(), application() as found:
        yield found, found.catalogue.hooks.owner(hook_id)


@click.group()
def tenant() -> None:
    """Tenants share an installation and never see each other."""


@tenant.command("add")
@click.argument("name")
@JSON
def tenant_add(name: str, as_json: bool) -> None:
    """Add a tenant: lower-case letters, digits, '.', '_' and '-'."""
    with errors_told(), application() as found:
        found.catalogue.tenants.add(name)
    say({"tenant": name}, f"tenant {name} added", as_json=as_json)


@click.group()
def token() -> None:
    """Bearer tokens of a tenant."""


@token.command("add")
@TENANT
@click.option("--scope", default="read", show_default=True, help="Comma-separated: read, index, admin.")
@click.option("--label", default="", help="What it is for.")
@JSON
def token_add(tenant: str, scope: str, label: str, as_json: bool) -> None:
    """Make a token. It is shown once and not kept."""
    with in_tenant(tenant) as (found, tenant_id):
        made = found.catalogue.tokens.add(tenant_id, _words(scope), label=label)
    say({"token": made}, made, as_json=as_json)


@token.command("list")
@TENANT
@JSON
def token_list(tenant: str, as_json: bool) -> None:
    """The tokens of a tenant; never the tokens themselves."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.tokens.all(tenant_id)]
    show(rows, ("token_id", "label", "scopes", "created_at"), as_json=as_json)


@token.command("remove")
@click.argument("token_id")
@TENANT
def token_remove(token_id: str, tenant: str) -> None:
    """Remove a token by its id; it stops working at once."""
    with in_tenant(tenant) as (found, tenant_id):
        found.catalogue.tokens.remove(tenant_id, token_id)


@click.group()
def hook() -> None:
    """Webhooks: whose pushes are trusted."""


@hook.command("add")
@TENANT
@click.option("--forge", required=True, type=click.Choice([forge.value for forge in Forge]))
@click.option("--scope", required=True, type=click.Choice(["repository", "group", "app", "system"]))
@click.option("--base-url", required=True, help="The forge's address, such as https://github.com.")
@click.option(
    "--secret-kind",
    type=click.Choice([kind.value for kind in SecretKind]),
    help="GitLab: signing (left out: what the secret is) or token.",
)
@click.option("--secret-stdin", is_flag=True, help="Read the secret from stdin rather than generate it.")
@click.option("--branch", "branches", multiple=True, help="A glob of branches to index; left out: the default branch.")
@JSON
def hook_add(
    tenant: str, forge: str, scope: str, base_url: str, secret_kind: str | None, secret_stdin: bool,
    branches: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Register a webhook. Its URL and its secret go into the forge's settings; the secret is shown once."""
    given = sys.stdin.readline().strip() if secret_stdin else None
    if secret_stdin and not given:
        raise click.UsageError("stdin held no secret")
    with in_tenant(tenant) as (found, tenant_id):
        made = found.catalogue.hooks.add(
            tenant_id, Forge(forge), scope, base_url,
            kind=SecretKind(secret_kind) if secret_kind else None, secret=given, branch_globs=branches or None,
        )  # fmt: skip
        answer = {"hook_id": made.hook_id, "url": _url(found, made.hook_id), "secret": made.secret}
    say(answer, f"hook    {made.hook_id}\nurl     {answer['url']}\nsecret  {made.secret}", as_json=as_json)


@hook.command("list")
@TENANT
@JSON
def hook_list(tenant: str, as_json: bool) -> None:
    """The hooks of a tenant."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() | {"url": _url(found, row.hook_id)} for row in found.catalogue.hooks.all(tenant_id)]
    show(rows, ("hook_id", "forge", "scope", "base_url", "state", "url"), as_json=as_json)


@hook.command("show")
@click.argument("hook_id")
@JSON
def hook_show(hook_id: str, as_json: bool) -> None:
    """One hook; never its secret."""
    with of_hook(hook_id) as (found, tenant_id):
        row = found.catalogue.hooks.show(tenant_id, hook_id)._asdict() | {"url": _url(found, hook_id)}
    show([row], ("hook_id", "forge", "scope", "base_url", "state", "url"), as_json=as_json)


@hook.command("rotate")
@click.argument("hook_id")
@JSON
def hook_rotate(hook_id: str, as_json: bool) -> None:
    """A new secret; the old one verifies for a day more."""
    with of_hook(hook_id) as (found, tenant_id):
        made = found.catalogue.hooks.rotate(tenant_id, hook_id)
    say({"hook_id": hook_id, "secret": made.secret}, made.secret, as_json=as_json)


@hook.command("disable")
@click.argument("hook_id")
def hook_disable(hook_id: str) -> None:
    """Refuse its deliveries."""
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.disable(tenant_id, hook_id)


@hook.command("remove")
@click.argument("hook_id")
def hook_remove(hook_id: str) -> None:
    """Delete its secrets and credential; its repositories keep their graphs."""
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.remove(tenant_id, hook_id)


@hook.command("map")
@click.argument("hook_id")
@click.argument("namespace")
@click.argument("target")
def hook_map(hook_id: str, namespace: str, target: str) -> None:
    """Let repositories under NAMESPACE of a wide hook belong to the tenant TARGET."""
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.map(tenant_id, hook_id, namespace, found.catalogue.tenants.id(target))


def _url(found: Application, hook_id: str) -> str:
    return f"{(found.settings.public_url or DEFAULT_PUBLIC_URL).rstrip('/')}/webhooks/{hook_id}"


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def say(answer: dict[str, Any], text: str, *, as_json: bool) -> None:
    if as_json:
        document(answer)
    else:
        click.echo(text)


def add_to(group: click.Group) -> None:
    for command in (tenant, token, hook):
        group.add_command(command)

"""`aether credential`: clone credentials, one per hook. They are read from stdin and never shown."""

import click

from aether.cli.opening import JSON, TENANT, from_stdin, in_tenant, of_hook
from aether.cli.output import say, show
from aether.composition import Application
from graph.errors import NotFound


@click.group()
def credential() -> None:
    """Manage the credentials git needs to clone."""


@credential.command("add")
@click.option("--hook", "hook_id", required=True)
@click.option("--kind", required=True, type=click.Choice(["token", "deploy-key", "github-app"]))
@click.option("--app-id", help="The id of a GitHub App, whose private key (PEM) is read from stdin.")
@JSON
def credential_add(hook_id: str, kind: str, app_id: str | None, as_json: bool) -> None:
    """Store the clone credential of a hook's repositories, encrypted. The value is read from stdin.

    For a deploy key, append the forge's host keys: cat KEY HOST_KEYS | aether credential add --kind deploy-key ...
    (HOST_KEYS as printed by `ssh-keyscan HOST`; compare them with what the forge publishes first.)
    """
    if (kind == "github-app") is not bool(app_id):
        raise click.UsageError("--app-id belongs to --kind github-app, and that kind needs it")
    value = from_stdin("credential")
    if app_id:
        value = _of_app(app_id, value)
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.put_credential(tenant_id, hook_id, kind, value)
    say({"hook_id": hook_id, "kind": kind}, f"credential of hook {hook_id} stored", as_json=as_json)


@credential.command("list")
@TENANT
@JSON
def credential_list(tenant: str, as_json: bool) -> None:
    """List which hooks of a tenant have a credential, and since when, but never its value."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.hooks.credentials(tenant_id)]
    show(rows, ("hook_id", "kind", "created_at"), as_json=as_json)


@credential.command("rotate")
@click.argument("hook_id", metavar="HOOK")
@JSON
def credential_rotate(hook_id: str, as_json: bool) -> None:
    """Replace a hook's credential with one of the same kind, read from stdin: a token, a deploy key or an App's private key.

    The next fetch uses it. Revoke the old one at the forge afterwards.
    """
    value = from_stdin("credential")
    with of_hook(hook_id) as (found, tenant_id):
        kind = _kind(found, tenant_id, hook_id)
        if kind == "github-app":
            value = _of_app(_app_id(found, tenant_id, hook_id), value)
        found.catalogue.hooks.put_credential(tenant_id, hook_id, kind, value)
    say({"hook_id": hook_id, "kind": kind}, f"credential of hook {hook_id} replaced", as_json=as_json)


def _kind(found: Application, tenant_id: int, hook_id: str) -> str:
    """The kind of the stored credential. Its value is not decrypted: it may be replaced just because its key was lost."""
    for row in found.catalogue.hooks.credentials(tenant_id):
        if row.hook_id == hook_id:
            return row.kind
    raise NotFound(f"Hook {hook_id} has no credential; add one with `aether credential add`.")


def _of_app(app_id: str, private_key: str) -> str:
    from tasks.github_app import AppKey

    return AppKey(app_id, private_key).kept()


def _app_id(found: Application, tenant_id: int, hook_id: str) -> str:
    from tasks.github_app import AppKey

    kept = found.catalogue.hooks.credential(tenant_id, hook_id)
    return AppKey.read(kept.value if kept else "").app_id

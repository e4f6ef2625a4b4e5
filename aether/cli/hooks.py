"""`aether hook`. Secrets are generated or read from stdin, never taken from argv."""

from typing import TYPE_CHECKING

import click

from aether.cli.opening import JSON, TENANT, from_stdin, in_tenant, of_hook
from aether.cli.output import say, show
from aether.composition import Application
from graph.intake import Forge, SecretKind
from store.hooks import NewHook
from store.model import Credential

if TYPE_CHECKING:
    from aether.hooking import Hooked

HOOK = ("hook_id", "forge", "scope", "base_url", "state", "url")
SECRET_STDIN = click.option("--secret-stdin", is_flag=True, help="Read the secret from stdin rather than generate it.")


@click.group()
def hook() -> None:
    """Manage webhooks: whose pushes are trusted."""


@hook.command("add")
@TENANT
@click.option("--forge", required=True, type=click.Choice([each.value for each in Forge]))
@click.option("--scope", required=True, type=click.Choice(["repository", "group", "app", "system"]))
@click.option("--base-url", required=True, help="The forge's address, such as https://github.com.")
@click.option(
    "--secret-kind",
    type=click.Choice([each.value for each in SecretKind]),
    help="For GitLab: signing or token; defaults to the kind of the secret.",
)
@SECRET_STDIN
@click.option(
    "--branch", "branches", multiple=True, help="A glob of branches to index; defaults to the default branch."
)
@click.option(
    "--auto-register",
    metavar="GLOBS",
    help="Paths of repositories that may register themselves, such as 'group/*,other/app'.",
)
@click.option(
    "--keep-bodies",
    is_flag=True,
    help="Store the bodies of deliveries, encrypted, as long as the deliveries; they name people.",
)
@click.option("--pulls", is_flag=True, help="Compute what pull and merge requests would change.")
@JSON
def hook_add(
    tenant: str, forge: str, scope: str, base_url: str, secret_kind: str | None, secret_stdin: bool,
    branches: tuple[str, ...], auto_register: str | None, keep_bodies: bool, pulls: bool, as_json: bool,
) -> None:  # fmt: skip
    """Register a webhook. Enter its URL and secret in the forge's settings; the secret is shown once."""
    given = from_stdin("secret") if secret_stdin else None
    with in_tenant(tenant) as (found, tenant_id):
        made = found.catalogue.hooks.add(
            tenant_id, Forge(forge), scope, base_url,
            kind=SecretKind(secret_kind) if secret_kind else None, secret=given, branch_globs=branches or None,
            auto_register=auto_register, keep_bodies=keep_bodies, pulls=pulls,
        )  # fmt: skip
        _hand_over(found, made, as_json=as_json)


@hook.command("list")
@TENANT
@JSON
def hook_list(tenant: str, as_json: bool) -> None:
    """List the hooks of a tenant."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() | {"url": found.hook_url(row.hook_id)} for row in found.catalogue.hooks.all(tenant_id)]
    show(rows, HOOK, as_json=as_json)


@hook.command("show")
@click.argument("hook_id")
@JSON
def hook_show(hook_id: str, as_json: bool) -> None:
    """Show one hook, but never its secret."""
    with of_hook(hook_id) as (found, tenant_id):
        row = found.catalogue.hooks.show(tenant_id, hook_id)._asdict() | {
            "url": found.hook_url(hook_id),
            "namespaces": found.catalogue.hooks.tenants(tenant_id, hook_id),
        }
    show([row], (*HOOK, "auto_register", "namespaces"), as_json=as_json)


@hook.command("rotate")
@click.argument("hook_id")
@SECRET_STDIN
@JSON
def hook_rotate(hook_id: str, secret_stdin: bool, as_json: bool) -> None:
    """Generate a new secret; the old one stays valid for one more day."""
    given = from_stdin("secret") if secret_stdin else None
    with of_hook(hook_id) as (found, tenant_id):
        _hand_over(found, found.catalogue.hooks.rotate(tenant_id, hook_id, secret=given), as_json=as_json)


@hook.command("test")
@click.argument("hook_id")
@JSON
def hook_test(hook_id: str, as_json: bool) -> None:
    """Send a signed delivery that requests nothing to the hook's URL, as the forge would."""
    with of_hook(hook_id) as (found, tenant_id):
        trial = found.try_hook(tenant_id, hook_id)
    told = "works" if trial["works"] else "does not work"
    say(
        trial,
        f"{trial['url']} {told}: {trial['status'] or 'no answer'} {trial['outcome']} {trial['detail']}",
        as_json=as_json,
    )
    if not trial["works"]:
        raise SystemExit(1)


@hook.command("manifest")
@click.argument("hook_id")
@click.option("--organisation", help="The organisation that owns the App; by default, the person who opens the link.")
@JSON
def hook_manifest(hook_id: str, organisation: str | None, as_json: bool) -> None:
    """Print a link, valid for an hour, to the page that creates this hook's GitHub App. Open it in a browser."""
    with of_hook(hook_id) as (found, tenant_id):
        url = found.manifests().begin(tenant_id, hook_id, organisation)
    say({"hook_id": hook_id, "url": url}, url, as_json=as_json)


@hook.command("pulls")
@click.argument("hook_id")
@click.argument("wanted", type=click.Choice(["on", "off"]))
@JSON
def hook_pulls(hook_id: str, wanted: str, as_json: bool) -> None:
    """Switch on or off whether Aether computes what pull and merge requests would change. The forge must send their events."""
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.ask_pulls(tenant_id, hook_id, wanted=wanted == "on")
    say({"hook_id": hook_id, "pulls": wanted == "on"}, f"pull requests of hook {hook_id}: {wanted}", as_json=as_json)


@hook.command("disable")
@click.argument("hook_id")
@JSON
def hook_disable(hook_id: str, as_json: bool) -> None:
    """Stop accepting its deliveries."""
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.disable(tenant_id, hook_id)
    say({"hook_id": hook_id, "state": "disabled"}, f"hook {hook_id} disabled", as_json=as_json)


@hook.command("enable")
@click.argument("hook_id")
@JSON
def hook_enable(hook_id: str, as_json: bool) -> None:
    """Accept its deliveries again."""
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.enable(tenant_id, hook_id)
    say({"hook_id": hook_id, "state": "active"}, f"hook {hook_id} enabled", as_json=as_json)


@hook.command("remove")
@click.argument("hook_id")
@click.option(
    "--project-hooks",
    is_flag=True,
    help="First remove the webhooks at the forge that `connect --project-hooks` created.",
)
@click.option("--token-stdin", is_flag=True, help="Use a token from stdin instead of the stored credential.")
@JSON
def hook_remove(hook_id: str, project_hooks: bool, token_stdin: bool, as_json: bool) -> None:
    """Delete a hook with its secrets and credential; its repositories keep their graphs.

    Webhooks at the forge stay, and are answered 404, unless --project-hooks is given; if the forge refuses one, the hook stays.
    """
    given = Credential("token", from_stdin("token")) if token_stdin else None
    with of_hook(hook_id) as (found, tenant_id):
        gone = _unhook(found, tenant_id, hook_id, given) if project_hooks else []
        refused = [each for each in gone if each.done == "refused"]
        if not refused:
            found.catalogue.hooks.remove(tenant_id, hook_id)
    for each in refused:
        click.echo(f"a webhook stays: {each.reason}", err=True)
    state = "kept" if refused else "removed"
    answer = {"hook_id": hook_id, "state": state, "hooks": [each._asdict() for each in gone]}
    again = "; run without --project-hooks to remove the hook anyway" if refused else ""
    say(answer, f"hook {hook_id} {state}{again}", as_json=as_json)
    if refused:
        raise SystemExit(1)


def _unhook(found: Application, tenant_id: int, hook_id: str, given: Credential | None) -> "list[Hooked]":
    from aether.connecting import served
    from aether.hooking import unhook
    from aether.onboarding import account_of

    account = account_of(found, tenant_id, hook_id, given)
    return list(unhook(found, served(found, tenant_id, hook_id), account))


@hook.command("map")
@click.argument("hook_id", metavar="HOOK")
@click.argument("namespace")
@click.argument("target", metavar="TENANT")
@JSON
def hook_map(hook_id: str, namespace: str, target: str, as_json: bool) -> None:
    """Assign repositories under NAMESPACE of a wide hook to TENANT."""
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.map(tenant_id, hook_id, namespace, found.catalogue.tenants.id(target))
    answer = {"hook_id": hook_id, "namespace": namespace, "tenant": target}
    say(answer, f"{namespace} of hook {hook_id} belongs to {target}", as_json=as_json)


def _hand_over(found: Application, made: NewHook, *, as_json: bool) -> None:
    answer = {"hook_id": made.hook_id, "url": found.hook_url(made.hook_id), "secret": made.secret}
    say(answer, f"hook    {made.hook_id}\nurl     {answer['url']}\nsecret  {made.secret}", as_json=as_json)

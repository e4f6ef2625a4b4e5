"""`aether connect`: registers a whole organisation, group or instance."""

from collections import Counter
from collections.abc import Sequence

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from aether.cli.opening import JSON, TENANT, from_stdin, in_tenant
from aether.cli.output import document, table
from aether.composition import Application
from aether.connecting import Action, Hook, Rule, Step, served
from aether.connecting import connect as register_all
from aether.hooking import Hooked, hook_up, to_be_hooked
from aether.onboarding import told, usable
from graph.errors import NotFound
from graph.intake import Forge
from store.hooks import HookRow, NewHook
from store.model import Credential
from tasks.forge_listing import Account
from tasks.forge_listing import listed as all_listed
from tasks.workshop import policy

STEP = ("action", "path", "reason")


@click.command()
@click.argument("forge", type=click.Choice([each.value for each in Forge]))
@click.option("--base-url", required=True, help="The forge's address, such as https://gitlab.example.com.")
@click.option("--include", required=True, multiple=True, help="A glob of paths, such as 'group/*'.")
@click.option("--exclude", multiple=True, help="A glob of paths to exclude.")
@click.option("--archived", is_flag=True, help="Register archived repositories too.")
@click.option("--forks", is_flag=True, help="Register forks too.")
@click.option("--hook", "hook_id", help="By default, the tenant's wide hook for this forge, created if there is none.")
@click.option(
    "--token-stdin", is_flag=True, help="Read a token from stdin and store it as the hook's clone credential."
)
@click.option(
    "--project-hooks",
    is_flag=True,
    help="Maintain a webhook at each repository, if no wide one is available; the token must administer them.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be done, without doing it.")
@TENANT
@JSON
def connect(
    forge: str, base_url: str, include: Sequence[str], exclude: Sequence[str], archived: bool, forks: bool,
    hook_id: str | None, token_stdin: bool, project_hooks: bool, dry_run: bool, tenant: str, as_json: bool,
) -> None:  # fmt: skip
    """Register the repositories that a token or a GitHub App can read. Run again, it reconciles.

    The most recently pushed are indexed first; archived ones and forks are skipped unless requested.
    """
    rule = Rule(include, exclude, archived, forks)
    given = Credential("token", from_stdin("token")) if token_stdin else None
    with in_tenant(tenant) as (found, tenant_id):
        row = _hook(found, tenant_id, forge, base_url, hook_id)
        credential = usable(given or (found.catalogue.hooks.credential(tenant_id, row.hook_id) if row else None))
        account = Account(Forge(forge), base_url, credential, policy(found.settings))
        listed = all_listed(account)
        made = None if row or dry_run else _make(found, tenant_id, forge, base_url)
        hook = served(found, tenant_id, made.hook_id if made else row.hook_id if row else "")
        if given and not dry_run:
            found.catalogue.hooks.put_credential(tenant_id, hook.hook_id, given.kind, given.value)
        steps = register_all(found, hook, listed, rule, dry_run=dry_run)
        hooked = _hook_up(found, hook, account, steps, hidden=as_json) if project_hooks and not dry_run else []
        _tell(found, hook, made, steps, hooked, as_json=as_json)
    if any(each.done == "refused" for each in hooked):
        raise SystemExit(1)


def _hook(found: Application, tenant_id: int, forge: str, base_url: str, hook_id: str | None) -> HookRow | None:
    """The hook with the given id, or the tenant's newest one at this forge that serves more than one repository."""
    if hook_id is not None:
        row = found.catalogue.hooks.show(tenant_id, hook_id)
        if (row.forge, row.base_url) != (forge, base_url.rstrip("/")):
            raise NotFound(f"Hook {hook_id} is for {row.forge} at {row.base_url}.")
        return row
    rows = [row for row in found.catalogue.hooks.all(tenant_id) if row.state == "active" and row.scope != "repository"]
    return next((row for row in rows[::-1] if (row.forge, row.base_url) == (forge, base_url.rstrip("/"))), None)


def _make(found: Application, tenant_id: int, forge: str, base_url: str) -> NewHook:
    return found.catalogue.hooks.add(tenant_id, Forge(forge), "group", base_url)


def _hook_up(found: Application, hook: Hook, account: Account, steps: Sequence[Step], *, hidden: bool) -> list[Hooked]:
    """Creates the webhooks. Each repository takes a few requests, so progress is shown with an estimate of the time left."""
    listed, done = to_be_hooked(steps), []
    columns = (TextColumn("hooks"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as bar:
        task = bar.add_task("hooks", total=len(listed))
        for each in hook_up(found, hook.hook_id, account, listed):
            done.append(each)
            bar.advance(task)
    return done


def _tell(
    found: Application,
    hook: Hook,
    made: NewHook | None,
    steps: Sequence[Step],
    hooked: Sequence[Hooked],
    *,
    as_json: bool,
) -> None:
    done = told(steps, hooked)
    secret = {"url": found.hook_url(hook.hook_id), "secret": made.secret} if made else {}
    if as_json:
        document({"hook_id": hook.hook_id or None, **secret, **done})
        return
    table([row for row in done["repositories"] if row["action"] not in {Action.KEEP, Action.LEAVE}], STEP)
    click.echo(
        ", ".join(f"{action} {count}" for action, count in done["counts"].items()) or "the forge lists no repositories"
    )
    for each in hooked:
        if each.done == "refused":
            click.echo(f"no hook at {each.reason}", err=True)
    if hooked:
        numbers = Counter(each.done for each in hooked)
        click.echo("hooks " + ", ".join(f"{name} {count}" for name, count in numbers.items()))
    for name, value in secret.items():
        click.echo(f"{name:7} {value}")

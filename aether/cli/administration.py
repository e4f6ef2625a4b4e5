"""`aether token`, `audit` and `repo`: a tenant's tokens, audit log and repositories."""

import click

from aether.cli.opening import JSON, TENANT, in_tenant, of_hook
from aether.cli.output import say, show

REPOSITORY = ("name", "path", "source", "default_branch", "state")
BRANCH = ("name", "state", "indexed_commit", "wanted_commit", "run_state", "run_id")


@click.group()
def token() -> None:
    """Manage bearer tokens."""


@token.command("add")
@TENANT
@click.option(
    "--scope",
    default="read",
    show_default=True,
    help="Comma-separated: read, index, source (to see source code), admin.",
)
@click.option("--label", default="", help="What it is for.")
@click.option("--repo", "repos", multiple=True, help="Limit it to this repository; by default, all.")
@click.option(
    "--expires", type=click.IntRange(1, 3650), metavar="DAYS", help="Days until it expires; by default, never."
)
@JSON
def token_add(tenant: str, scope: str, label: str, repos: tuple[str, ...], expires: int | None, as_json: bool) -> None:
    """Create a token. It is shown once and not stored."""
    scopes = [word.strip() for word in scope.split(",") if word.strip()]
    with in_tenant(tenant) as (found, tenant_id):
        only = [found.catalogue.repositories.show(tenant_id, repo).repository_id for repo in repos] or None
        made = found.catalogue.tokens.add(tenant_id, scopes, label=label, repositories=only, days=expires)
    say({"token": made}, made, as_json=as_json)


@token.command("list")
@TENANT
@JSON
def token_list(tenant: str, as_json: bool) -> None:
    """List the tokens of a tenant, but never their values."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.tokens.all(tenant_id)]
    show(rows, ("token_id", "label", "scopes", "created_at", "expires_at"), as_json=as_json)


@token.command("revoke")
@click.argument("token_id")
@TENANT
@JSON
def token_revoke(token_id: str, tenant: str, as_json: bool) -> None:
    """Revoke a token by its id; this takes effect immediately."""
    with in_tenant(tenant) as (found, tenant_id):
        found.catalogue.tokens.revoke(tenant_id, token_id)
    say({"token_id": token_id, "state": "revoked"}, f"token {token_id} revoked", as_json=as_json)


@click.command()
@TENANT
@click.option("--before", type=int, help="Show entries older than this one, the last of the previous page.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 500))
@JSON
def audit(tenant: str, before: int | None, limit: int, as_json: bool) -> None:
    """Show who changed what in a tenant over HTTP, newest first, including refused attempts."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.audit_log.entries(tenant_id, before=before, limit=limit)]
    show(rows, ("entry_id", "recorded_at", "actor", "action", "subject", "status"), as_json=as_json)


@click.group()
def repo() -> None:
    """Manage registered repositories."""


@repo.command("add")
@click.option("--hook", "hook_id", required=True, help="The hook whose deliveries announce its pushes.")
@click.option("--path", required=True, help="OWNER/NAME at the forge.")
@click.option("--forge-id", required=True, help="The forge's numeric id of the repository, which survives renames.")
@click.option("--id", "name", required=True, help="Its id here.")
@click.option("--tenant", help="For a wide hook; defaults to the hook's own tenant.")
@click.option("--default-branch", help="By default, what the first push or the remote says.")
@JSON
def repo_add(
    hook_id: str, path: str, forge_id: str, name: str, tenant: str | None, default_branch: str | None, as_json: bool
) -> None:
    """Register a repository with the hook that will announce its pushes."""
    with of_hook(hook_id) as (found, owner):
        tenant_id = found.catalogue.tenants.id(tenant) if tenant else owner
        found.catalogue.repositories.add(
            tenant_id, name, hook_id=hook_id, forge_id=forge_id, path=path.strip("/"), default_branch=default_branch
        )
    say({"repo": name, "path": path.strip("/")}, f"repository {name} registered", as_json=as_json)


@repo.command("list")
@TENANT
@JSON
def repo_list(tenant: str, as_json: bool) -> None:
    """List the repositories of a tenant."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.repositories.all(tenant_id)]
    show(rows, REPOSITORY, as_json=as_json)


@repo.command("show")
@click.argument("name")
@TENANT
@JSON
def repo_show(name: str, tenant: str, as_json: bool) -> None:
    """Show one repository."""
    with in_tenant(tenant) as (found, tenant_id):
        row = found.catalogue.repositories.show(tenant_id, name)._asdict()
    show([row], REPOSITORY, as_json=as_json)


@repo.command("branches")
@click.argument("name")
@TENANT
@JSON
def repo_branches(name: str, tenant: str, as_json: bool) -> None:
    """Show the wanted and the indexed commit of each branch."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.repositories.branches(tenant_id, name)]
    show(rows, BRANCH, as_json=as_json)


@repo.command("remove")
@click.argument("name")
@TENANT
@JSON
def repo_remove(name: str, tenant: str, as_json: bool) -> None:
    """Unregister a repository; its name is available again immediately."""
    with in_tenant(tenant) as (found, tenant_id):
        found.catalogue.repositories.remove(tenant_id, name)
    say({"repo": name, "state": "removed"}, f"repository {name} removed", as_json=as_json)

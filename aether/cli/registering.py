"""Repositories and clone credentials."""

import sys

import click

from aether.cli.administration import JSON, TENANT, in_tenant, of_hook, say
from aether.cli.output import show

REPOSITORY = ("name", "path", "source", "default_branch", "state")
BRANCH = ("name", "state", "indexed_commit", "wanted_commit", "run_state", "run_id")


@click.group()
def repo() -> None:
    """Registered repositories."""


@repo.command("add")
@click.option("--hook", "hook_id", required=True, help="The hook whose deliveries move it.")
@click.option("--path", required=True, help="OWNER/NAME at the forge.")
@click.option("--forge-id", required=True, help="The forge's own number of the repository: renames keep the graph.")
@click.option("--id", "name", required=True, help="Its id here.")
@click.option("--tenant", help="Of a wide hook's repository; left out: the hook's own tenant.")
@click.option("--default-branch", help="Left out: what the first push or the remote says.")
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
    say({"repo": name, "path": path}, f"repository {name} registered", as_json=as_json)


@repo.command("list")
@TENANT
@JSON
def repo_list(tenant: str, as_json: bool) -> None:
    """The repositories of a tenant."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.repositories.all(tenant_id)]
    show(rows, REPOSITORY, as_json=as_json)


@repo.command("show")
@click.argument("name")
@TENANT
@JSON
def repo_show(name: str, tenant: str, as_json: bool) -> None:
    """One repository."""
    with in_tenant(tenant) as (found, tenant_id):
        row = found.catalogue.repositories.show(tenant_id, name)._asdict()
    show([row], REPOSITORY, as_json=as_json)


@repo.command("branches")
@click.argument("name")
@TENANT
@JSON
def repo_branches(name: str, tenant: str, as_json: bool) -> None:
    """What is wanted and what is indexed of each branch."""
    with in_tenant(tenant) as (found, tenant_id):
        rows = [row._asdict() for row in found.catalogue.repositories.branches(tenant_id, name)]
    show(rows, BRANCH, as_json=as_json)


@repo.command("remove")
@click.argument("name")
@TENANT
def repo_remove(name: str, tenant: str) -> None:
    """Forget a repository; its name is free at once."""
    with in_tenant(tenant) as (found, tenant_id):
        found.catalogue.repositories.remove(tenant_id, name)


@click.group()
def credential() -> None:
    """What git needs to clone."""


@credential.command("add")
@click.option("--hook", "hook_id", required=True)
@click.option("--kind", required=True, type=click.Choice(["token", "deploy-key", "github-app"]))
def credential_add(hook_id: str, kind: str) -> None:
    """Keep the clone credential of a hook's repositories, sealed. The value is read from stdin.

    A deploy key is followed by the forge's host keys: cat KEY HOST_KEYS | aether credential add --kind deploy-key ...
    (HOST_KEYS as `ssh-keyscan HOST` prints them, once you have compared them with what the forge publishes.)
    """
    value = sys.stdin.read().strip()
    if not value:
        raise click.UsageError("stdin held no credential")
    with of_hook(hook_id) as (found, tenant_id):
        found.catalogue.hooks.put_credential(tenant_id, hook_id, kind, value)


def add_to(group: click.Group) -> None:
    for command in (repo, credential):
        group.add_command(command)

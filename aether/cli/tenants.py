"""`aether tenant`: adds, lists, limits, exports and removes tenants."""

from pathlib import Path

import click

from aether.cli.opening import JSON, in_tenant
from aether.cli.output import document, say, show
from aether.composition import application

ROW = ("tenant", "state", "repositories", "most_repositories", "rows", "most_rows", "created_at")


@click.group()
def tenant() -> None:
    """Manage tenants: they share an installation and never see each other."""


@tenant.command("add")
@click.argument("name")
@JSON
def tenant_add(name: str, as_json: bool) -> None:
    """Add a tenant: lower-case letters, digits, '.', '_' and '-'."""
    with application() as found:
        found.catalogue.tenants.add(name)
    say({"tenant": name}, f"tenant {name} added", as_json=as_json)


@tenant.command("list")
@JSON
def tenant_list(as_json: bool) -> None:
    """List all tenants of the installation. `leaving`: a removal was interrupted; run it again."""
    with application() as found:
        rows = [
            {
                "tenant": row.name,
                "state": "leaving" if row.leaving_since else "active",
                "repositories": row.repositories,
                "most_repositories": row.most_repositories,
                "rows": row.rows,
                "most_rows": row.most_rows,
                "created_at": row.created_at,
            }
            for row in found.catalogue.tenants.all()
        ]
    show(rows, ROW, as_json=as_json)


@tenant.command("limit")
@click.argument("name")
@click.option("--repositories", type=click.IntRange(0), help="Registered repositories; by default, no limit.")
@click.option("--rows", type=click.IntRange(0), help="Nodes and edges of all its graphs; by default, no limit.")
@JSON
def tenant_limit(name: str, repositories: int | None, rows: int | None, as_json: bool) -> None:
    """Set a tenant's quota. Existing data stays and is served, but cannot grow beyond the quota."""
    with in_tenant(name) as (found, tenant_id):
        found.catalogue.tenants.limit(tenant_id, repositories, rows)
    told = {"tenant": name, "most_repositories": repositories, "most_rows": rows}
    say(told, f"tenant {name}: {_at_most(repositories, 'repositories')}, {_at_most(rows, 'rows')}", as_json=as_json)


@tenant.command("export")
@click.argument("name")
@click.option("-o", "output", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new directory.")
@JSON
def tenant_export(name: str, output: Path, as_json: bool) -> None:
    """Export everything a tenant owns to a directory: its rows and its graphs as JSON Lines, without secrets."""
    from aether.tenancy import export

    with in_tenant(name) as (found, tenant_id):
        told = export(found, tenant_id, name, output)
    say(told, f"{sum(told['rows'].values())} rows and {len(told['graphs'])} graphs in {output}", as_json=as_json)


@tenant.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@JSON
def tenant_remove(name: str, yes: bool, as_json: bool) -> None:
    """Remove a tenant with everything it owns, including its mirrors on this machine, and print a receipt.

    Refused while a worker is executing one of its runs. If interrupted, run it again to continue; the receipt then counts
    what was left.
    """
    from aether.tenancy import leaver, remove

    with application() as found:
        row = leaver(found, name)
        if not yes:
            _confirm(name, row.repositories)
        told = remove(found, row)
    if as_json:
        document(told)
        return
    click.echo(f"tenant {name} (number {told['tenant_id']}) removed at {told['removed_at']}")
    for table, count in told["rows"].items():
        click.echo(f"{count:12,} {table}")
    click.echo(f"{told['mirrors']:12,} mirrors, {told['mirror_bytes']:,} bytes")


def _at_most(most: int | None, what: str) -> str:
    return f"any number of {what}" if most is None else f"at most {most:,} {what}"


def _confirm(name: str, repositories: int) -> None:
    click.echo(f"This removes tenant {name}, its {repositories} repositories and everything else it owns.", err=True)
    if click.prompt("Type its name to confirm", err=True) != name:
        raise click.UsageError("that is not its name; nothing was removed")

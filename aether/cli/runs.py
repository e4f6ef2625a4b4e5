"""`aether run`: lists and shows runs, and releases failed ones to be tried again."""

import click

from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import document, say, show
from api.views import run as view
from store.model import RunStatus, TaskState

RUN = ("created_at", "repo", "branch", "trigger", "state", "stage", "percent", "attempt", "error_code", "run_id")


@click.group()
def run() -> None:
    """Inspect and release runs."""


@run.command("list")
@TENANT
@click.option("--repo", help="Limit to one repository; by default, all.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@JSON
def run_list(tenant: str, repo: str | None, limit: int, as_json: bool) -> None:
    """List the newest runs."""
    with in_tenant(tenant) as (found, tenant_id):
        if repo is not None:
            found.catalogue.repositories.show(tenant_id, repo)
        rows = [view(row) for row in found.runs.recent(tenant_id, repo, limit=limit)]
    show(rows, RUN, as_json=as_json)


@run.command("show")
@click.argument("run_id")
@TENANT
@JSON
def run_show(run_id: str, tenant: str, as_json: bool) -> None:
    """Show the state of a run; if it was coalesced, the state of the run that does its work."""
    with in_tenant(tenant) as (found, tenant_id):
        status = found.runs.status(tenant_id, run_id)
    if as_json:
        document({"status": status.state, "info": status.info, "result": status.result})
        return
    for name, value in {"state": status.state, **status.info}.items():
        click.echo(f"{name:12} {value}")
    if status.state is TaskState.FAILURE:
        click.echo(f"\nFix the cause, then release the run: {_again(status, tenant)}", err=True)


@run.command("release")
@click.argument("run_id")
@TENANT
@JSON
def run_release(run_id: str, tenant: str, as_json: bool) -> None:
    """Try a failed or quarantined run again, with the full number of executions."""
    with in_tenant(tenant) as (found, tenant_id):
        found.runs.release(tenant_id, run_id)
    say({"run_id": run_id, "state": "queued"}, f"run {run_id} is queued", as_json=as_json)


def _again(status: RunStatus, tenant: str) -> str:
    return f"aether run release {status.info['run_id']} --tenant {tenant}"

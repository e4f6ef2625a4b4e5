"""`aether pull`: the changes that a pull or merge request would make."""

import click

from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import document, show
from api import pull_views

_COLUMNS = ("number", "state", "base", "head", "current", "answered_at")


@click.command()
@click.argument("number", required=False, type=click.IntRange(1))
@click.option("--repo", required=True, help="The repository's id.")
@TENANT
@click.option("--again", is_flag=True, help="Compute the answer again, for the current base.")
@JSON
def pull(number: int | None, repo: str, tenant: str, again: bool, as_json: bool) -> None:
    """Show what merging a pull or merge request would change, or which paths conflict; without a number, list open requests.

    The hook must ask for them (`aether hook add --pulls`), and the forge must send their events.
    """
    with in_tenant(tenant) as (found, tenant_id):
        if number is None:
            show(list(map(pull_views.summary, found.pulls.all(tenant_id, repo))), _COLUMNS, as_json=as_json)
            return
        if again:
            found.pulls.again(tenant_id, repo, number)
        row = found.pulls.show(tenant_id, repo, number)
    if as_json:
        document(pull_views.document(row))
    else:
        click.echo(pull_views.as_page(row, repo), nl=False)

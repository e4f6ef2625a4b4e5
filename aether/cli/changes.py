"""`aether query changes`: the changes of a push."""

import click

from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import NOTHING_FOUND, document
from api import change_views
from api.change_page import page


@click.command()
@click.argument("commits", required=False, metavar="[FROM..TO]")
@click.option("--repo", required=True, help="The repository's id.")
@TENANT
@click.option("--branch", help="Defaults to the default branch, or the only one.")
@click.option(
    "--limit", default=change_views.MOST, show_default=True, help="Maximum entries of each list in the JSON document."
)
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True)
@JSON
def changes(
    commits: str | None, repo: str, tenant: str, branch: str | None, limit: int, form: str, as_json: bool
) -> None:
    """Show what the last push changed, or what changed between two published commits, FROM..TO.

    Symbols and edges added, removed or changed; callers of what was removed; what no longer resolves; new import cycles; tests
    that reach the change. The Markdown is meant for a merge request. Exit code 3: nothing changed, or it is no longer kept.
    """
    since, _, until = (commits or "").partition("..")
    with in_tenant(tenant) as (found, tenant_id):
        change = found.changes.change(tenant_id, repo, branch=branch, since=since or None, until=until or None)
    if as_json or form == "json":
        document(change_views.document(change, limit))
    else:
        click.echo(page(change, repo), nl=False)
    if not any(change_views.counts(change).values()):
        raise SystemExit(NOTHING_FOUND)

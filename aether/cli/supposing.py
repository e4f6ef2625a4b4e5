"""`aether what-if`: the changes that a checkout would make, before it is pushed."""

from pathlib import Path
from typing import IO

import click

from aether.cli.opening import JSON, in_tenant
from aether.cli.output import NOTHING_FOUND, document
from aether.cli.querying import place
from api import change_views
from api.change_page import page
from graph.errors import BadInput


@click.command("what-if")
@place
@click.option("--staged", is_flag=True, help="Use the staged files instead of the working tree.")
@click.option("--diff", type=click.File("rb"), help="Use a patch to the indexed commit; `-` is stdin.")
@JSON
def what_if(repo: str, tenant: str, branch: str | None, staged: bool, diff: IO[bytes] | None, as_json: bool) -> None:
    """Show what unpushed changes would change: the answer of `aether query changes` for files that nobody has pushed.

    Compares the files of the current checkout with the indexed commit, which the checkout must contain. Nothing is stored.
    Exit code 3: nothing changes.
    """
    from mirror.checkout import Checkout
    from tasks.supposing import Where
    from tasks.what_if import Supposed

    if staged and diff is not None:
        raise BadInput("--staged and --diff are mutually exclusive.")
    with in_tenant(tenant) as (found, tenant_id):
        commit = found.reader.standing(tenant_id, repo, branch).commit
        files = Checkout(Path(), commit)
        differing = files.patched(diff.read()) if diff is not None else files.staged() if staged else files.worktree()
        change = found.what_if().change(Where(tenant_id, repo, branch), [Supposed(*each) for each in differing])
    if as_json:
        document(change_views.document(change))
    else:
        click.echo(page(change, repo), nl=False)
    if not any(change_views.counts(change).values()):
        raise SystemExit(NOTHING_FOUND)

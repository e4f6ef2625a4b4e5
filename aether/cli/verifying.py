"""`aether verify`: compares a stored graph with a fresh index of its commit."""

from typing import Any

import click

from aether.cli.opening import JSON, in_tenant
from aether.cli.output import document
from aether.cli.querying import place
from aether.composition import Application
from tasks.verify import Verified, Verifier, lines
from tasks.verify import verify as compared


def verifier(found: Application) -> Verifier:
    from tasks.work import Limits
    from tasks.workshop import policy

    settings = found.settings
    limits = Limits(settings.max_file_bytes)
    return Verifier(found.audits, found.store, settings.mirrors, policy(settings), limits, settings.local_roots)


@click.command()
@place
@JSON
def verify(repo: str, tenant: str, branch: str | None, as_json: bool) -> None:
    """Index the indexed commit again from scratch, compare, and print what differs (`+` is missing, `-` should not be there).
    Exit 1 if anything differs. Stored data is not changed.
    """
    with in_tenant(tenant) as (found, tenant_id):
        result = compared(verifier(found), found.reader.graph(tenant_id, repo, branch))
    if as_json:
        document(_described(result))
    else:
        click.echo("\n".join([*lines(result), _summary(result)]))
    raise SystemExit(1 if result.differences else 0)


def _described(result: Verified) -> dict[str, Any]:
    subject = result.subject
    about = {"repo": subject.repo, "branch": subject.branch, "commit": subject.commit}
    return {**about, "nodes": result.nodes, "edges": result.edges, "differences": lines(result)}


def _summary(result: Verified) -> str:
    verdict = f"{result.differences} differences" if result.differences else "equal"
    subject = result.subject
    return f"{subject.repo} ({subject.branch}) at {subject.commit}: {verdict}, {result.nodes} nodes and {result.edges} edges"

"""`aether why` and `aether why-not`: how an edge was derived, and why there is none."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from aether.cli import answers
from aether.cli.opening import JSON, in_tenant
from aether.cli.querying import place
from api import views
from graph.errors import BadInput
from graph.kinds import EdgeKind

_COLUMNS = ("step", "at", "says")


@click.command()
@click.argument("edge", nargs=-1, required=True, metavar="EDGE | SOURCE TARGET [KIND]")
@place
@JSON
def why(edge: tuple[str, ...], repo: str, tenant: str, branch: str | None, as_json: bool) -> None:
    """Explain why an edge exists: the steps that produced it, from the place where it is written to the definition it leads to.

    EDGE is an edge's id, as shown in JSON answers; or give the names or ids of both ends, and the kind if they have several
    edges. The file that contains the edge is relinked over the facts of the indexed commit; nothing is stored.
    """
    from tasks.supposing import Where

    with in_tenant(tenant) as (found, tenant_id):
        at = Where(tenant_id, repo, branch)
        if len(edge) == 1:
            told = found.explaining().edge(at, edge[0])
        else:
            source, target, kind = _ends(edge)
            start, end = (views.only(found.reader, (tenant_id, repo), name, branch) for name in (source, target))
            told = found.explaining().between(at, start, end, kind)
    shown = views.explained(told)
    rows = [row for each in shown["chains"] for row in _chain(each)]
    answers.tell(shown, rows, _COLUMNS, as_json=as_json)


@click.command("why-not")
@click.argument("name")
@click.argument("at", metavar="at", type=click.Choice(["at"]))
@click.argument("where", metavar="FILE:LINE")
@place
@JSON
def why_not(name: str, at: str, where: str, repo: str, tenant: str, branch: str | None, as_json: bool) -> None:
    """Explain why a name on a line does not resolve, or where it leads.

    Shows the reason, what is known up to that point, and the lookups that failed.
    """
    from tasks.supposing import Where

    del at
    with in_tenant(tenant) as (found, tenant_id):
        told = found.explaining().missing(Where(tenant_id, repo, branch), name, where)
    shown = views.unlinked(told)
    rows = [row for each in shown["references"] for row in _missing(each)]
    answers.tell(shown, rows, _COLUMNS, as_json=as_json)


def _ends(given: tuple[str, ...]) -> tuple[str, str, str | None]:
    source, target, *kind = given
    if len(kind) > 1 or any(each not in set(EdgeKind) for each in kind):
        raise BadInput(f"why takes an edge's id, or two names and a kind of edge: {', '.join(EdgeKind)}.")
    return source, target, kind[0] if kind else None


def _chain(chain: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    edge = chain["edge"]
    yield {"step": edge["kind"], "at": edge["path"], "says": f"{edge['resolution']} {edge['id']}"}
    yield from map(_step, chain["steps"])


def _missing(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    says = f"{found['expression']}: {found['says']}"
    yield {"step": found["reason"], "at": f"{found['path']}:{found['line']}", "says": says}
    yield from map(_step, found["steps"])
    yield from ({"step": "no", "says": question} for question in found["asked"])


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    where = f"{step['path']}:{step['line']}" if step["line"] else step["path"]
    return {"step": step["kind"], "at": where, "says": step["says"]}

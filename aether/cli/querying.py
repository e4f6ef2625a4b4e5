"""`aether query`, `aether export`, `aether digest`: what a person or a script asks of a graph."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

import click

from aether import exporting
from aether.cli.changes import changes
from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import NOTHING_FOUND, document, say, show, table
from api.views import freshness, node, reached, resolutions
from graph import identity
from graph.errors import NotFound
from graph.model import Node
from store.model import Answer, Freshness, Reached
from store.reader import GraphReader

F = Callable[..., Any]

_ID = re.compile(r"[0-9a-f]{16}")
_MISSES = ("at", "scope", "kind", "expression", "reason")
_CALLS = ("name", "kind", "depth", "resolution", "at")
_NAMES = ("qualified_name", "kind", "path", "line", "id")


def place(command: F) -> F:
    """The options that name a graph."""
    return _with(
        command,
        click.option("--repo", required=True, help="The repository's id."),
        TENANT,
        click.option("--branch", help="Left out: the default branch, or the only one."),
    )


def walk(command: F) -> F:
    """What a question takes that goes from a named node along edges."""
    return _with(
        command,
        click.argument("name"),
        place,
        click.option("--depth", default=1, show_default=True, type=click.IntRange(1, 8)),
        click.option("--resolution", help="Comma-separated; left out: all but bare-name matches."),
        JSON,
    )


def _with(command: F, *options: Callable[[F], F]) -> F:
    """The options in the order in which help shows them."""
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def query() -> None:
    """Ask the graph. Exit codes: 3 nothing found, 4 not indexed yet, 5 no such name."""


query.add_command(changes)


@query.command()
@click.argument("name")
@place
@JSON
def search(name: str, repo: str, tenant: str, branch: str | None, as_json: bool) -> None:
    """Names that begin with NAME, in any case."""
    with in_tenant(tenant) as (found, tenant_id):
        answer = found.reader.search(tenant_id, repo, name, branch=branch)
    if as_json:
        nodes = list(map(node, answer.items))
        document({"nodes": nodes, "truncated": answer.truncated, "freshness": freshness(answer.freshness)})
    else:
        table([_row(each) for each in answer.items], _NAMES)
        _tell(answer.freshness, truncated=answer.truncated)
    _exit_if_nothing(answer.items)


@query.command()
@walk
def callers(**asked: Any) -> None:
    """Who calls NAME: a name, a qualified name, or a node's id."""
    _neighbours("callers", **asked)


@query.command()
@walk
def callees(**asked: Any) -> None:
    """What NAME calls: a name, a qualified name, or a node's id."""
    _neighbours("callees", **asked)


@click.command()
@place
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option("-o", "output", type=click.File("wb", lazy=True), help="A file; left out: stdout.")
def export(repo: str, tenant: str, branch: str | None, form: str, output: IO[bytes] | None) -> None:
    """One commit's graph, canonical: two equal graphs give equal bytes after the first line."""
    del form
    with in_tenant(tenant) as (found, tenant_id):
        graph = found.reader.graph(tenant_id, repo, branch)
        for line in exporting.lines(found.store.export(graph)):
            (output or sys.stdout.buffer).write(line)


@click.command()
@place
@JSON
def digest(repo: str, tenant: str, branch: str | None, as_json: bool) -> None:
    """sha256 over the canonical export without its header: equal exactly when the graphs are."""
    with in_tenant(tenant) as (found, tenant_id):
        graph = found.reader.graph(tenant_id, repo, branch)
        header, value = exporting.digest(found.store.export(graph))
    say(
        {"repo": header.repo, "branch": header.branch, "commit": header.commit, "digest": value}, value, as_json=as_json
    )


@query.command()
@place
@click.option("--reason", help="The places of this reason; left out: how many there are of each.")
@JSON
def unresolved(repo: str, tenant: str, branch: str | None, reason: str | None, as_json: bool) -> None:
    """References that lead nowhere, and why."""
    with in_tenant(tenant) as (found, tenant_id):
        if reason is None:
            counted = found.reader.reasons(tenant_id, repo, branch=branch)
            rows = [{"reason": name, "references": count} for name, count in counted.items()]
            show(rows, ("reason", "references"), as_json=as_json)
            return
        answer = found.reader.unresolved(tenant_id, repo, reason, branch=branch)
    if as_json:
        places = [each._asdict() for each in answer.items]
        document({"unresolved": places, "truncated": answer.truncated, "freshness": freshness(answer.freshness)})
    else:
        table([{**each._asdict(), "at": f"{each.path}:{each.line}"} for each in answer.items], _MISSES)
        _tell(answer.freshness, truncated=answer.truncated)
    _exit_if_nothing(answer.items)


def _neighbours(
    way: str, name: str, repo: str, tenant: str, branch: str | None, depth: int, resolution: str | None, as_json: bool
) -> None:
    wanted = resolutions(resolution)
    with in_tenant(tenant) as (found, tenant_id):
        ask: Callable[..., Answer[Reached]] = getattr(found.reader, way)
        while True:  # again, where a publish came between two of the questions
            named = _named(found.reader, tenant_id, repo, name, branch)
            answers = [
                (start, ask(tenant_id, repo, start.id, branch=branch, depth=depth, resolutions=wanted))
                for start in named.items
            ]
            if {each.freshness.indexed_commit for _, each in answers} == {named.freshness.indexed_commit}:
                break
    _show(answers, named.freshness, as_json=as_json)


def _named(reader: GraphReader, tenant_id: int, repo: str, name: str, branch: str | None) -> Answer[Node]:
    """What NAME means: nodes of that name, else the node of that id."""
    named = reader.nodes_named(tenant_id, repo, name, branch=branch)
    if named.items:
        return named
    if _ID.fullmatch(name):
        return reader.node(tenant_id, repo, identity.read(name), branch=branch)
    raise NotFound(f"Nothing in {repo} is named {name!r}; `aether query search` finds names by their beginning.")


def _show(answers: Sequence[tuple[Node, Answer[Reached]]], fresh: Freshness, *, as_json: bool) -> None:
    if as_json:
        found = [{"node": node(start), "neighbours": list(map(reached, each.items))} for start, each in answers]
        cut = any(each.truncated for _, each in answers)
        document({"answers": found, "truncated": cut, "freshness": freshness(fresh)})
    else:
        for start, each in answers:
            click.echo(f"{start.qualified_name} ({start.kind}) {_place(start)}")
            table([row for item in each.items for row in _steps(item)], _CALLS)
        _tell(fresh, truncated=any(each.truncated for _, each in answers))
    _exit_if_nothing([item for _, each in answers for item in each.items])


def _steps(found: Reached) -> Iterator[dict[str, Any]]:
    for edge in found.edges:
        yield {
            "name": found.node.qualified_name,
            "kind": edge.kind,
            "depth": found.depth,
            "resolution": edge.resolution,
            "at": f"{edge.path}:{','.join(map(str, sorted({line for line, _ in edge.sites})))}",
        }


def _place(found: Node) -> str:
    return f"{found.path}:{found.start_line}" if found.start_line else found.path or "outside the repository"


def _row(found: Node) -> dict[str, Any]:
    return {**found._asdict(), "line": found.start_line or None, "id": identity.show(found.id)}


def _tell(fresh: Freshness, *, truncated: bool) -> None:
    """To people, on stderr: how fresh and how whole the answer is."""
    cut = " The answer was cut; ask for less." if truncated else ""
    behind = f", {fresh.lag_seconds:.0f} s behind {fresh.newest_commit}" if fresh.lag_seconds else ""
    flaws = f"; {fresh.files_skipped} files skipped, {fresh.files_partial} partly read"
    click.echo(f"{fresh.branch} at {fresh.indexed_commit}{behind}{flaws}.{cut}", err=True)


def _exit_if_nothing(items: Sequence[Any]) -> None:
    if not items:
        raise SystemExit(NOTHING_FOUND)

"""`aether query`, `aether export` and `aether digest`: queries of a graph."""

import sys
from collections.abc import Callable, Iterable
from typing import IO, Any

import click

from aether import exporting
from aether.cli import answers
from aether.cli.changes import changes
from aether.cli.opening import JSON, TENANT, in_tenant
from aether.cli.output import say, show
from api import views
from graph import languages
from graph.model import Edge, Node
from store.model import Answer, Header, Reached

F = Callable[..., Any]

_MISSES = ("at", "scope", "kind", "expression", "reason")


def place(command: F) -> F:
    """Adds the options that select a graph."""
    return _with(
        command,
        click.option("--repo", required=True, help="The repository's id."),
        TENANT,
        click.option("--branch", help="Defaults to the default branch, or the only one."),
    )


RESOLUTION = click.option("--resolution", help="Comma-separated; defaults to all but bare-name matches.")


ACROSS = click.option("--across", is_flag=True, help="Include callers in repositories that depend on this one.")


def walk(depth: int) -> Callable[[F], F]:
    """Adds the parameters of a query that follows edges from a named node, up to the given depth by default."""

    def take(command: F) -> F:
        far = click.option("--depth", default=depth, show_default=True, type=click.IntRange(1, 8))
        return _with(command, click.argument("name"), place, far, RESOLUTION, JSON)

    return take


def paged(command: F) -> F:
    """Adds the parameters of a paged query."""
    return _with(
        command,
        place,
        click.option("--after", help="The `next` key of the previous page."),
        click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 500)),
        JSON,
    )


def _with(command: F, *options: Callable[[F], F]) -> F:
    """Adds the options in the order in which `--help` shows them."""
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
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 500))
@JSON
def search(name: str, repo: str, tenant: str, branch: str | None, limit: int, as_json: bool) -> None:
    """Search by name, prefix, prefixes of words (OrdPay), path, or any part of a name."""
    with in_tenant(tenant) as (found, tenant_id):
        answer = found.reader.search(tenant_id, repo, name, branch=branch, limit=limit)
    answers.nodes(answer, as_json=as_json)


@query.command()
@click.argument("at", metavar="PATH:LINE[:COLUMN]")
@place
@click.option("--source", is_flag=True, help="Include the source code, from this host's mirror.")
@JSON
def definition(at: str, repo: str, tenant: str, branch: str | None, source: bool, as_json: bool) -> None:
    """Show what is used at a position in a file, and what is defined around it."""
    with in_tenant(tenant) as (found, tenant_id):
        answer = found.reader.definition(tenant_id, repo, at, branch=branch)
        shown = [each.node.id for each in answer.items if each.node.start_line] if source else []
        code = [found.sources().source(tenant_id, repo, node_id, branch=branch) for node_id in shown]
    answers.with_code(answer, code, as_json=as_json)


@query.command()
@walk(1)
@ACROSS
def callers(**asked: Any) -> None:
    """Show who calls NAME: a name, a qualified name, or a node's id."""
    _neighbours("callers", **asked)


@query.command()
@walk(1)
def callees(**asked: Any) -> None:
    """Show what NAME calls: a name, a qualified name, or a node's id."""
    _neighbours("callees", **asked)


@query.command()
@walk(8)
def implementors(**asked: Any) -> None:
    """Show the types that inherit from NAME or implement it, transitively."""
    _neighbours("implementors", **asked)


@query.command()
@walk(8)
def overrides(**asked: Any) -> None:
    """Show the methods that override NAME, directly or transitively."""
    _neighbours("overrides", **asked)


@query.command()
@walk(1)
def importers(**asked: Any) -> None:
    """Show the modules that import NAME: a module, package or file, or something outside the repository."""
    _neighbours("importers", **asked)


@query.command()
@walk(5)
@ACROSS
def impact(**asked: Any) -> None:
    """Show what a change of NAME could affect: transitive callers of it and of what it defines."""
    _neighbours("impact", **asked)


@query.command()
@click.argument("name")
@place
@RESOLUTION
@JSON
def tests(**asked: Any) -> None:
    """Show the definitions in test files from which calls lead to NAME."""
    _neighbours("tests", **asked)


@query.command()
@click.argument("name")
@paged
@RESOLUTION
def references(**asked: Any) -> None:
    """Show every use of NAME, of any kind."""
    _neighbours("references", **asked)


@query.command()
@click.argument("source")
@click.argument("target")
@place
@RESOLUTION
@JSON
def path(
    source: str, target: str, repo: str, tenant: str, branch: str | None, resolution: str | None, as_json: bool
) -> None:
    """Show a shortest chain of calls from SOURCE to TARGET, call by call."""
    resolutions = views.resolutions(resolution)
    with in_tenant(tenant) as (found, tenant_id):
        ends = [views.only(found.reader, (tenant_id, repo), name, branch) for name in (source, target)]
        answer = found.reader.path(tenant_id, repo, *ends, branch=branch, resolutions=resolutions)
    answers.neighbours(answer, as_json=as_json)


@query.command()
@click.argument("name")
@paged
def dependents(name: str, repo: str, tenant: str, as_json: bool, **page: Any) -> None:
    """Show who imports or depends on a package or module outside the repository."""
    with in_tenant(tenant) as (found, tenant_id):
        answer = found.reader.dependents(tenant_id, repo, name, **page)
    answers.neighbours(answer, as_json=as_json)


@query.command()
@paged
@click.option("--kind", help="Comma-separated kinds of nodes; defaults to types and functions.")
def unreferenced(repo: str, tenant: str, kind: str | None, as_json: bool, **page: Any) -> None:
    """Show definitions that nothing in the graph uses and no convention calls; a page before the last may be empty."""
    kinds = views.kinds(kind)
    with in_tenant(tenant) as (found, tenant_id):
        answer = found.reader.unreferenced(tenant_id, repo, kinds=kinds, **page)
    answers.nodes(answer, as_json=as_json)


@click.command()
@place
@click.option("--format", "form", type=click.Choice(["jsonl", "scip"]), default="jsonl", show_default=True)
@click.option("-o", "output", type=click.File("wb", lazy=True), help="Output file; defaults to stdout.")
def export(repo: str, tenant: str, branch: str | None, form: str, output: IO[bytes] | None) -> None:
    """Export one commit's graph, as canonical JSON Lines (equal graphs give equal bytes after the first line) or as SCIP for code
    browsers (symbols, occurrences and relationships, as protobuf).
    """
    with in_tenant(tenant) as (found, tenant_id):
        graph = found.reader.graph(tenant_id, repo, branch)
        for piece in _written(form)(found.store.export(graph)):
            (output or sys.stdout.buffer).write(piece)


def _written(form: str) -> Callable[[Iterable[Header | Node | Edge]], Iterable[bytes]]:
    if form == "jsonl":
        return exporting.lines
    from aether.scip.index import index  # protobuf is imported only when needed

    return index


@click.command()
@place
@JSON
def digest(repo: str, tenant: str, branch: str | None, as_json: bool) -> None:
    """Print the SHA-256 of the canonical export without its header: equal exactly when the graphs are."""
    with in_tenant(tenant) as (found, tenant_id):
        graph = found.reader.graph(tenant_id, repo, branch)
        header, value = exporting.digest(found.store.export(graph))
    say(
        {"repo": header.repo, "branch": header.branch, "commit": header.commit, "digest": value}, value, as_json=as_json
    )


@query.command()
@place
@click.option("--reason", help="Show the places with this reason; by default, the number for each reason.")
@JSON
def unresolved(repo: str, tenant: str, branch: str | None, reason: str | None, as_json: bool) -> None:
    """Show references that do not resolve, and why."""
    with in_tenant(tenant) as (found, tenant_id):
        if reason is None:
            counted = found.reader.reasons(tenant_id, repo, branch=branch)
            rows = [{"reason": name, "references": count} for name, count in counted.items()]
            show(rows, ("reason", "references"), as_json=as_json)
            return
        answer = found.reader.unresolved(tenant_id, repo, reason, branch=branch)
    places = [each._asdict() for each in answer.items]
    rows = [{**each, "at": f"{each['path']}:{each['line']}"} for each in places]
    shown = {
        "unresolved": places,
        "grade": languages.grade(map(languages.of_path, {each.path for each in answer.items})),
    }
    answers.tell({**shown, **views.bounds(answer)}, rows, _MISSES, as_json=as_json)


def _neighbours(
    question: str,
    name: str,
    repo: str,
    tenant: str,
    branch: str | None,
    resolution: str | None,
    as_json: bool,
    across: bool = False,
    **more: Any,
) -> None:
    more["resolutions"] = views.resolutions(resolution)
    if across:
        _across(question, name, (repo, tenant, branch), more, as_json=as_json)
        return
    with in_tenant(tenant) as (found, tenant_id):
        ask: Callable[..., Answer[Reached]] = getattr(found.reader, question)
        while True:  # again, if a publish came between two of the queries
            named = views.named(found.reader, (tenant_id, repo), name, branch)
            told = [ask(tenant_id, repo, start.id, branch=branch, **more) for start in named.items]
            if {each.freshness.indexed_commit for each in told} == {named.freshness.indexed_commit}:
                break
    answers.of_each(told, named, as_json=as_json)


def _across(
    question: str, name: str, where: tuple[str, str, str | None], more: dict[str, Any], *, as_json: bool
) -> None:
    """The answers about every node that the name may mean, in this repository and in the others."""
    from tasks.across import Asked
    from tasks.supposing import Where

    repo, tenant, branch = where
    with in_tenant(tenant) as (found, tenant_id):
        named = views.named(found.reader, (tenant_id, repo), name, branch).items
        crossing, at = found.crossing(), Where(tenant_id, repo, branch)
        told = [crossing.ask(at, Asked(question, each.id, **more)) for each in named]
    answers.across(told, as_json=as_json)

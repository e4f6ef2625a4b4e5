"""Prints answers about a graph, as tables or as JSON documents."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from aether.cli.output import NOTHING_FOUND, document, table
from api import views
from graph import identity
from graph.languages import Grade
from graph.model import Node
from store.model import Answer, Reached

if TYPE_CHECKING:
    from tasks.across import Across
    from tasks.sources import Source

_NODES = ("qualified_name", "kind", "path", "line", "id")
_STEPS = ("name", "kind", "depth", "resolution", "at")
_FILES = 3  # named in a message to a person


def nodes(answer: Answer[Node], *, as_json: bool) -> None:
    tell(views.nodes(answer), [_row(each) for each in answer.items], _NODES, as_json=as_json)


def neighbours(answer: Answer[Reached], *, as_json: bool) -> None:
    rows = [row for each in answer.items for row in _steps(each)]
    tell(views.neighbours(answer), rows, _STEPS, as_json=as_json)


def with_code(answer: Answer[Reached], code: "Sequence[Source]", *, as_json: bool) -> None:
    """The rows, with the nodes' code if it was requested."""
    if as_json:
        document(views.neighbours(answer) | ({"sources": [each._asdict() for each in code]} if code else {}))
        _exit_if_nothing(answer.items)
        return
    neighbours(answer, as_json=False)
    for each in code:
        click.echo(f"\n{each.path}:{each.first_line}")
        click.echo(each.unavailable or each.text)


def of_each(told: Sequence[Answer[Reached]], named: Answer[Node], *, as_json: bool) -> None:
    """The answers about every node that the name may mean."""
    shown = [views.neighbours(each) for each in told]
    if as_json:
        whole = {"cut": any(each.cut for each in told), "grade": views.grade(named.items)}
        document({"answers": shown, **whole, "freshness": views.freshness(named.freshness)})
    else:
        for start, each in zip(named.items, told, strict=True):
            click.echo(f"{start.qualified_name} ({start.kind}) {start.place}")
            table([row for item in each.items for row in _steps(item)], _STEPS)
        _say(*shown)
    _exit_if_nothing([item for each in told for item in each.items])


def across(told: "Sequence[Across]", *, as_json: bool) -> None:
    """Answers by node and then by repository, each with its own freshness."""
    items = [item for each in told for answer in _answers(each) for item in answer.items]
    if as_json:
        document({"answers": list(map(views.across, told))})
        _exit_if_nothing(items)
        return
    for each in told:
        start = each.answer.start
        click.echo(f"{start.qualified_name} ({start.kind}) {start.place}" if start else "")
        _table_of(each.answer)
        for there in each.there:
            click.echo(f"\nin {there.repo} ({there.branch}){f': {there.unanswered}' if there.unanswered else ''}")
            if there.answer is not None:
                _table_of(there.answer)
        if each.left_out:
            click.echo(f"Left out: {each.left_out}.", err=True)
    _exit_if_nothing(items)


def _answers(told: "Across") -> list[Answer[Reached]]:
    return [told.answer, *(each.answer for each in told.there if each.answer is not None)]


def _table_of(answer: Answer[Reached]) -> None:
    table([row for item in answer.items for row in _steps(item)], _STEPS)
    _say(views.neighbours(answer))


def tell(shown: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Prints the answers; exits with 3 if there are no rows."""
    if as_json:
        document(shown)
    else:
        table(rows, columns)
        _say(shown)
    _exit_if_nothing(rows)


def _steps(found: Reached) -> Iterator[dict[str, Any]]:
    """One line per edge; a node without an edge in the answer gets a line of its own."""
    name = {"name": found.node.qualified_name, "depth": found.depth}
    if not found.edges:
        yield {**name, "kind": found.node.kind, "at": found.node.place}
    for edge in found.edges:
        lines = ",".join(map(str, sorted({line for line, _ in edge.sites})))
        yield {
            **name,
            "kind": edge.kind,
            "resolution": edge.resolution,
            "at": f"{edge.path}:{lines}" if lines else edge.path,
        }


def _row(found: Node) -> dict[str, Any]:
    return {**found._asdict(), "line": found.start_line or None, "id": identity.show(found.id)}


def _say(*shown: Mapping[str, Any]) -> None:
    """Tells people on stderr how fresh and complete the answers are and how to get the rest, without repetition."""
    for line in dict.fromkeys(line for each in shown for line in _lines(each)):
        click.echo(line, err=True)


def _lines(shown: Mapping[str, Any]) -> Iterator[str]:
    fresh = shown["freshness"]
    behind = f", {fresh['lag_seconds']:.0f} s behind {fresh['newest_commit']}" if fresh["lag_seconds"] else ""
    flaws = f"; {fresh['files_skipped']} files skipped, {fresh['files_partial']} partly parsed"
    yield f"{fresh['branch']} at {fresh['indexed_commit']}{behind}{flaws}."
    if fresh["files"]:
        more = len(fresh["files"]) - _FILES + fresh["files_left_out"]
        told = ", ".join(f"{each['path']} ({each['reason']})" for each in fresh["files"][:_FILES])
        yield f"Could change this answer: {told}{f' and {more} more' if more > 0 else ''}."
    if shown.get("grade") == Grade.PREVIEW:
        yield "Grade: preview. The answer includes a language whose edges have not been measured against a compiler or type checker."
    if shown.get("cut"):
        further = f"; the next page: --after {shown['next']}" if shown["next"] else ""
        yield f"Left out: {shown['left_out']}{further}."


def _exit_if_nothing(items: Sequence[Any]) -> None:
    if not items:
        raise SystemExit(NOTHING_FOUND)

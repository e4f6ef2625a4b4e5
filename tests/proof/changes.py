"""The change of a push against the difference of two fresh exports: `python -m tests.proof.changes PATH… --commits 50`.

Every commit is pushed to one branch and indexed into an empty tenant beside it. What the product says of each push, and of
several pushes together, must be exactly what the two exports differ in: nodes with all their fields, edges with their sites.
"""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click
import structlog

from graph.model import Edge, Node
from store.change import Change
from store.model import Header, Site
from tests.proof.history import History
from tests.proof.stored import Stored, stored

TOGETHER = 3  # pushes that are also asked about as one

Export = Sequence[Header | Node | Edge]
Key = tuple[str, int, int, str, str, int]
Sites = tuple[tuple[int, int], ...]


class Rows(NamedTuple):
    nodes: dict[int, Node]
    edges: dict[Key, Sites]  # with the file's own lines


def rows(export: Export) -> Rows:
    edges = {tuple(row)[:6]: row.sites for row in export if isinstance(row, Edge)}
    return Rows({row.id: row for row in export if isinstance(row, Node)}, edges)  # type: ignore[arg-type]  # a slice


def wrong(change: Change, before: Rows, after: Rows) -> list[str]:
    """In what the answer is not the difference of the two."""
    gone, come = before.nodes.keys() - after.nodes.keys(), after.nodes.keys() - before.nodes.keys()
    pairs = {each: (before.nodes[each], after.nodes[each]) for each in before.nodes.keys() & after.nodes.keys()}
    edges_gone = {key: before.edges[key] for key in before.edges.keys() - after.edges.keys()}
    edges_come = {key: after.edges[key] for key in after.edges.keys() - before.edges.keys()}
    told = [*change.nodes_changed, *change.nodes_moved]
    checks = {
        "nodes added": {node.id: node for node in change.nodes_added} == {each: after.nodes[each] for each in come},
        "nodes removed": {node.id: node for node in change.nodes_removed}
        == {each: before.nodes[each] for each in gone},
        "nodes changed or moved": {each.after.id: (each.before, each.after) for each in told}
        == {each: pair for each, pair in pairs.items() if pair[0] != pair[1]},
        "edges added": _sites([*change.edges_added, *(pair.after for pair in change.edges_rebound)]) == edges_come,
        "edges removed": _sites([*change.edges_removed, *(pair.before for pair in change.edges_rebound)]) == edges_gone,
        "edges moved": change.edges_moved == _moved(before, after),
    }
    return [name for name, right in checks.items() if not right]


def replay(store: Stored, path: Path, commits: Sequence[str]) -> list[str]:
    """One line for each push, or several together, whose answer is wrong. The last of a few is asked with later pushes there."""
    found, fresh = [], dict[str, Rows]()
    for number, commit in enumerate(commits):
        store.pushed(path, commit)
        fresh[commit] = rows(store.indexed(path, commit))
        if number == 0:
            continue
        asked = {(commits[number - 1], commit), (commits[max(0, number - TOGETHER)], commit)}
        asked |= {(commits[number - 3], commits[number - 1])} if number >= TOGETHER else set()
        for since, until in sorted(asked):
            bad = wrong(store.change(path, since, until), fresh[since], fresh[until])
            found += [f"{path.name} {since}..{until}: {', '.join(bad)}"] if bad else []
        click.echo(f"{number} of {len(commits) - 1}", err=True)
    return found


def _sites(edges: Sequence[Site]) -> dict[Key, Sites]:
    return {(each.kind, each.source, each.target, each.path, each.resolution, each.scope): each.sites for each in edges}


def _moved(before: Rows, after: Rows) -> int:
    both = before.edges.keys() & after.edges.keys()
    return sum(_counted(before, key) != _counted(after, key) for key in both)


def _counted(found: Rows, key: Key) -> list[tuple[int, int]]:
    """From the first line of the edge's scope."""
    scope = found.nodes.get(key[5])
    origin = scope.start_line if scope else 0
    return [(line - origin, column) for line, column in found.edges[key]]


@click.command(help=__doc__)
@click.argument("repositories", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--commits", default=50, show_default=True, help="The newest of each repository that change code.")
def main(repositories: Sequence[Path], commits: int) -> None:
    found: list[str] = []
    with stored() as store:
        for path in repositories:
            with History(path) as history:
                chosen = list(history.commits[-commits - 1 :])
            found += replay(store, path, chosen)
            click.echo(f"{path}: {len(chosen) - 1} pushes")
    for line in found:
        click.echo(f"DIFFERS: {line}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    main()

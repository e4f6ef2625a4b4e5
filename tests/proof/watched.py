"""What watches tell against the answers before and after: `python -m tests.proof.watched REPOSITORY… --commits 300`.

Watches of every form are made from names of the first and the last commit. Each commit is pushed; now and then, after one to
four pushes, the watches are told. The exports before and after each push are asked the same queries, by code that knows nothing
of deltas: whatever came, went or changed must have been told, and nothing else. Prints one line of JSON.
"""

import json
import logging
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import click
import structlog

from graph import identity
from graph.conventions import is_test, public
from graph.model import Edge, Node
from store.watches import EventRow
from tests.proof.history import History
from tests.proof.stored import Stored, stored

CALLS = {"CALLS", "INSTANTIATES"}
REACHING = {*CALLS, "INHERITS", "OVERRIDES", "DECORATES"}
SHAPE = {"CONTAINS", "DEFINES"}
NO_USE = SHAPE
OUTSIDE = {"external_module", "external_package"}
PLACES = {*OUTSIDE, "project", "package", "folder", "file", "module"}
DEFINITIONS = {"class", "interface", "trait", "struct", "enum", "union", "type_alias", "function", "method"}
STEPS, SHOWN, PAUSES = 5, 20, 4

Answer = dict[int, Any]  # of each item what it is: when that differs, it changed


class State:
    """A graph, as an export tells it, without bare-name matches."""

    def __init__(self, export: Iterable[object]) -> None:
        rows = list(export)
        self.nodes = {row.id: row for row in rows if isinstance(row, Node)}
        self.edges = [row for row in rows if isinstance(row, Edge) and row.resolution != "name"]
        self.named = defaultdict[str, set[int]](set)
        for node in self.nodes.values():
            for name in (node.name, *_ends(node.qualified_name)):
                self.named[name].add(node.id)
        self._answers: dict[str, Answer] = {}

    def answer(self, query: str) -> Answer:
        form = next(each for each in FORMS if query.startswith(f"{each} "))
        if query not in self._answers:
            self._answers[query] = FORMS[form](self, query[len(form) + 1 :])
        return self._answers[query]

    @cached_property
    def uses(self) -> dict[int, frozenset[tuple[object, ...]]]:
        """What each definition uses."""
        found = defaultdict[int, set[tuple[object, ...]]](set)
        for edge in self.edges:
            if edge.kind not in SHAPE:
                found[edge.scope].add(tuple(edge)[:6])
        return {each: frozenset(edges) for each, edges in found.items()}

    @cached_property
    def tested(self) -> set[int]:
        following = defaultdict[int, set[int]](set)
        for edge in self.edges:
            if edge.kind in REACHING:
                following[edge.source].add(edge.target)
        reached, frontier = set[int](), {each for each, node in self.nodes.items() if is_test(node.path)}
        for _ in range(STEPS):
            frontier = {target for each in frontier for target in following[each]} - reached
            reached |= frontier
        return reached


def _ends(text: str) -> Iterable[str]:
    return (text[at:] for at in range(len(text)) if at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "_"))


def _within(text: str, prefix: str) -> bool:
    return text == prefix or (text.startswith(prefix) and text[len(prefix)] in "./:\\")


def _linked(at: State, kinds: set[str] | None, ours: str, meant: set[int]) -> Answer:
    there = "target" if ours == "source" else "source"
    return {
        getattr(edge, ours): None
        for edge in at.edges
        if (edge.kind in kinds if kinds else edge.kind not in NO_USE) and getattr(edge, there) in meant
    }


def _callers(at: State, name: str) -> Answer:
    return _linked(at, CALLS, "source", at.named[name])


def _callees(at: State, name: str) -> Answer:
    return _linked(at, CALLS, "target", at.named[name])


def _uses(at: State, name: str) -> Answer:
    outside = {each for each, node in at.nodes.items() if node.kind in OUTSIDE and _within(node.qualified_name, name)}
    return _linked(at, None, "source", outside)


def _definition(at: State, name: str) -> Answer:
    nodes = [at.nodes[each] for each in at.named[name]]
    return {
        node.id: (_own(node), "body" in node.attributes or node.end_line - node.start_line, at.uses.get(node.id))
        for node in nodes
        if node.kind not in PLACES
    }


def _interface(at: State, where: str) -> Answer:
    return {
        each: _own(node, "docstring", *(("body",) if node.kind in {"function", "method"} else ()))
        for each, node in at.nodes.items()
        if node.kind in {*DEFINITIONS, "constant", "enum_member"}
        and public(node)
        and (where == "." or _within(node.path, where) or _within(node.qualified_name, where))
    }


def _own(node: Node, *without: str) -> str:
    attributes = {name: value for name, value in node.attributes.items() if name not in without}
    return json.dumps([node.name, node.qualified_name, node.language, attributes], sort_keys=True)


def _untested(at: State, pattern: str) -> Answer:
    glob = re.compile(rf"(?s)(.*\W)?{'.*'.join(map(re.escape, pattern.split('*')))}")
    untested = (node for each, node in at.nodes.items() if node.kind in DEFINITIONS and each not in at.tested)
    return {
        node.id: None
        for node in untested
        if not is_test(node.path) and (glob.fullmatch(node.qualified_name) or glob.fullmatch(node.path))
    }


FORMS: dict[str, Callable[[State, str], Answer]] = {
    "callers of": _callers,
    "callees of": _callees,
    "definition of": _definition,
    "interface of": _interface,
    "uses of external": _uses,
    "untested": _untested,
}


def queries(states: Sequence[State], number: int) -> list[str]:
    """So many of each form, of names that there are: whole ones, ends, beginnings, patterns."""
    chosen = random.Random(1)
    nodes = [node for at in states for node in at.nodes.values()]
    inside = [node for node in nodes if node.kind not in PLACES]
    outside = sorted({node.qualified_name for node in nodes if node.kind in OUTSIDE})
    places = sorted({node.path for node in inside} | {node.path.rpartition("/")[0] or "." for node in inside})
    modules = sorted({node.qualified_name for node in nodes if node.kind == "module"})
    called = [at.nodes[edge.target] for at in states for edge in at.edges if edge.kind in CALLS]

    def names(among: Sequence[Node]) -> list[str]:
        found = chosen.choices(among, k=number)
        return [each.name if chosen.random() < 0.3 else each.qualified_name for each in found]

    patterns = [f"{name[:-1]}*" for name in names(inside)] + [f"{name}.*" for name in chosen.choices(modules, k=number)]
    made = [f"{form} {name}" for form in ("callers of", "callees of", "definition of") for name in names(called)]
    made += [f"definition of {name}" for name in names(inside)]
    made += [f"interface of {name}" for name in chosen.choices([*places, *modules], k=number)]
    made += [f"uses of external {name}" for name in chosen.choices(outside, k=number)]
    made += [f"untested {pattern}" for pattern in chosen.choices(patterns, k=number)]
    return sorted({*made, "untested *", "interface of ."})


def wrong(asked: Iterable[str], before: State, after: State, told: dict[str, EventRow]) -> list[str]:
    """The queries of which something else was told than what came, went or changed. `told`: by query."""
    found = []
    for query in asked:
        old, new = before.answer(query), after.answer(query)
        expected = {
            "added": {each for each in new if each not in old},
            "removed": {each for each in old if each not in new},
            "changed": {each for each in new if each in old and new[each] != old[each]},
        }
        if not _says(told.get(query), expected):
            found.append(
                f"{query}: {told[query].body if query in told else 'nothing'}, not {_shown(expected, after, before)}"
            )
    return found


def _says(event: EventRow | None, expected: dict[str, set[int]]) -> bool:
    if event is None:
        return not any(expected.values())
    lists = {name: {identity.read(each["id"]) for each in event.body.get(name, ())} for name in expected}
    return any(expected.values()) and all(
        event.body["counts"][name] == len(ids) and lists[name] <= ids and len(lists[name]) == min(len(ids), SHOWN)
        for name, ids in expected.items()
    )


def _shown(expected: dict[str, set[int]], *states: State) -> dict[str, list[str]]:
    known = {each: node.qualified_name for at in states for each, node in at.nodes.items()}
    return {name: sorted(known[each] for each in ids) for name, ids in expected.items() if ids}


class Replayed(NamedTuple):
    watches: int
    pushes: int
    events: int
    seconds: float  # of this process's CPU, in telling
    wrong: list[str]
    last: tuple[State, State, dict[str, EventRow]]  # before and after the last push, and what was told of it, by query


def replay(store: Stored, path: Path, commits: Sequence[str], number: int) -> Replayed:
    """`number`: watches of each form."""
    store.pushed(path, commits[0])
    states = {commits[0]: State(store.graph(path))}
    asked = queries([states[commits[0]], State(store.indexed(path, commits[-1]))], number)
    store.watch(path, asked)
    pauses, told, seconds, bad = random.Random(2), list[EventRow](), 0.0, list[str]()
    waiting: list[tuple[str, str]] = []
    for turn, (parent, commit) in enumerate(pairwise(commits), start=1):
        store.pushed(path, commit)
        states[commit] = State(store.graph(path))
        waiting.append((parent, commit))
        if len(waiting) < pauses.randint(1, PAUSES) and turn < len(commits) - 1:
            continue
        start = time.process_time()
        new = store.events(path, told[-1].event_id if told else 0)
        seconds += time.process_time() - start
        told += new
        for since, until in waiting:
            last = (
                states[since],
                states[until],
                {row.body["query"]: row for row in new if row.body["to_commit"] == until},
            )
            bad += [f"{until[:12]} {line}" for line in wrong(asked, *last)]
        states, waiting = {commit: states[commit]}, []
        click.echo(f"{turn} of {len(commits) - 1}: {len(told)} events, {len(bad)} wrong", err=True)
    return Replayed(len(asked), len(commits) - 1, len(told), seconds, bad, last)


@click.command(help=__doc__)
@click.argument("repositories", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--commits", default=300, show_default=True, help="The newest of each repository that change code.")
@click.option("--watches", default=40, show_default=True, help="Of each form.")
def main(repositories: Sequence[Path], commits: int, watches: int) -> None:
    failed = False
    with stored() as store:
        for path in repositories:
            with History(path) as history:
                chosen = list(history.commits[-commits - 1 :])
            found = replay(store, path, chosen, watches)
            for line in found.wrong:
                click.echo(f"DIFFERS: {line}")
            failed = failed or bool(found.wrong)
            told = {"watches": found.watches, "pushes": found.pushes, "events": found.events, "wrong": len(found.wrong)}
            click.echo(
                json.dumps(
                    {"repository": str(path), **told, "cpu_ms_a_push": round(1000 * found.seconds / found.pushes, 1)}
                )
            )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    main()

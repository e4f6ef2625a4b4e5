"""`python -m benchmarks.traced EXPORT TRACE...`: an export's calls compared with those that a run of the tests made, as one of
`benchmarks/tracers/` wrote them down, by function of the caller and of the callee.

A run shows which calls happen, not which do not: an edge is judged where the caller was seen to call something of the callee's
name. An edge to a method is right if what was called overrides it. What was called through untyped parameters counts as missed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import click

FOUND = click.Path(exists=True, path_type=Path)
Pair = tuple[str, str]
_HOLDING = frozenset({"module", "class", "trait", "method", "function"})
_CALLED = frozenset({"method", "function"})


class Graph(NamedTuple):
    nodes: dict[str, dict[str, Any]]
    calls: dict[Pair, str]  # caller and callee -> resolution
    below: dict[str, set[str]]  # method -> its overrides at any depth


@click.command(help=__doc__)
@click.argument("export", type=FOUND)
@click.argument("traces", type=FOUND, nargs=-1, required=True)
@click.option("--under", default="", help="Count only callers below this directory as missed.")
@click.option("--show", default=0, help="Pairs of each kind.")
def main(export: Path, traces: tuple[Path, ...], under: str, show: int) -> None:
    graph = read(export)
    seen = {pair for pair in traced(graph, traces) if graph.nodes[pair[0]]["path"].startswith(under)}
    names = {(caller, graph.nodes[callee]["name"]) for caller, callee in seen}
    judged = {pair for pair in graph.calls if (pair[0], graph.nodes[pair[1]]["name"]) in names}
    right = {pair for pair in judged if any((pair[0], each) in seen for each in (pair[1], *graph.below[pair[1]]))}
    found = {(caller, each) for caller, callee in right for each in (callee, *graph.below[callee])} & seen
    click.echo(f"pairs {len(seen)}  precision {share(right, judged)}  recall {share(found, seen)}")
    for how in sorted(set(graph.calls.values())):
        of_kind = {pair for pair in judged if graph.calls[pair] == how}
        click.echo(f"  {how}: {len(of_kind)} judged, {share(right & of_kind, of_kind)} right")
    for title, pairs in (("false", judged - right), ("missed", seen - found)):
        for caller, callee in sorted(pairs)[:show]:
            click.echo(f"  {title}: {named(graph, caller)} -> {named(graph, callee)}")


def share(part: set[Pair], whole: set[Pair]) -> str:
    return f"{len(part) / max(len(whole), 1):.3f}"


def named(graph: Graph, node: str) -> str:
    return f"{graph.nodes[node]['path']} {graph.nodes[node]['qualified_name']}"


def read(export: Path) -> Graph:
    rows = [json.loads(line) for line in export.read_text().splitlines()]
    nodes = {row["id"]: row for row in rows if row["type"] == "node"}
    edges = [row for row in rows if row["type"] == "edge"]
    calls = {(each["source"], each["target"]): str(each["resolution"]) for each in edges if each["kind"] == "CALLS"}
    over = defaultdict(set)
    for each in edges:
        if each["kind"] == "OVERRIDES":
            over[each["target"]].add(each["source"])
    return Graph(nodes, calls, defaultdict(set, {node: _below(node, over) for node in list(over)}))


def _below(node: str, over: dict[str, set[str]]) -> set[str]:
    found, waiting = set[str](), [node]
    while waiting:
        more = over.get(waiting.pop(), set()) - found
        found |= more
        waiting.extend(more)
    return found


def traced(graph: Graph, traces: Iterable[Path]) -> Iterable[Pair]:
    """Maps the traced lines to the nodes that contain them."""
    spans = defaultdict(list)
    for node, row in graph.nodes.items():
        if row["kind"] in _HOLDING and row["path"]:
            spans[row["path"]].append((row["start_line"], -row["end_line"], node))
    starts = {(row["path"], row["start_line"]): node for node, row in graph.nodes.items() if row["kind"] in _CALLED}
    for trace in traces:
        for line in trace.read_text().splitlines():
            path, at, to, start, _ = line.split("\t")
            around = max((each for each in spans[path] if each[0] <= int(at) <= -each[1]), default=None)
            if around is not None and (to, int(start)) in starts:
                yield around[2], starts[to, int(start)]


if __name__ == "__main__":
    main()

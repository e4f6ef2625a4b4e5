"""How many calls that really happen the graph knows: `python -m tests.proof.traced REPOSITORY -- PYTHON [ARGUMENT ...]`.

The command (an interpreter and its arguments, usually `python -m pytest`) runs in the repository under a profiler. Every
call that somebody wrote and both of whose ends lie in the repository is looked up in the graph: as an edge of its own, as
one to a method that the called one overrides, or as the construction of a class that inherits the called constructor.
Prints the share of pairs (caller, callee) found, by resolution, and with --show the most frequent misses.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from graph.model import Edge, Node
from tests.parsing.memory_graph import MemoryGraph, fresh

CONSTRUCTORS = {"__init__", "__new__"}
Pair = tuple[int, int]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("repository", type=Path)
    arguments.add_argument("--path", default="src", help="what goes on the program's path, relative to the repository")
    arguments.add_argument("--callers", default="", help="only callers whose file starts like this")
    arguments.add_argument("--show", type=int, default=0)
    arguments.add_argument("command", nargs="+")
    options = arguments.parse_args()
    root = options.repository.resolve()
    graph = fresh({path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.py"))})
    rows = [row for row in run(root, options.path, options.command) if row[0].startswith(options.callers)]
    report(Known(graph), rows, options.show)


def run(root: Path, path: str, command: list[str]) -> list[tuple[str, int, str, int, str]]:
    """The calls that the command makes, of all its processes."""
    with tempfile.TemporaryDirectory() as into:
        paths = os.pathsep.join([str(Path(__file__).parent / "tracing"), str(root / path), str(root)])
        told = {"PYTHONPATH": paths, "TRACED_ROOT": str(root), "TRACED_INTO": into}
        subprocess.run(command, cwd=root, env={**os.environ, **told}, stdout=subprocess.DEVNULL, check=False)
        rows = {tuple(row) for file in Path(into).glob("*.json") for row in json.loads(file.read_text())}
    return sorted(rows)


class Known:
    """The graph by places, and its calls by the pairs that they may turn out to be."""

    def __init__(self, graph: MemoryGraph) -> None:
        self.nodes = {node.id: node for owned in graph.nodes.values() for node in owned}
        self._definitions = by_file(self.nodes)
        edges = [edge for owned in graph.edges.values() for edge in owned]
        self._below = below(edges, "OVERRIDES")
        self._bases = {edge.source: edge.target for edge in edges if edge.kind == "INHERITS"}
        self._members = {
            (edge.source, self.nodes[edge.target].name): edge.target for edge in edges if edge.kind == "DEFINES"
        }
        self.pairs: dict[Pair, str] = {}
        for edge in edges:
            if edge.kind in {"CALLS", "INSTANTIATES"}:
                for target, how in self._meant(edge):
                    self.pairs.setdefault((edge.source, target), how)

    def _meant(self, edge: Edge) -> Iterator[tuple[int, str]]:
        yield edge.target, str(edge.resolution)
        for method in self._below.get(edge.target, ()):
            yield method, "dispatch"
        if edge.kind == "INSTANTIATES":
            for name in CONSTRUCTORS:
                yield from ((found, str(edge.resolution)) for found in self._constructor(edge.target, name))

    def _constructor(self, kind: int, name: str) -> Iterator[int]:
        seen: set[int] = set()
        while kind and kind not in seen:
            seen.add(kind)
            if (kind, name) in self._members:
                yield self._members[kind, name]
                return
            kind = self._bases.get(kind, 0)

    def called(self, path: str, first_line: int, name: str) -> int:
        """The definition whose code starts there, 0 for lambdas and what is no definition."""
        return next(
            (
                node.id
                for node in self._definitions.get(path, ())
                if node.kind in {"function", "method"} and node.first_line == first_line and node.name == name
            ),
            0,
        )

    def calling(self, path: str, line: int) -> int:
        """The innermost definition around a line, else the module."""
        around = [node for node in self._definitions.get(path, ()) if node.start_line <= line <= node.end_line]
        return max(around, key=lambda node: node.start_line).id if around else 0


def by_file(nodes: Mapping[int, Node]) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = defaultdict(list)
    for node in nodes.values():
        if node.kind in {"function", "method", "class", "module"}:
            found[node.path].append(node)
    return found


def below(edges: list[Edge], kind: str) -> dict[int, set[int]]:
    """For each target of such edges everything that leads to it."""
    direct: dict[int, set[int]] = defaultdict(set)
    for edge in edges:
        if edge.kind == kind:
            direct[edge.target].add(edge.source)
    found: dict[int, set[int]] = {}
    for top in direct:
        waiting, reached = [top], set[int]()
        while waiting:
            new = direct.get(waiting.pop(), set()) - reached
            reached |= new
            waiting.extend(new)
        found[top] = reached
    return found


def report(known: Known, rows: list[tuple[str, int, str, int, str]], show: int) -> None:
    ends = {(known.calling(path, line), known.called(*callee)) for path, line, *callee in rows}  # type: ignore[arg-type]
    pairs = sorted(pair for pair in ends if all(pair))
    how = Counter(known.pairs.get(pair, "missing") for pair in pairs)
    share = 1 - how["missing"] / max(1, len(pairs))
    print(json.dumps({"pairs": len(pairs), "recall": round(share, 3), **dict(sorted(how.items()))}))  # noqa: T201
    missed = [pair for pair in pairs if pair not in known.pairs]
    for source, target in missed[:: max(1, len(missed) // show)] if show else ():
        print("  missing", known.nodes[source].qualified_name, "->", known.nodes[target].qualified_name)  # noqa: T201


if __name__ == "__main__":
    main()

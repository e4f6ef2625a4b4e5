"""The cost of a what-if query with five files, and of explaining one edge, on an indexed repository."""

import os
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks import edits
from benchmarks.history import BRANCH, History
from benchmarks.meter import Meter
from benchmarks.places import Place
from benchmarks.report import Line, percentile
from graph import paths
from store.model import Graph
from tasks.supposing import Where
from tasks.what_if import Supposed

FILES = 5
_EDGES = """
select src, dst from code_edges where tenant_id = $1 and graph_id = $2 and kind = 'CALLS'
order by hashint8extended(src # dst, 3) limit $3"""


def measure(where: Place, history: History, graph: Graph, repo: str, number: int) -> Iterator[Line]:
    at = Where(graph.tenant_id, repo, BRANCH)
    code = edits.spread(edits.code(history.files), (number + 1) * FILES)
    asked = [_files(history, code[turn * FILES :][:FILES], turn) for turn in range(number + 1)]
    what_if, explaining = where.found.what_if(), where.found.explaining()
    yield _line(where, f"what if: {FILES} files with a function more", lambda files: what_if.change(at, files), asked)
    edges = [(row["src"], row["dst"]) for row in where.fetch(_EDGES, *graph, number + 1)]
    yield _line(where, "why: one call", lambda ends: explaining.between(at, *ends), edges)


def _files(history: History, code: Sequence[bytes], turn: int) -> list[Supposed]:
    changed = [edits.with_a_function(history.files, path, turn) for path in code]
    return [Supposed(paths.show(path), content) for each in changed for path, content in each.items()]


def _line(where: Place, name: str, ask: Callable[[Any], object], asked: Sequence[Any]) -> Line:
    """The first query does not count, because it starts the parser and fills caches."""
    first, *others = asked
    ask(first)
    with Meter(where.keeper, os.getpid()) as meter:
        seconds = []
        for each in others:
            began = perf_counter()
            ask(each)
            seconds.append(perf_counter() - began)
    more = {"questions": len(seconds), "p50 ms": 1000 * median(seconds), "p95 ms": 1000 * percentile(seconds, 0.95)}
    return Line(name, meter.usage.cpu / len(seconds), median(seconds), more=more)

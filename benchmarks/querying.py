"""What an answer takes in the large tenant: as the reader role, under row security, each in a snapshot of its own."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.meter import Meter, Usage
from benchmarks.places import Place
from benchmarks.report import Line, percentile
from benchmarks.synthetic import BRANCH, REPO, Tenant

_SAMPLE = """
select node_id, name from code_nodes where tenant_id = $1 and graph_id = $2
order by hashint8extended(node_id, 3) limit $3"""


def measure(where: Place, tenant: Tenant, number: int) -> Iterator[Line]:
    sample = where.fetch(_SAMPLE, *tenant.graph, number)
    ids, names = [row["node_id"] for row in sample], [row["name"] for row in sample]
    words = [name.rpartition("_")[0] for name in names]  # begins the names of one node in a hundred
    reader, at = where.found.reader, (tenant.tenant_id, REPO)
    least = _time(where, lambda _: where.found.intake.ready(), ids)
    yield _line("floor: a transaction that asks nothing", least, None)
    for name, ask, asked in (
        ("query: search for a whole name", lambda name: reader.search(*at, name, branch=BRANCH), names),
        ("query: search for a beginning", lambda word: reader.search(*at, word, branch=BRANCH), words),
        ("query: callers", lambda node: reader.callers(*at, node, branch=BRANCH), ids),
        ("query: callers to depth 3", partial(_callers, where, tenant, 3), ids[: number // 4]),
        ("query: callers to depth 5", partial(_callers, where, tenant, 5), ids[: number // 4]),
        ("query: callees", lambda node: reader.callees(*at, node, branch=BRANCH), ids),
    ):
        yield _line(name, _time(where, ask, asked), least)


def _callers(where: Place, tenant: Tenant, depth: int, node: int) -> Any:
    return where.found.reader.callers(tenant.tenant_id, REPO, node, branch=BRANCH, depth=depth)


def _time(where: Place, ask: Callable[[Any], Any], asked: Sequence[Any]) -> tuple[Usage, list[float], list[int]]:
    """One after the other, in this process; the first answers are not counted, they fill caches."""
    seconds, sizes = [], []
    for each in asked[:5]:
        ask(each)
    with Meter(where.keeper, own=True) as meter:
        for each in asked:
            began = perf_counter()
            answer = ask(each)
            seconds.append(perf_counter() - began)
            sizes.append(len(answer.items) if answer is not None else 0)
    return meter.usage, seconds, sizes


def _line(
    name: str, timed: tuple[Usage, list[float], list[int]], least: tuple[Usage, list[float], list[int]] | None
) -> Line:
    usage, seconds, sizes = timed
    more = {
        "queries": len(seconds),
        "p50 ms": 1000 * median(seconds),
        "p95 ms": 1000 * percentile(seconds, 0.95),
        "p99 ms": 1000 * percentile(seconds, 0.99),
        "rows p50": median(sizes),
        "rows most": max(sizes),
    }
    ratio = median(seconds) / median(least[1]) if least else None
    cpu = usage.cpu / len(seconds)
    return Line(
        name, cpu, median(seconds), None, usage.backend, ratio, "empty transaction, wall" if least else "", more
    )

"""The cost of queries in the large tenant: as the reader role, with row security, each in its own snapshot."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any, Final, TypeAlias

from benchmarks.meter import Meter, Usage
from benchmarks.places import Place
from benchmarks.report import Line, percentile
from benchmarks.synthetic import BRANCH, REPO, Tenant
from store.bridge import Bridge
from store.reader import GraphReader

_CLIENTS: Final = 8
_Timed: TypeAlias = tuple[Usage, list[float], list[int]]

_SAMPLE = """
select node_id, name from code_nodes where tenant_id = $1 and graph_id = $2
order by hashint8extended(node_id, 3) limit $3"""


def measure(where: Place, tenant: Tenant, number: int) -> Iterator[Line]:
    sample = where.fetch(_SAMPLE, *tenant.graph, number)
    ids, names = [row["node_id"] for row in sample], [row["name"] for row in sample]
    words = [name.rpartition("_")[0] for name in names]  # prefixes, each of which matches one node in a hundred
    reader, at = where.found.reader, (tenant.tenant_id, REPO)
    least = _time(where, lambda _: where.found.intake.ready(), ids)
    yield _line("floor: a transaction that asks nothing", least, None)
    for name, ask, asked in (
        ("query: search for a whole name", lambda name: reader.search(*at, name, branch=BRANCH), names),
        ("query: search for a beginning", lambda word: reader.search(*at, word, branch=BRANCH), words),
        ("query: callers", lambda node: reader.callers(*at, node, branch=BRANCH), ids),
        ("query: callers to depth 3", partial(_callers, where, tenant, 3), ids[: number // 4]),
        ("query: callers to depth 5", partial(_callers, where, tenant, 5), ids[: number // 4]),
        ("query: impact to depth 5", lambda node: reader.impact(*at, node, branch=BRANCH), ids[: number // 4]),
        ("query: callees", lambda node: reader.callees(*at, node, branch=BRANCH), ids),
    ):
        yield _line(name, _time(where, ask, asked), least)
    yield from _crowd(where, tenant, ids)


def _crowd(where: Place, tenant: Tenant, ids: Sequence[int]) -> Iterator[Line]:
    """The same queries from one client and then from eight at once; a failing query ends the benchmark."""
    bridge = Bridge(where.found.addresses.database_url, pool_size=_CLIENTS)
    try:
        reader = GraphReader(bridge)

        def ask(node: int) -> Any:
            return reader.callers(tenant.tenant_id, REPO, node, branch=BRANCH)

        alone = _time(where, ask, ids)
        at_once = _at_once(where, ask, ids)
        yield _line(f"query: callers, {_CLIENTS} clients at once", at_once, alone, "one client, wall")
    finally:
        bridge.close()


def _at_once(where: Place, ask: Callable[[Any], Any], asked: Sequence[Any]) -> _Timed:
    with ThreadPoolExecutor(_CLIENTS) as pool, Meter(where.keeper, own=True) as meter:
        answered = list(pool.map(partial(_once, ask), asked))
    return meter.usage, [seconds for seconds, _ in answered], [size for _, size in answered]


def _once(ask: Callable[[Any], Any], asked: Any) -> tuple[float, int]:
    began = perf_counter()
    answer = ask(asked)
    seconds = perf_counter() - began
    return seconds, len(answer.items) if answer is not None else 0


def _callers(where: Place, tenant: Tenant, depth: int, node: int) -> Any:
    return where.found.reader.callers(tenant.tenant_id, REPO, node, branch=BRANCH, depth=depth)


def _time(where: Place, ask: Callable[[Any], Any], asked: Sequence[Any]) -> _Timed:
    """Runs the queries one after the other in this process; the first ones do not count, because they fill caches."""
    for each in asked[:5]:
        ask(each)
    with Meter(where.keeper, own=True) as meter:
        answered = [_once(ask, each) for each in asked]
    return meter.usage, [seconds for seconds, _ in answered], [size for _, size in answered]


def _line(name: str, timed: _Timed, least: _Timed | None, to: str = "empty transaction, wall") -> Line:
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
    return Line(name, cpu, median(seconds), None, usage.backend, ratio, to if least else "", more)

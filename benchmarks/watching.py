"""The cost that watches add to a publish: the same publishes, alternating between a repository with a thousand watches and
one without any; and the cost of evaluating the watches, which happens later in another process.
"""

import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from api.change_views import document
from benchmarks.meter import Meter, Usage
from benchmarks.places import Place, place
from benchmarks.publishing import nodes_of
from benchmarks.report import Line, percentile
from benchmarks.synthetic import NODES_A_FILE, REPO, claim
from graph.delta import Delta, Owner
from graph.kinds import EdgeKind, Resolution
from graph.model import Edge, Node
from graph.watching import parse
from store.watches import Wanted
from store.watching import Watching

MOST, TOLD = 1_000, 4  # watches, and publishes for which they are evaluated
WATCHED, ALONE = "watched", "alone"
_ALL_BUT = (
    f"delete from watch_outbox where delta_id not in (select delta_id from watch_outbox order by 1 desc limit {TOLD})"
)
_CALLS = 5  # per function
_NEAR = 3  # most calls lead at most this many files further
_TESTS = 10  # one file in this many holds tests
_FORMS = (
    "callers of {}",
    "callees of {}",
    "definition of {}",
    "interface of {}",
    "untested {}*",
    "uses of external {}",
)


class Size(NamedTuple):
    files: int
    watches: int


def measure(directory: Path, scale: float) -> Iterator[Line]:
    """`scale` applies to 40,000 functions and 400 turns; from 0.1 on there are a thousand watches."""
    files, turns = max(8, round(800 * scale)), max(2, round(400 * scale))
    size = Size(files, min(MOST, max(20, round(10 * MOST * scale))))
    with place(directory / "watching") as where:
        for tenant in (WATCHED, ALONE):
            tenant_id = where.found.catalogue.tenants.ensure(tenant)
            where.found.catalogue.repositories.ensure(tenant_id, REPO, "https://forge.invalid/measured/watching.git")
            _publish(where, tenant, _delta(range(1, files + 1), 0, files, whole=True))
        where.execute("vacuum analyze code_nodes, code_edges, graph_files, branches")
        _watch(where, size)
        yield from _compared(where, "one file", range(files, files + 1), size, turns)
        yield from _compared(where, "4 files", range(1, 5), size, turns)


def _watch(where: Place, size: Size) -> None:
    """Adds watches of every form in equal numbers, spread over the repository."""
    tenant_id = where.found.catalogue.tenants.id(WATCHED)
    chosen = random.Random(1)
    for number in range(size.watches):
        node = chosen.choice(nodes_of(_path(chosen.randint(1, size.files))))
        query = parse(_FORMS[number % len(_FORMS)].format(node.qualified_name))
        where.found.catalogue.watches.add(tenant_id, Wanted(REPO, query), most=size.watches)


def _compared(where: Place, what: str, chosen: range, size: Size, number: int) -> Iterator[Line]:
    """The first turns do not count, because they fill caches and plans."""
    turns: dict[str, list[Usage]] = {WATCHED: [], ALONE: []}
    for turn in range(number + 2):
        for tenant in ((WATCHED, ALONE), (ALONE, WATCHED))[turn % 2]:
            turns[tenant].append(_publish(where, tenant, _delta(chosen, turn + 1, size.files)))
    base = _line(f"publish: {what}, nobody watches", turns[ALONE][2:])
    yield base
    yield _to(_line(f"publish: {what}, {size.watches} watches", turns[WATCHED][2:]), base)
    where.execute(_ALL_BUT)
    yield _to(_told(where, f"watches: {size.watches} told of {what}, afterwards"), base)


def _told(where: Place, name: str) -> Line:
    """Evaluates one publish after the other, including the change that is attached to each message."""
    watching = Watching(where.found.bridge, partial(document, most=20))
    usages, events = list[Usage](), 0
    for due in watching.take(TOLD, guard=600):
        with Meter(where.keeper, own=True) as meter:
            events += watching.tell(due).events
        usages.append(meter.usage)
    line = _line(name, usages)
    return line._replace(more={**line.more, "events": events})


def _line(name: str, usages: Sequence[Usage]) -> Line:
    walls = [usage.wall for usage in usages]
    more = {"turns": len(usages), "p95 ms": 1000 * percentile(walls, 0.95)}
    return Line(name, sum(usage.cpu for usage in usages) / len(usages), median(walls), more=more)


def _to(line: Line, base: Line) -> Line:
    ratio = line.cpu / base.cpu if line.cpu and base.cpu else None
    return line._replace(ratio=ratio, to="nobody watches, CPU")


def _publish(where: Place, tenant: str, delta: Delta) -> Usage:
    claimed = claim(where, tenant)
    with Meter(where.keeper, own=True) as meter:
        where.found.store.publish(claimed, delta)
    where.found.runs.finish(claimed, {})
    return meter.usage


def _delta(chosen: range, turn: int, files: int, *, whole: bool = False) -> Delta:
    """A delta in which one call in ten has another target than in the turn before."""
    nodes = {number: nodes_of(_path(number)) for number in chosen}
    edges = [edge for number in chosen for edge in _edges(nodes[number], number, turn, files)]
    owners = [Owner(_path(number), "ab" * 20, 0o100644, "python", "", False, (), ()) for number in chosen]
    everything = [node for found in nodes.values() for node in found]
    return Delta(f"{turn:040x}", owners, (), everything, edges, whole)


def _edges(sources: Sequence[Node], number: int, salt: int, files: int) -> Iterator[Edge]:
    steady, moving = random.Random(number), random.Random(number * 1_000_000 + salt)
    for place_in_file, source in enumerate(sources):
        targets = {_called(steady if (place_in_file + turn) % 10 else moving, number, files) for turn in range(_CALLS)}
        for line, target in enumerate(sorted(targets - {source.id}), start=1):
            yield Edge(EdgeKind.CALLS, source.id, target, source.path, Resolution.EXACT, source.id, ((line, 4),))


def _called(chosen: random.Random, number: int, files: int) -> int:
    """Usually a function of this file or one of the next ones; rarely of any file. Tests are never called."""
    near = min(files, number + chosen.randint(0, _NEAR))
    other = near if chosen.random() < 0.9 else chosen.randint(1, files)
    return nodes_of(_path(other - other % _TESTS // (_TESTS - 1)))[chosen.randrange(NODES_A_FILE)].id


def _path(number: int) -> str:
    return f"tests/test_{number}.py" if number % _TESTS == _TESTS - 1 else f"package/module_{number}.py"

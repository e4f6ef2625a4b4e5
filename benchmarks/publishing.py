"""The cost of a publish: a first load, and small deltas beside millions of rows that they must not touch."""

import random
from collections.abc import Iterator, Sequence
from functools import cache
from statistics import median

from benchmarks import floor
from benchmarks.meter import Meter, Usage
from benchmarks.places import Place
from benchmarks.report import Line, percentile
from benchmarks.synthetic import LARGE, NODES_A_FILE, REPO, claim, path_of
from graph import identity
from graph.delta import Delta, Owner
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.model import Edge, Node
from store.model import Claim

_EDGES_A_NODE = 5
_ASKED, _ALONE = 320, 60  # lookups of a file's linking, as real as its size; those no other file makes
_QUESTIONS = 100_000  # distinct lookups that several files make
_CHANGED = 1000  # edges that the larger delta removes, and as many that it adds


def first_load(where: Place, edges: int) -> Iterator[Line]:
    """A new tenant publishes its first graph."""
    tenant_id = where.found.catalogue.tenants.ensure("loading")
    where.found.catalogue.repositories.ensure(tenant_id, REPO, "https://forge.invalid/measured/loading.git")
    delta = _traced(_delta("1", range(1, edges // _EDGES_A_NODE // NODES_A_FILE + 1), 0, whole=True))
    claimed = claim(where, "loading")
    with Meter(where.keeper, own=True) as meter:
        where.found.store.publish(claimed, delta)
    usage = meter.usage
    where.found.runs.finish(claimed, {})
    copied, rows = floor.copy(where.data_dir, where.admin_url, claimed.graph)
    yield Line("floor: COPY of the rows of the load", copied.cpu, copied.wall, more=rows)
    asked = sum(len(owner.trace) for owner in delta.owners)
    more = {"nodes": len(delta.nodes), "edges": len(delta.edges), "questions": asked}
    yield Line(
        "publish: first load",
        usage.cpu,
        usage.wall,
        usage.rss,
        usage.backend,
        usage.cpu / copied.cpu,
        "COPY, CPU",
        more,
    )


def small_deltas(where: Place, files: int, number: int) -> Iterator[Line]:
    """Publishes small deltas in the large tenant. The first turns do not count: they replace rows made by other means."""
    each_file = NODES_A_FILE * _EDGES_A_NODE
    several = range(1, min(files, -(-_CHANGED // each_file)) + 1)
    yield _turns(where, f"publish: {2 * len(several) * each_file} rows in {len(several)} files", several, number)
    yield _turns(where, "publish: one file", range(files, files + 1), number, part=10)


def _turns(where: Place, name: str, files: range, number: int, part: int = 1) -> Line:
    usages, touched = [], 0
    for turn in range(number + 2):
        claimed = claim(where, LARGE)
        delta = _delta(f"{turn % 8 + 2}", files, turn % 2 + 1, part=part)
        usage, touched = _publish(where, claimed, delta)
        usages.append(usage)
    walls = [usage.wall for usage in usages[2:]]
    more = {"publishes": number, "rows": touched, "p95 ms": 1000 * percentile(walls, 0.95)}
    cpu = sum(usage.cpu for usage in usages[2:]) / number
    return Line(name, cpu, median(walls), None, usages[-1].backend, more=more)


def _publish(where: Place, claimed: Claim, delta: Delta) -> tuple[Usage, int]:
    with Meter(where.keeper, own=True) as meter:
        published = where.found.store.publish(claimed, delta)
    where.found.runs.finish(claimed, {})
    return meter.usage, sum(published[:6])


def _delta(commit: str, files: range, salt: int, *, whole: bool = False, part: int = 1) -> Delta:
    """Functions that call others. The salt varies the edges; with `part`, only one in that many edges."""
    nodes = {number: nodes_of(path_of(number)) for number in files}
    everything = [node for found in nodes.values() for node in found]
    edges = [edge for number in files for edge in _edges(nodes[number], everything, salt, part)]
    owners = [Owner(path_of(number), "ab" * 20, 0o100644, "python", "", False, (), ()) for number in files]
    return Delta(commit * 40, owners, (), everything, edges, whole)


def _traced(delta: Delta) -> Delta:
    """The delta with the lookups of each file's linking, which have their own index and are a fifth of a real load."""
    chosen = random.Random(1)
    common = [_key(chosen) for _ in range(_QUESTIONS)]
    files = [identity.owner_id(owner.path) for owner in delta.owners]
    return delta._replace(owners=[_asking(owner, chosen, common, files) for owner in delta.owners])


def _asking(owner: Owner, chosen: random.Random, common: Sequence[int], files: Sequence[int]) -> Owner:
    """A file with its lookups. Some lookups are shared by many files, most by few."""
    alone = {_key(chosen) for _ in range(_ALONE)}
    shared = {common[int(len(common) * chosen.random() ** 3)] for _ in range(_ASKED - _ALONE)}
    return owner._replace(trace=sorted(alone | shared), reads=chosen.choices(files, k=20))


def _key(chosen: random.Random) -> int:
    return chosen.getrandbits(64) - (1 << 63)


@cache
def nodes_of(path: str) -> list[Node]:
    module = path.removesuffix(".py").replace("/", ".")
    return [_node(path, module, f"function_{number}", 10 * number + 1) for number in range(NODES_A_FILE)]


def _node(path: str, module: str, name: str, line: int) -> Node:
    identifier = identity.node_id(path, NodeKind.FUNCTION, name)
    attributes = {"signature": f"def {name}(value)"}
    return Node(
        identifier, NodeKind.FUNCTION, name, f"{module}.{name}", path, "python", line, line + 8, line, attributes
    )


def _edges(sources: Sequence[Node], targets: Sequence[Node], salt: int, part: int) -> Iterator[Edge]:
    """The salt changes the scope, which is part of an edge's identity, so as many edges are removed as added."""
    chosen = random.Random(sources[0].id)
    for number, source in enumerate(sources):
        for turn, target in enumerate(chosen.sample(targets, _EDGES_A_NODE)):
            scope = salt if salt and (number * _EDGES_A_NODE + turn) % part == 0 else source.id
            yield Edge(EdgeKind.CALLS, source.id, target.id, source.path, Resolution.EXACT, scope, ((turn + 1, 4),))

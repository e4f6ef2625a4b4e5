"""Two graphs of one commit, owner by owner: which nodes, edges and traces only one of them has."""

from collections.abc import Iterable, Iterator
from typing import Any

from aether.exporting import digest
from graph import identity
from graph.model import Edge, Node
from store.model import Header
from store.rows import storable
from tests.parsing.memory_graph import MemoryGraph

HEADER = Header("", "", "", "", complete=True)


def differences(stood: MemoryGraph, fresh: MemoryGraph) -> list[str]:
    """One line each: `-` what only the graph that stood has, `+` what only the fresh one has."""
    names = _names(stood) | _names(fresh)
    owned = [
        line
        for path in sorted(stood.owners.keys() | fresh.owners.keys())
        if not _same(stood, fresh, path)
        for line in _told(stood, fresh, path, names)
    ]
    known = stood.outside.keys() & fresh.outside.keys()  # what no edge points to any more is only kept in memory
    outside = [[graph.outside[each] for each in sorted(known)] for graph in (stood, fresh)]
    return owned + list(_only("outside", outside[0], outside[1], names))


def _same(stood: MemoryGraph, fresh: MemoryGraph, path: str) -> bool:
    return all(
        kept[0].get(path) == kept[1].get(path)
        for kept in ((stood.owners, fresh.owners), (stood.nodes, fresh.nodes), (stood.edges, fresh.edges))
    )


def _told(stood: MemoryGraph, fresh: MemoryGraph, path: str, names: dict[int, str]) -> Iterator[str]:
    yield from _only("node", stood.nodes.get(path, ()), fresh.nodes.get(path, ()), names)
    yield from _only("edge", stood.edges.get(path, ()), fresh.edges.get(path, ()), names)
    if stood.owners.get(path) != fresh.owners.get(path):
        yield f"! the owner {path} itself: its blob, its rule, or what its link asked"


def _only(what: str, left: Iterable[Any], right: Iterable[Any], names: dict[int, str]) -> Iterator[str]:
    one, other = {repr(row): row for row in left}, {repr(row): row for row in right}
    for sign, rows, others in (("-", one, other), ("+", other, one)):
        for key in sorted(rows.keys() - others.keys()):
            yield f"{sign} {what} {_edge(rows[key], names) if what == 'edge' else key}"


def _edge(edge: Edge, names: dict[int, str]) -> str:
    ends = " -> ".join(names.get(end, identity.show(end)) for end in (edge.source, edge.target))
    return f"{edge.kind} {ends} ({edge.resolution}) in {edge.path} at {edge.sites}"


def _names(graph: MemoryGraph) -> dict[int, str]:
    owned = (node for nodes in graph.nodes.values() for node in nodes)
    return {node.id: f"{node.path}:{node.qualified_name}" for node in (*owned, *graph.outside.values())}


def digest_of(graph: MemoryGraph) -> str:
    """What `aether digest` says of the same graph in PostgreSQL."""
    return digest((HEADER, *canonical(graph)))[1]


def canonical(graph: MemoryGraph) -> list[Node | Edge]:
    """In the order of an export; sites with the file's own lines."""
    owned = {node.id: node for nodes in graph.nodes.values() for node in nodes}
    edges = [edge for found in graph.edges.values() for edge in found]
    outside = {edge.target: graph.outside[edge.target] for edge in edges if edge.target in graph.outside}
    nodes = sorted({**outside, **owned}.values(), key=lambda node: identity.show(node.id))
    absolute = [_absolute(edge, owned) for edge in edges]
    return [*map(storable, nodes), *sorted(absolute, key=_order)]


def _absolute(edge: Edge, nodes: dict[int, Node]) -> Edge:
    origin = nodes[edge.scope].start_line if edge.scope in nodes else 0
    return edge._replace(sites=tuple((line + origin, column) for line, column in edge.sites))


def _order(edge: Edge) -> tuple[str, ...]:
    ends = (edge.kind, identity.show(edge.source), identity.show(edge.target))
    return (*ends, edge.path, edge.resolution, identity.show(edge.scope))

"""How two graphs of one branch differ: the deltas between their commits, taken together. Pure.

A delta lists what one publish did. Of several only what is left in the end counts: what came and went again is no difference.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

from graph.kinds import NodeKind
from graph.model import Node

K = TypeVar("K")
V = TypeVar("V")

LISTS: Final = (
    "nodes_added", "nodes_removed", "nodes_changed", "nodes_moved", "edges_added", "edges_removed", "edges_moved",
    "files", "missed", "found",
)  # fmt: skip
KEPT: Final[Mapping[str, Any]] = MappingProxyType({})  # attributes of a node that only moved: those of the graph

_FIELDS: Final = ("kind", "name", "qualified_name", "path", "language", "start_line", "end_line", "first_line")


class EdgeKey(NamedTuple):
    """An edge is all of its columns but its sites."""

    kind: str
    source: int
    target: int
    path: str
    resolution: str
    scope: int


class MissKey(NamedTuple):
    """A reference that leads nowhere, wherever in its scope it stands."""

    path: str
    scope: int
    kind: str
    expression: str
    reason: str


Miss = tuple[MissKey, int, int]  # with its line and column
NodePair = tuple[Node | None, Node | None]
SitesPair = tuple[str | None, str | None]  # as the store packs them, in hexadecimal
FilePair = tuple[str | None, str | None]  # names of blobs


class Difference(NamedTuple):
    """Each as it was before and as it is after; None where it was not or is not."""

    nodes: dict[int, NodePair]
    edges: dict[EdgeKey, SitesPair]
    files: dict[str, FilePair]
    misses: dict[MissKey, list[int]]  # those that are new, with their lines counted from the scope's first
    found: Counter[MissKey]  # those that are no more, and how many of each

    def undone(self) -> "Difference":
        """The way back, but for references that lead nowhere."""
        return Difference(_turned(self.nodes), _turned(self.edges), _turned(self.files), {}, Counter())


def between(deltas: Iterable[Mapping[str, Sequence[Any]]]) -> Difference:
    """Of deltas that follow each other."""
    nodes: dict[int, NodePair] = {}
    edges: dict[EdgeKey, SitesPair] = {}
    files: dict[str, FilePair] = {}
    missed: Counter[Miss] = Counter()
    found: Counter[Miss] = Counter()
    for delta in deltas:
        for key, pair in _nodes(delta):
            nodes[key] = _joined(nodes[key], pair) if key in nodes else pair
        for edge, sites in _edges(delta):
            edges[edge] = (edges.get(edge, sites)[0], sites[1])
        for path, before, after in delta["files"]:
            files[path] = (files.get(path, (before, after))[0], after)
        missed.update(map(miss, delta["missed"]))
        found.update(map(miss, delta["found"]))
    return Difference(_real(nodes), _real(edges), _real(files), *settled(missed, found))


def _nodes(delta: Mapping[str, Sequence[Any]]) -> Iterable[tuple[int, NodePair]]:
    for row in delta["nodes_added"]:
        yield row[0], (None, _node(row))
    for row in delta["nodes_removed"]:
        yield row[0], (_node(row), None)
    for row in delta["nodes_changed"]:
        after, (name, qualified, language, start, end, first, attributes) = _node(row), row[10]
        yield row[0], (
            Node(after.id, after.kind, name, qualified, after.path, language, start, end, first, attributes), after,
        )  # fmt: skip
    for row in delta["nodes_moved"]:
        after, (start, end, first) = _node(row)._replace(attributes=KEPT), row[10]
        yield row[0], (after._replace(start_line=start, end_line=end, first_line=first), after)


def _node(row: Sequence[Any]) -> Node:
    return Node(row[0], NodeKind(row[1]), *row[2:10])


def _edges(delta: Mapping[str, Sequence[Any]]) -> Iterable[tuple[EdgeKey, SitesPair]]:
    for row in delta["edges_removed"]:
        yield EdgeKey(*row[:6]), (row[6], None)
    for row in delta["edges_added"]:
        yield EdgeKey(*row[:6]), (None, row[6])
    for row in delta["edges_moved"]:
        yield EdgeKey(*row[:6]), (row[7], row[6])


def _joined(first: NodePair, second: NodePair) -> NodePair:
    return _filled(first[0], second[0]), _filled(second[1], first[1])


def _filled(known: Node | None, other: Node | None) -> Node | None:
    """A node that only moved has the attributes that the other change found or left; so has its name and language."""
    if known is None or other is None or known.attributes is not KEPT:
        return known
    return known._replace(
        attributes=other.attributes, name=other.name, qualified_name=other.qualified_name, language=other.language
    )


def miss(row: Sequence[Any]) -> Miss:
    """From its path and what `graph_files` keeps of it."""
    path, scope, line, column, *rest = row
    return MissKey(path, scope, *rest), line, column


def settled(after: Counter[Miss], before: Counter[Miss]) -> tuple[dict[MissKey, list[int]], Counter[MissKey]]:
    """What is new and what is gone. A reference that only moved within its scope is neither."""
    misses = Counter(after)
    misses.subtract(before)
    more: dict[MissKey, list[int]] = {}
    fewer: Counter[MissKey] = Counter()
    for (key, line, _), count in misses.items():
        if count > 0:
            more.setdefault(key, []).extend([line] * count)
        fewer[key] -= min(count, 0)
    lost = {key: sorted(lines)[fewer[key] :] for key, lines in more.items() if len(lines) > fewer[key]}
    gone = {key: count - len(more.get(key, ())) for key, count in fewer.items()}
    return lost, Counter({key: count for key, count in gone.items() if count > 0})


def _turned(pairs: Mapping[K, tuple[V, V]]) -> dict[K, tuple[V, V]]:
    return {key: (after, before) for key, (before, after) in pairs.items()}


def _real(pairs: dict[Any, Any]) -> dict[Any, Any]:
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}

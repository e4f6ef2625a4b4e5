"""How two graphs of one branch differ: the deltas between their commits, taken together. Pure.

A delta lists what takes one publish back: of nodes only what they were before, for what they are now stands in the graph, or
in a later delta. Of several deltas only what is left in the end counts: what came and went again is no difference.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from graph.kinds import NodeKind
from graph.model import Node

K = TypeVar("K")
V = TypeVar("V")

LISTS: Final = (
    "nodes_added", "nodes_removed", "nodes_changed", "nodes_moved", "edges_added", "edges_removed", "edges_moved",
    "files", "missed", "found",
)  # fmt: skip
Lists = Mapping[str, Sequence[Any]]

_AS_IT_WAS: Final = ("name", "qualified_name", "language", "start_line", "end_line", "first_line", "attributes")
_WHERE_IT_WAS: Final = ("start_line", "end_line", "first_line")


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


def packed(lists: Lists) -> bytes:
    """PostgreSQL would compress it, too, at four times the cost."""
    return zlib.compress(msgspec.json.encode(lists), 1)


def unpacked(delta: bytes) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = msgspec.json.decode(zlib.decompress(delta))
    return found


def touched(deltas: Iterable[Lists]) -> set[int]:
    """The nodes that `between` has to know."""
    return {
        row if name == "nodes_added" else row[0]
        for delta in deltas
        for name in LISTS
        if name.startswith("nodes")
        for row in delta[name]
    }


def between(deltas: Sequence[Lists], now: Mapping[int, Node]) -> Difference:
    """Of deltas that follow each other. `now`: of the nodes they touched, those that stand after the last."""
    edges: dict[EdgeKey, SitesPair] = {}
    files: dict[str, FilePair] = {}
    missed: Counter[Miss] = Counter()
    found: Counter[Miss] = Counter()
    for delta in deltas:
        for edge, sites in _edges(delta):
            edges[edge] = (edges.get(edge, sites)[0], sites[1])
        for path, before, after in delta["files"]:
            files[path] = (files.get(path, (before, after))[0], after)
        missed.update(map(miss, delta["missed"]))
        found.update(map(miss, delta["found"]))
    return Difference(_real(_nodes(deltas, now)), _real(edges), _real(files), *settled(missed, found))


def _nodes(deltas: Sequence[Lists], now: Mapping[int, Node]) -> dict[int, NodePair]:
    """Every touched node as it was and as it is: what the deltas did is taken back, the last first."""
    was: dict[int, Node | None] = {each: now.get(each) for each in touched(deltas)}
    for delta in reversed(deltas):
        for fields, name in ((_WHERE_IT_WAS, "nodes_moved"), (_AS_IT_WAS, "nodes_changed")):
            for node_id, *before in delta[name]:
                after = was[node_id]
                was[node_id] = after and after._replace(**dict(zip(fields, before, strict=True)))
        for node_id, kind, *rest in delta["nodes_removed"]:
            was[node_id] = Node(node_id, NodeKind(kind), *rest)
        was.update(dict.fromkeys(delta["nodes_added"]))
    return {each: (before, now.get(each)) for each, before in was.items()}


def _edges(delta: Lists) -> Iterable[tuple[EdgeKey, SitesPair]]:
    for name in ("edges_removed", "edges_added", "edges_moved"):
        for path, rows in delta[name]:
            for kind, source, target, resolution, scope, sites, before in rows:
                key = EdgeKey(kind, source, target, path, resolution, scope)
                yield key, (sites, None) if name == "edges_removed" else (before, sites)


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

"""How two graphs of one branch differ, combined from the deltas between their commits. Pure.

A delta is an undo log of one publish. Of nodes it stores only the old state, because the new one is in the graph or in a
later delta. Several deltas combine to their net effect: what was added and removed again is no difference.
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
_ASPECTS: Final = ("name", "qualified_name", "language")
_BODY: Final = "body"


class EdgeKey(NamedTuple):
    """An edge's identity: all of its columns except the sites."""

    kind: str
    source: int
    target: int
    path: str
    resolution: str
    scope: int


class MissKey(NamedTuple):
    """An unresolved reference, whatever its position in its scope."""

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
    """Pairs of the state before and after; None if it did not exist."""

    nodes: dict[int, NodePair]
    edges: dict[EdgeKey, SitesPair]
    files: dict[str, FilePair]
    misses: dict[MissKey, list[int]]  # the new ones, with their lines relative to the scope's first
    found: Counter[MissKey]  # the ones that are gone, and how many of each

    def undone(self) -> "Difference":
        """The inverse difference, without unresolved references."""
        return Difference(_turned(self.nodes), _turned(self.edges), _turned(self.files), {}, Counter())


def aspects(old: Node, new: Node) -> tuple[str, ...]:
    """The aspects in which a definition differs, apart from its position: signature, decorators, docstring, body, name, ..."""
    names = old.attributes.keys() | new.attributes.keys()
    if not (old.attributes.get(_BODY) and new.attributes.get(_BODY)):  # graphs that older extractors made have none
        names -= {_BODY}
    found = [name for name in _ASPECTS if getattr(old, name) != getattr(new, name)]
    return (*found, *sorted(name for name in names if old.attributes.get(name) != new.attributes.get(name)))


def packed(lists: Lists) -> bytes:
    """Compressed here because PostgreSQL's own compression costs four times as much."""
    return zlib.compress(msgspec.json.encode(lists), 1)


def unpacked(delta: bytes) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = msgspec.json.decode(zlib.decompress(delta))
    return found


def touched(deltas: Iterable[Lists]) -> set[int]:
    """The nodes whose current state `between` needs."""
    return {
        row if name == "nodes_added" else row[0]
        for delta in deltas
        for name in LISTS
        if name.startswith("nodes")
        for row in delta[name]
    }


def between(deltas: Sequence[Lists], now: Mapping[int, Node]) -> Difference:
    """Combines consecutive deltas. `now`: the touched nodes that exist after the last one."""
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
    """Every touched node before and after, found by undoing the deltas, last one first."""
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
    """From a path followed by an element of `graph_files.unresolved`."""
    path, scope, line, column, *rest = row
    return MissKey(path, scope, *rest), line, column


def settled(after: Counter[Miss], before: Counter[Miss]) -> tuple[dict[MissKey, list[int]], Counter[MissKey]]:
    """What is new and what is gone. A reference that merely moved within its scope is neither."""
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

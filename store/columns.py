"""Splits the content of a publish into batches and turns them into columns, the form in which rows are sent to PostgreSQL."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from graph import identity
from graph.delta import Delta, Owner
from graph.kinds import NodeKind
from graph.model import Edge, Node
from store.rows import document, flat, listed, text

Columns = list[Sequence[Any]]
Row = TypeVar("Row", Node, Edge)
BATCH: Final = 20_000  # nodes and edges per batch; a file is never split
_EXTERNAL: Final = frozenset({NodeKind.EXTERNAL_MODULE, NodeKind.EXTERNAL_PACKAGE})


class Batch(NamedTuple):
    """The complete content of some files and directories."""

    owners: list[Owner]
    nodes: list[Node]
    edges: list[Edge]


class Rows(NamedTuple):
    """A batch in column form, as sent to PostgreSQL and as stored while chunks await their publish."""

    owners: Columns
    nodes: Columns
    external: Columns  # external nodes: other batches may contain the same ones
    edges: Columns


def batches(delta: Delta) -> Iterator[Batch]:
    """In key order, so that a first load fills its pages sequentially."""
    owners = {owner.path: owner for owner in delta.owners}
    nodes, edges = _by_path(delta.nodes), _by_path(delta.edges)
    batch = Batch([], [], [])
    for path in sorted(owners.keys() | nodes.keys() | edges.keys(), key=identity.owner_id):
        batch.owners.extend([owners[path]] if path in owners else [])
        batch.nodes.extend(nodes.get(path, ()))
        batch.edges.extend(edges.get(path, ()))
        if len(batch.nodes) + len(batch.edges) > BATCH:
            yield batch
            batch = Batch([], [], [])
    if any(batch):
        yield batch


def rows(batch: Batch, salt: int) -> Rows:
    """`salt`: the salt of the graph's keys."""
    inside = [node for node in batch.nodes if node.kind not in _EXTERNAL]
    outside = [node for node in batch.nodes if node.kind in _EXTERNAL]
    return Rows(owners(batch.owners, salt), nodes(inside), nodes(outside), edges(batch.edges))


def joined(first: Columns, second: Columns) -> Columns:
    return [[*left, *right] for left, right in zip(first, second, strict=True)] if second[0] else first


def without(columns: Columns, known: set[int]) -> Columns:
    """The rows whose first column is not in `known`; adds their ids to it."""
    kept = [place for place, identifier in enumerate(columns[0]) if identifier not in known]
    known.update(columns[0])
    return [[column[place] for place in kept] for column in columns]


def owners(batch: Sequence[Owner], salt: int) -> Columns:
    """owner_id, path, blob, mode, language, skipped, partial; keys, reads, provides as PostgreSQL array literals; unresolved
    as JSON.
    """
    return [
        [identity.owner_id(owner.path) for owner in batch],
        [text(owner.path) for owner in batch],
        [bytes.fromhex(owner.blob) for owner in batch],
        [owner.mode for owner in batch],
        [owner.language for owner in batch],
        [owner.skipped for owner in batch],
        [owner.partial for owner in batch],
        [_array([key ^ salt for key in owner.trace]) for owner in batch],
        [_array(owner.reads) for owner in batch],
        [_array([key ^ salt for key in owner.provides]) for owner in batch],
        [listed(owner.unresolved) for owner in batch],
    ]


def nodes(batch: Sequence[Node]) -> Columns:
    """node_id, owner_id, start_line, end_line, first_line, kind, language, name, qualified_name, attributes."""
    return [
        [node.id for node in batch],
        [None if node.kind in _EXTERNAL else identity.owner_id(node.path) for node in batch],
        [node.start_line for node in batch],
        [node.end_line for node in batch],
        [node.first_line for node in batch],
        [node.kind for node in batch],
        [node.language for node in batch],
        [text(node.name) for node in batch],
        [text(node.qualified_name) for node in batch],
        [document(node.attributes) for node in batch],
    ]


def edges(batch: Sequence[Edge]) -> Columns:
    """src, dst, owner_id, scope, sites, label; then the kinds and resolutions that labels, counted from 1, stand for."""
    pairs = sorted({(edge.kind, edge.resolution) for edge in batch})
    labels = {pair: number for number, pair in enumerate(pairs, start=1)}
    return [
        [edge.source for edge in batch],
        [edge.target for edge in batch],
        [identity.owner_id(edge.path) for edge in batch],
        [edge.scope for edge in batch],
        [flat(edge.sites) for edge in batch],
        [labels[edge.kind, edge.resolution] for edge in batch],
        [kind for kind, _ in pairs],
        [resolution for _, resolution in pairs],
    ]


def _by_path(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.path].append(row)
    return found


def _array(numbers: Sequence[int]) -> str:
    return f"{{{repr(list(numbers))[1:-1]}}}"  # twice as fast as joining them one by one

"""The canonical JSON Lines form of a graph. Two graphs are equal exactly if their digests are."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from graph import identity
from graph.model import Edge, Node
from store.model import Header

SCHEMA = 1


def lines(rows: Iterable[Header | Node | Edge]) -> Iterator[bytes]:
    """One line per row, in the given order; the store exports in canonical order."""
    return map(_line, rows)


def digest(rows: Iterable[Header | Node | Edge]) -> tuple[Header, str]:
    """The header, which names the tenant, the branch and the commit, and the hexadecimal SHA-256 of all other lines."""
    header: Header | None = None
    found = hashlib.sha256()
    for row in rows:
        if isinstance(row, Header):
            header = row
        else:
            found.update(_line(row))
    if header is None:
        raise ValueError("an export begins with its header")
    return header, found.hexdigest()


def _line(row: Header | Node | Edge) -> bytes:
    return json.dumps(_document(row), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _document(row: Header | Node | Edge) -> dict[str, Any]:
    if isinstance(row, Node):
        return _node(row)
    return _edge(row) if isinstance(row, Edge) else {"type": "graph", "schema": SCHEMA, **row._asdict()}


def _node(row: Node) -> dict[str, Any]:
    """Attributes are at the same level as the fixed fields; line numbers are present only for nodes with a place in a file."""
    document = {
        **row.attributes,
        "type": "node",
        "id": identity.show(row.id),
        "kind": row.kind,
        "name": row.name,
        "qualified_name": row.qualified_name,
        "path": row.path,
        "language": row.language,
    }
    if row.start_line:
        document |= {"start_line": row.start_line, "end_line": row.end_line, "first_line": row.first_line}
    return document


def _edge(row: Edge) -> dict[str, Any]:
    return {
        "type": "edge",
        "kind": row.kind,
        "source": identity.show(row.source),
        "target": identity.show(row.target),
        "path": row.path,
        "resolution": row.resolution,
        "scope": identity.show(row.scope),
        "sites": row.sites,
    }

"""Converts rows to the types of `graph` and back."""

import json
from collections.abc import Mapping, Sequence
from operator import itemgetter
from struct import Struct
from typing import Any, Final

import msgspec

from graph.kinds import NodeKind
from graph.model import Node
from store.model import Site, StoredOwner

_PLACE: Final = Struct(">ii")
_KINDS: Final = {kind.value: kind for kind in NodeKind}  # ten times as fast as calling the enumeration
_of_node: Final = itemgetter(
    "node_id", "kind", "name", "qualified_name", "path", "language", "start_line", "end_line", "first_line", "attributes"
)  # fmt: skip
_read: Final = msgspec.json.Decoder().decode  # three times as fast as json.loads
_write: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps makes one per call


def node(row: Any) -> Node:
    """From node_id, kind, name, qualified_name, path, language, start_line, end_line, first_line, attributes."""
    node_id, kind, name, qualified_name, path, language, start, end, first, attributes = _of_node(row)
    return Node(
        node_id, _KINDS[kind], name, qualified_name, path, language, start, end, first, _read(attributes)
    )  # fmt: skip


def site(row: Any, path: str, origin: int) -> Site:
    """From an edge's row, the path of its owner and the first line of its scope."""
    return Site(
        row["kind"], row["src"], row["dst"], path, row["resolution"], row["scope"], places(row["sites"], origin)
    )


def owner(row: Any) -> StoredOwner:
    return StoredOwner(
        row["path"], row["blob"].hex(), row["mode"], row["language"], row["skipped"], row["partial"]
    )  # fmt: skip


def flat(sites: Sequence[tuple[int, int]]) -> bytes:
    """Packs each line and column as two four-byte integers: a third of the size of an integer array."""
    if len(sites) == 1:  # the usual case
        return _PLACE.pack(*sites[0])
    return b"".join([_PLACE.pack(line, column) for line, column in sites])


def places(packed: bytes, origin: int) -> tuple[tuple[int, int], ...]:
    """Pairs of line and column; `origin` is added to each line."""
    if len(packed) == _PLACE.size:  # the usual case
        line, column = _PLACE.unpack(packed)
        return ((line + origin, column),)
    return tuple((line + origin, column) for line, column in _PLACE.iter_unpack(packed))


def text(value: str) -> str:
    """Replaces what PostgreSQL cannot store but source code can contain: NUL and lone surrogates."""
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode()
    return value.replace("\0", "\ufffd") if "\0" in value else value


def document(attributes: Mapping[str, Any]) -> str:
    if not attributes:
        return "{}"
    written = _write(attributes)
    if "\\u0000" in written:
        written = _write(_clean(attributes))
    return text(written)


def storable(node: Node) -> Node:
    """The node as the store would return it."""
    attributes = json.loads(document(node.attributes))
    return node._replace(name=text(node.name), qualified_name=text(node.qualified_name), attributes=attributes)


def listed(rows: Sequence[Any]) -> str:
    """Rows of plain values as a JSON array of arrays."""
    if not rows:
        return "[]"
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return text(
        json.dumps(_clean(rows), ensure_ascii=False, separators=(",", ":")) if "\\u0000" in written else written
    )


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value

"""How the stable ids are formed; nothing else may form one.

An id is a 64-bit hash, held as a signed integer (PostgreSQL's bigint) and shown as 16 hexadecimal digits. A node's id
depends on its path, kind, qualified name *within the file* and ordinal among duplicates; never on the tenant, repository,
branch, commit, position or the names of the packages above the file. So edges survive edits of bodies, moved lines and a
new `__init__.py`, and the graphs of two commits can be compared.
"""

from hashlib import blake2b

_HALF, _WHOLE = 1 << 63, 1 << 64


def node_id(path: str, kind: str, qualified_name: str, ordinal: int = 0) -> int:
    """`qualified_name` is local to the file (`Class.method`); `ordinal` counts equal definitions from 0 in file order."""
    return key(f"n\0{path}\0{kind}\0{qualified_name}\0{ordinal}")


def edge_id(kind: str, source: int, target: int, owner: int, resolution: str, scope: int) -> int:
    """One edge per kind, source, target, owning file, resolution and scope; its sites are not part of it."""
    return key(f"e\0{kind}\0{source}\0{target}\0{owner}\0{resolution}\0{scope}")


def owner_id(path: str) -> int:
    """The id under which a file or directory owns its nodes, edges and trace."""
    return key(f"o\0{path}")


def key(text: str) -> int:
    """Any text as a 64-bit key. Two keys that collide cost a needless relink, never a wrong graph."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def show(identifier: int) -> str:
    return f"{identifier % _WHOLE:016x}"


def read(text: str) -> int:
    """The integer behind 16 hexadecimal digits; ValueError for anything else."""
    if len(text) != 16:  # noqa: PLR2004 (64 bits)
        raise ValueError(f"an id has 16 hexadecimal digits, not {text!r}")
    value = int(text, 16)
    return value - _WHOLE if value >= _HALF else value

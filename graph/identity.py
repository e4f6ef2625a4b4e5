"""How stable ids are formed; no other module may form one.

An id is a 64-bit hash, held as a signed integer (PostgreSQL's bigint) and shown as 16 hexadecimal digits. A node's id
depends on its path, kind, qualified name *within the file* and ordinal among duplicates; never on the tenant,
repository, branch, commit, position or the names of the packages above the file. So edges survive edited bodies, moved
lines and a new `__init__.py`, and the graphs of two commits can be compared.

The first 12 bits of an id come from its directory, the next 8 from its file. So the rows of a file and of its siblings
are adjacent in every index, and a publish touches few pages of a large table.
"""

from functools import lru_cache
from hashlib import blake2b

_HALF, _WHOLE = 1 << 63, 1 << 64
_IN_DIRECTORY, _IN_FILE = (1 << 52) - 1, (1 << 44) - 1  # the bits below those of the directory, and of the file


@lru_cache(1 << 16)
def node_id(path: str, kind: str, qualified_name: str, ordinal: int = 0) -> int:
    """`qualified_name` is local to the file (`Class.method`); `ordinal` numbers equal definitions in file order."""
    own = key(f"n\0{path}\0{kind}\0{qualified_name}\0{ordinal}")
    return (owner_id(path) & ~_IN_FILE) | (own & _IN_FILE)


@lru_cache(1 << 16)
def owner_id(path: str) -> int:
    """The id under which a file or directory owns its nodes, edges and trace."""
    directory, own = key(f"d\0{path.rpartition('/')[0]}"), key(f"o\0{path}")
    return (directory & ~_IN_DIRECTORY) | (own & _IN_DIRECTORY)


def owner_ids_in(directory: str) -> tuple[int, int]:
    """The range of ids that entries directly in this directory may have. Other ids may fall into the range, too."""
    first = key(f"d\0{directory}") & ~_IN_DIRECTORY
    return first, first | _IN_DIRECTORY


def key(text: str) -> int:
    """A 64-bit hash of any text. A collision costs a needless relink, never a wrong graph."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def edge_id(kind: str, source: int, target: int, path: str, resolution: str, scope: int) -> str:
    """An edge is identified by everything but its sites. The id contains both ends: a look-up needs no extra index."""
    rest = key(f"e\0{kind}\0{path}\0{resolution}\0{show(scope)}")
    return f"{show(source)}-{show(target)}-{show(rest)}"


def edge_ends(text: str) -> tuple[int, int]:
    """Source and target of an edge, from its id; ValueError for anything else."""
    source, target, rest = text.split("-")
    read(rest)
    return read(source), read(target)


def show(identifier: int) -> str:
    return f"{identifier % _WHOLE:016x}"


def read(text: str) -> int:
    """The signed integer that `show` wrote as 16 hexadecimal digits; ValueError for anything else."""
    if len(text) != 16:  # noqa: PLR2004 (64 bits)
        raise ValueError(f"an id has 16 hexadecimal digits, not {text!r}")
    value = int(text, 16)
    return value - _WHOLE if value >= _HALF else value

"""The difference between two trees. Reads only directories that differ."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from graph.changes import GITLINK, SYMLINK, Changes, Entry

_KIND, _FILE, _DIRECTORY, _EXECUTABLE = 0o170000, 0o100000, 0o040000, 0o100
_MODES = {SYMLINK: SYMLINK, _DIRECTORY: _DIRECTORY}
_NAME_BYTES = 20

Tree = dict[bytes, tuple[int, str]]  # name -> mode and object
Read = Callable[[Sequence[str]], Iterator[bytes]]  # of trees, in this order


class _Pair(NamedTuple):
    """A directory before and after; '' if it did not exist."""

    path: bytes  # with its slash; b"" for the root
    old: str
    new: str


def differences(commit: str, old: str, new: str, read: Read) -> Changes:
    """The difference between two trees; `read` is called once per depth. `commit`: only copied to the result."""
    put: list[Entry] = []
    gone: list[bytes] = []
    pending = [_Pair(b"", old, new)] if old != new else []
    while pending:
        below: list[_Pair] = []
        for pair, before, after in _trees(pending, read):
            for name in before.keys() | after.keys():
                if before.get(name) != after.get(name):
                    _compare(pair.path + name, before.get(name), after.get(name), put, gone, below)
        pending = below
    return Changes(commit, tuple(sorted(put)), tuple(sorted(gone)))


def parsed(tree: bytes) -> Tree:
    r"""`<mode in octal> <name>\0<20 bytes>` each."""
    found: Tree = {}
    place = 0
    while place < len(tree):
        space, end = tree.index(b" ", place), tree.index(b"\0", place)
        found[tree[space + 1 : end]] = _mode(int(tree[place:space], 8)), tree[end + 1 : end + 1 + _NAME_BYTES].hex()
        place = end + 1 + _NAME_BYTES
    return found


def _mode(written: int) -> int:
    """The mode as git shows it; old trees contain others."""
    if written & _KIND == _FILE:
        return 0o100755 if written & _EXECUTABLE else 0o100644
    return _MODES.get(written & _KIND, GITLINK)


def _trees(pairs: Sequence[_Pair], read: Read) -> Iterator[tuple[_Pair, Tree, Tree]]:
    contents = read([name for pair in pairs for name in (pair.old, pair.new) if name])
    for pair in pairs:
        before = parsed(next(contents)) if pair.old else {}
        yield pair, before, parsed(next(contents)) if pair.new else {}


def _compare(
    path: bytes, before: tuple[int, str] | None, after: tuple[int, str] | None,
    put: list[Entry], gone: list[bytes], below: list[_Pair],
) -> None:  # fmt: skip
    was, now = _as_directory(before), _as_directory(after)
    if was != now:
        below.append(_Pair(path + b"/", was, now))
    if after and not now:
        if before != after:
            put.append(Entry(path, *after))
    elif before and not was:
        gone.append(path)


def _as_directory(entry: tuple[int, str] | None) -> str:
    return entry[1] if entry and entry[0] == _DIRECTORY else ""

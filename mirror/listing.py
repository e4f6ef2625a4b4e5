"""Parses git's listings. Paths stay bytes."""

from collections.abc import Mapping

from graph.changes import Changes, Entry
from graph.errors import RepositoryParseError
from mirror.names import SHA256
from mirror.remote import Heads

_SHA1_DIGITS = 40
_NO_MODE = 0


def entries(listing: bytes) -> list[Entry]:
    r"""`<mode> <type> <object>\\t<path>\\0` each, from ls-tree."""
    return [
        Entry(record[head + 1 :], int(record[:6], 8), record[head - _SHA1_DIGITS : head].decode())
        for record, head in _records(listing)
    ]


def _records(listing: bytes) -> list[tuple[bytes, int]]:
    return [(record, record.index(b"\t")) for record in listing.split(b"\0")[:-1]]


def changes(commit: str, listing: bytes) -> Changes:
    r"""`:<mode> <mode> <object> <object> <letter>\\0<path>\\0` each, from diff-tree."""
    fields = listing.split(b"\0")[:-1]
    put, gone = [], []
    for head, path in zip(fields[::2], fields[1::2], strict=True):
        _, mode, _, blob, _ = head.split(b" ")
        if int(mode, 8) == _NO_MODE:
            gone.append(path)
        else:
            put.append(Entry(path, int(mode, 8), blob.decode()))
    return Changes(commit, tuple(put), tuple(gone))


def heads(listing: str) -> Heads:
    r"""`<object>\t<ref>` each, from ls-remote --symref; an annotated tag is followed by its commit as `<ref>^{}`.

    Leaves out a clone's remote-tracking refs, because git also matches `refs/remotes/origin/HEAD` when asked for HEAD, and
    names that are not UTF-8, because they could be neither stored nor shown.
    """
    default, refs = None, dict[str, str]()
    for line in listing.splitlines():
        value, _, name = line.partition("\t")
        if name == "HEAD" and value.startswith("ref: "):
            default = value.removeprefix("ref: refs/heads/")
        elif name.startswith(("HEAD", "refs/heads/", "refs/tags/")) and name.isprintable():
            refs[name.removesuffix("^{}")] = value
    _refuse_sha256(refs)
    return Heads(default, refs)


def _refuse_sha256(refs: Mapping[str, str]) -> None:
    if any(len(value) != _SHA1_DIGITS for value in refs.values()):
        raise RepositoryParseError(SHA256)

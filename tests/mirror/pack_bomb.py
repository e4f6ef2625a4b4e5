"""A pack of a kilobyte whose one large object takes as much memory as one likes, written object by object."""

import hashlib
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Final

from tests.repositories import git

_PIECE: Final = bytes(1 << 20)
_COMMIT, _TREE, _BLOB, _REF_DELTA = 1, 2, 3, 7


def create_bomb(repository: Path, mebibytes: int) -> None:
    """A bare repository whose branch main holds one blob of that size, as so many copies of a blob of zeros."""
    large = hashlib.sha1(b"blob %d\0" % (len(_PIECE) * mebibytes))
    for _ in range(mebibytes):
        large.update(_PIECE)
    tree = b"100644 bomb.py\0" + large.digest() + b"100644 zeros\0" + _name(b"blob", _PIECE)
    commit = b"tree %s\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nx\n" % _name(b"tree", tree).hex().encode()
    copy = bytes([0x80 | 0x70]) + len(_PIECE).to_bytes(3, "little")  # from 0, so many bytes
    delta = _varint(len(_PIECE)) + _varint(len(_PIECE) * mebibytes) + copy * mebibytes
    objects = [
        _object(_BLOB, _PIECE),
        _head(_REF_DELTA, len(delta)) + _name(b"blob", _PIECE) + zlib.compress(delta),
        _object(_TREE, tree),
        _object(_COMMIT, commit),
    ]
    pack = b"PACK" + struct.pack(">II", 2, len(objects)) + b"".join(objects)
    git(repository.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(repository))
    indexed = ("git", "-C", str(repository), "index-pack", "--stdin")
    subprocess.run(indexed, input=pack + hashlib.sha1(pack).digest(), check=True, capture_output=True)
    git(repository, "update-ref", "refs/heads/main", _name(b"commit", commit).hex())


def _object(kind: int, content: bytes) -> bytes:
    return _head(kind, len(content)) + zlib.compress(content)


def _head(kind: int, size: int) -> bytes:
    first, rest = kind << 4 | size & 15, size >> 4
    return bytes([first]) if not rest else bytes([first | 0x80]) + _varint(rest)


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low]) if not rest else bytes([low | 0x80]) + _varint(rest)


def _name(kind: bytes, content: bytes) -> bytes:
    return hashlib.sha1(b"%s %d\0" % (kind, len(content)) + content).digest()

"""Blobs of a mirror, many at the price of two processes, in memory one at a time."""

import os
import select
from collections.abc import Iterator, Sequence
from pathlib import Path

from mirror import command
from mirror.command import Command
from mirror.failures import Damaged
from mirror.names import object_name
from mirror.policy import Policy
from mirror.runner import Running, finish, run, started, too_slow

_CHUNK = 1 << 18


def read(directory: Path, names: Sequence[str], limit: int, policy: Policy) -> Iterator[tuple[str, bytes | None]]:
    """In the order of `names`. The sizes are asked first, so that a large blob is never even inflated."""
    known = sizes(directory, names, policy)
    wanted = [name for name, size in zip(names, known, strict=True) if size <= limit]
    with started(command.contents(directory), _lines(wanted)) as running:
        pipe = _Pipe(command.contents(directory), running, policy.read_seconds)
        for name, size in zip(names, known, strict=True):
            yield name, pipe.blob(size) if size <= limit else None
        pipe.end()


def sizes(directory: Path, names: Sequence[str], policy: Policy) -> list[int]:
    asked = command.sizes(directory)
    printed = run(asked, seconds=policy.read_seconds, limit=policy.listing_bytes, stdin=_lines(names)) if names else b""
    return [_size(asked, line) for line in printed.splitlines()]


def _size(asked: Command, line: bytes) -> int:
    _, kind, *size = line.split(b" ")
    if kind != b"blob":
        raise Damaged(f"{asked.about}: the mirror is damaged ({line.decode(errors='replace')}); a new one is made.")
    return int(size[0])


def _lines(names: Sequence[str]) -> bytes:
    return b"".join(b"%s\n" % object_name(name).encode() for name in names)


class _Pipe:
    """What `cat-file --batch` prints: the object's name, its bytes, a line feed."""

    def __init__(self, asked: Command, running: Running, seconds: float) -> None:
        self._asked, self._running, self._seconds = asked, running, seconds
        self._held = bytearray()

    def blob(self, size: int) -> bytes:
        head = len("0" * 40 + "\n")
        while len(self._held) < head + size + 1:
            self._more()
        content = bytes(memoryview(self._held)[head : head + size])
        del self._held[: head + size + 1]
        return content

    def end(self) -> None:
        finish(self._asked, self._running, os.read(self._running.stderr, _CHUNK))

    def _more(self) -> None:
        ready, _, _ = select.select([self._running.stdout], [], [], self._seconds)
        if not ready:
            raise too_slow(self._asked, self._seconds)
        piece = os.read(self._running.stdout, _CHUNK)
        if not piece:
            self.end()
            raise Damaged(f"{self._asked.about}: git stopped in the middle of a blob; a new mirror is made.")
        self._held += piece

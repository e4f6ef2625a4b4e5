"""Reads a mirror's objects through one long-running git process."""

import os
import select
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, NamedTuple, TypeVar, cast

from mirror import command
from mirror.failures import Damaged
from mirror.policy import Policy
from mirror.runner import Running, conversing, finish, too_slow

T = TypeVar("T")

MISSING = "missing"
_CHUNK = 1 << 18
_QUESTIONS = 512  # per request: git stops reading while its answers are unread, and a pipe holds only 64 kB
_HELD = 4 << 20  # bytes of content in memory at a time, plus one object


class Found(NamedTuple):
    name: str  # of the object; the requested name if it is missing
    kind: str  # blob, tree, commit, tag or missing
    size: int


class Objects:
    """Starts its process on first use, and again after a failure."""

    def __init__(self, directory: Path, policy: Policy) -> None:
        self._command = command.objects(directory)
        self._seconds = policy.read_seconds
        self._ending = ExitStack()
        self._running: Running | None = None
        self._read = bytearray()

    def close(self) -> None:
        self._running = None
        self._read.clear()
        self._ending.close()

    def find(self, names: Sequence[str]) -> list[Found]:
        """Name, kind and size in the order of `names`, which are object names or revisions. Reads no content."""
        return [
            found for some in _parts([(name, 0) for name in names]) for found in self._ask("info", some, self._head)
        ]

    def contents(self, wanted: Sequence[Found]) -> Iterator[bytes]:
        """Contents in this order. Each response is read in full before any of it is yielded, so requests may be interleaved."""
        for some in _parts([(found.name, found.size) for found in wanted]):
            yield from self._ask("contents", some, self._content)

    def _ask(self, verb: str, names: Sequence[str], answer: Callable[[], T]) -> list[T]:
        try:
            requests = cast("IO[bytes]", self._started().process.stdin)
            requests.write("".join(f"{verb} {name}\n" for name in names).encode() + b"flush\n")
            requests.flush()
            return [answer() for _ in names]
        except BrokenPipeError:
            raise self._ended() from None
        except BaseException:
            self.close()  # unread output would be taken for the next response
            raise

    def _started(self) -> Running:
        if self._running is None:
            self._running = self._ending.enter_context(conversing(self._command))
        return self._running

    def _head(self) -> Found:
        line = self._until_line_feed()
        name, kind, *size = line.rsplit(" ", 2 if not line.endswith(f" {MISSING}") else 1)
        return Found(name, kind, int(size[0]) if size else 0)

    def _content(self) -> bytes:
        head = self._head()
        if head.kind == MISSING:
            raise Damaged(
                f"{self._command.about}: the mirror is damaged ({head.name} is missing); a new one will be created."
            )
        while len(self._read) <= head.size:
            self._more()
        content = bytes(memoryview(self._read)[: head.size])
        del self._read[: head.size + 1]
        return content

    def _until_line_feed(self) -> str:
        while (end := self._read.find(b"\n")) < 0:
            self._more()
        line = self._read[:end].decode()
        del self._read[: end + 1]
        return line

    def _more(self) -> None:
        running = self._started()
        ready, _, _ = select.select([running.stdout], [], [], self._seconds)
        if not ready:
            raise too_slow(self._command, self._seconds)
        piece = os.read(running.stdout, _CHUNK)
        if not piece:
            raise BrokenPipeError
        self._read += piece

    def _ended(self) -> Exception:
        """The error for an ended process, with git's own message if there is one."""
        running = self._started()
        try:
            finish(self._command, running, os.read(running.stderr, _CHUNK))
        except Exception as error:  # noqa: BLE001 (the caller raises it)
            return error
        finally:
            self.close()
        return Damaged(f"{self._command.about}: git stopped in the middle of an answer; a new mirror is made.")


def _parts(wanted: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """Divides names, given with the sizes of their responses, into requests."""
    part: list[str] = []
    held = 0
    for name, size in wanted:
        if part and (len(part) == _QUESTIONS or held + size > _HELD):
            yield part
            part, held = [], 0
        part.append(name)
        held += size
    if part:
        yield part

"""Records what finding an answer took: the questions, and the other answers that went into it. With this record,
linking another file in the same run can reuse the answer instead of finding it again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

MOST = 50_000  # answers kept by a run, about 1 kB each with their notes; when it is full, it is cleared
MODULES = 1000  # modules that get a bit of their own in `how`
FIRST = 1 << 2  # the first of these bits; the lower ones are defined in values.py


class Note:
    """The record of one answer. `private`: the answer depends on the linked file, its budget or where it began."""

    __slots__ = ("files", "height", "inside", "items", "keys", "private", "start", "steps", "touched")

    def __init__(self, start: int, steps: int = 1) -> None:
        self.start = start  # the depth at which it began; its height is counted from there
        self.steps = self.height = steps
        self.private = False
        self.items: list[tuple[str, str]] = []  # questions about names in files
        self.keys: Any = []  # keys of all other questions; once sealed, of those about names as well
        self.inside: Any = []  # notes of the answers that went into it
        self.touched: frozenset[str] | None = None  # the files that were asked, existing or not; None until sealed
        self.files: tuple[str, ...] = ()  # those of them that exist

    def hold(self, inner: "Note | None", depth: int) -> None:
        """Adds another answer that went into this one; None for a private one."""
        if inner is None or inner.private:
            self.private = True
            return
        self.inside.append(inner)
        height = depth - self.start + inner.height
        self.height = max(self.height, height)

    def stepped(self, depth: int) -> None:
        self.steps += 1
        self.height = max(self.height, depth - self.start)

    def seal(self, questions: Iterable[int], files: Iterable[str]) -> None:
        """Closes the note. `questions`: the keys of the questions about names; `files`: the files that exist."""
        self.touched, self.files = frozenset(path for path, _ in self.items), tuple(files)
        self.keys = frozenset([*self.keys, *questions])
        self.inside = tuple(dict.fromkeys(self.inside))
        self.items = []


UNSETTLED = Note(0)  # of an answer that is in progress or was given up
UNSETTLED.private = True


class Common:
    """The answers that the files of one language and build share within a run."""

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self._bits: dict[str, int] = {}
        self._modules: list[str] = []

    def keep(self, asked: Any, known: Any) -> None:
        if len(self.known) >= MOST:
            self.known.clear()
        self.known[asked] = known

    def bit(self, path: str) -> int:
        """The bit of `how` that says an answer needs this module to be imported; 0 if there are no bits left."""
        known = self._bits.get(path, 0)
        if not known and len(self._bits) < MODULES:
            known = self._bits[path] = FIRST << len(self._bits)
            self._modules.append(path)
        return known

    def modules_in(self, how: int) -> Iterator[str]:
        bits = how // FIRST
        while bits:
            last = bits & -bits
            yield self._modules[last.bit_length() - 1]
            bits ^= last

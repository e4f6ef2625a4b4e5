"""What finding an answer took: the questions, and the answers that went into it. With these, whoever links another file of the
same run may take the answer over in place of finding it once more.
"""

from collections.abc import Iterable, Iterator
from typing import Any

MOST = 50_000  # answers that a run keeps, of some 1 kB with what they took; then it begins anew
MODULES = 1000  # that have a bit of their own in how an answer was found
FIRST = 1 << 2  # of these bits; those before it say what they say in values.py


class Note:
    """Of one answer. Where it is `private`, the file that is linked, its budget, or where the evaluation began had a part in it."""

    __slots__ = ("files", "height", "inside", "items", "keys", "private", "start", "steps", "touched")

    def __init__(self, start: int, steps: int = 1) -> None:
        self.start = start  # how deep in other evaluations it began; its own depth is counted from there
        self.steps = self.height = steps
        self.private = False
        self.items: list[tuple[str, str]] = []  # questions about names of files
        self.keys: Any = []  # all other questions; once it is sealed, those about names, too
        self.inside: Any = []  # of the answers that went into it
        self.touched: frozenset[str] | None = None  # the files that were asked, there or not; known once it is sealed
        self.files: tuple[str, ...] = ()  # those of them that are there

    def hold(self, inner: "Note | None", depth: int) -> None:
        """Another answer went into this one; None: one that is private."""
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
        """Nothing is added any more. `questions`: those about names, as keys; `files`: those that are there."""
        self.touched, self.files = frozenset(path for path, _ in self.items), tuple(files)
        self.keys = frozenset([*self.keys, *questions])
        self.inside = tuple(dict.fromkeys(self.inside))
        self.items = []


UNSETTLED = Note(0)  # of what is still being found out, or was given up
UNSETTLED.private = True


class Common:
    """What the files of a run found out for each other, those of one language and build."""

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self._bits: dict[str, int] = {}
        self._modules: list[str] = []

    def keep(self, asked: Any, known: Any) -> None:
        if len(self.known) >= MOST:
            self.known.clear()
        self.known[asked] = known

    def bit(self, path: str) -> int:
        """Of how something was found: that it needs this module to be imported; 0 where there are too many to tell."""
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

"""Memoisation of answers, within a file and between the files of a run, and the step budget of a reference."""

from collections.abc import Callable
from typing import Any, TypeVar

from parsing.linking.notes import FIRST, UNSETTLED, Common, Note
from parsing.linking.reads import Reads
from parsing.linking.values import FROM_ARGUMENTS, THROUGH_TYPE, Values

STEPS = 4000  # expressions evaluated for one reference
DEEPEST = 48  # nested evaluations
Known = tuple[Any, int, Note | None]  # an answer, how it was found, and its note; None if it may not be reused
Answer = TypeVar("Answer")
NOTHING: Known = (), 0, UNSETTLED


class Memory:
    """The memory of one file. An answer of another file of the run is reused only if this file would find the same, and
    costs the same steps: so the result does not depend on which files were linked before.
    """

    def __init__(self, path: str, reads: Reads, common: Common | None) -> None:
        """`common`: the answers shared by the run. None makes every step observable: no answer of another file is
        reused, and `kept` memoises nothing.
        """
        self.path = path
        self.reads = reads
        self.imported_paths: set[str] = set()  # files that the file imports by name
        self.how = 0  # how the last answer was found, as bits
        self._common = common
        self.known: dict[Any, Known] = {}
        self._cuts = 0  # incomplete answers so far: still in progress, or beyond the budget
        self._steps = 0
        self._depth = 0

    def start(self) -> None:
        """Begins a new reference, with a full budget."""
        self._steps, self._depth, self.how = STEPS, 0, 0

    def forget(self) -> None:
        """Drops the answers that depend on arguments learnt from calls, since more of these are known now."""
        self.known = {asked: known for asked, known in self.known.items() if not known[1] & FROM_ARGUMENTS}

    def enter(self) -> bool:
        """Goes one step deeper. False if the budget or the depth is used up: then `leave` must not be called."""
        note = self.reads.note
        if self._steps <= 0 or self._depth >= DEEPEST:
            self._cuts += 1
            if note is not None:
                note.private = True
            return False
        self._steps -= 1
        self._depth += 1
        if note is not None:
            note.stepped(self._depth)
        return True

    def leave(self) -> None:
        self._depth -= 1

    @property
    def exhausted(self) -> bool:
        """Whether the last reference used up its budget, so that its answer may be incomplete."""
        return self._steps <= 0

    def reached(self, path: str) -> None:
        """Notes that a module was found by its name alone, which needs an import of it: here or in some other file."""
        bit = self._common.bit(path) if self._common is not None else 0
        self.how |= bit or (path not in self.imported_paths)
        if not bit and self.reads.note is not None:
            self.reads.note.private = True

    def leapt(self, how: int) -> bool:
        """Whether an answer was found through a type, not by names and this file's imports alone."""
        if how < FIRST or self._common is None:
            return bool(how & THROUGH_TYPE)
        return bool(how & THROUGH_TYPE) or any(path not in self.imported_paths for path in self._common.modules_in(how))

    def evaluate(self, asked: Any, own: bool, find: Callable[..., Values], *about: Any) -> Known:
        """The values of an expression, for one step of the budget. Recursive requests for them in the meantime get
        nothing. `own`: no other file would ask for them, or find the same.
        """
        known = None if own else self._taken_over(asked)
        if known is not None:
            return known
        if self._steps <= 0 or self._depth >= DEEPEST:
            return NOTHING
        self._steps -= 1
        self.known[asked] = NOTHING
        outer, before = self._begin(own, 1)
        self._depth += 1
        found = find(*about)
        self._depth -= 1
        self.how |= len(found) > 1
        return self._end(asked, found, outer, before)

    def kept(self, own: bool, find: Callable[..., Answer], *about: Any) -> Answer:
        """Memoises `find(self, *about)`: no expression, but its `how` counts. Nothing is kept that was cut short."""
        if self._common is None:
            return find(self, *about)
        asked = find, *about
        known = self.known.get(asked) or (None if own else self._taken_over(asked))
        if known is None:
            cuts, (outer, before) = self._cuts, self._begin(own)
            known = self._end(asked, find(self, *about), outer, before)
            if cuts != self._cuts:
                del self.known[asked]
        answer: Answer = self.used(known)
        return answer

    def once(self, own: bool, find: Callable[..., Answer], *about: Any, pending: Answer | None = None) -> Answer:
        """Memoises `find(self, *about)`: no expression, and its `how` does not count. `pending`: the answer to
        recursive requests in the meantime.
        """
        asked = find, *about
        known = self.known.get(asked) or (None if own else self._taken_over(asked))
        if known is None:
            if pending is not None:
                self.known[asked] = pending, 0, UNSETTLED
            outer, before = self._begin(own)
            found = find(self, *about)
            before |= self.how & FROM_ARGUMENTS
            self.how = 0
            known = self._end(asked, found, outer, before)
        answer: Answer = self.used(known)
        return answer

    def _begin(self, own: bool, steps: int = 0) -> tuple[Note | None, int]:
        outer, before = self.reads.note, self.how
        self.reads.note, self.how = None if own else Note(self._depth, steps), 0
        return outer, before

    def _end(self, asked: Any, answer: Any, outer: Note | None, before: int) -> Known:
        note = self.reads.note
        if note is not None and note.private:
            note = None
        known = self.known[asked] = answer, self.how, note
        if note is not None:
            self.reads.found(note)
            if self._common is not None:
                self._common.keep(asked, known)
        self.how, self.reads.note = before, outer
        return known

    def used(self, known: Known) -> Any:
        answer, how, note = known
        if self.reads.note is not None:
            self.reads.note.hold(note, self._depth)
        if note is UNSETTLED:
            self._cuts += 1
        self.how |= how
        return answer

    def _taken_over(self, asked: Any) -> Known | None:
        """The answer of another file of the run, where this file may reuse it."""
        known: Known | None = self._common.known.get(asked) if self._common is not None else None
        note = known[2] if known is not None else None
        if known is None or note is None or self._depth + note.height > DEEPEST:
            return None
        steps = self.reads.adopt(note, self._steps)
        if steps is None:
            return None
        self._steps -= steps
        self.known[asked] = known
        return known

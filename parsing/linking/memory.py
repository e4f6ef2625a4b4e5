"""What was found out once, by the file that is linked or by another one of its run, and the budget of a reference."""

from collections.abc import Callable
from typing import Any, TypeVar

from parsing.linking.notes import FIRST, UNSETTLED, Common, Note
from parsing.linking.reads import Reads
from parsing.linking.values import ASSUMED, LEAPT, Values

STEPS = 4000  # expressions evaluated for one reference
DEEPEST = 48  # evaluations inside each other
Known = tuple[Any, int, Note | None]  # an answer, how it was found, and what that took, where others may take it over
Answer = TypeVar("Answer")
NOTHING: Known = (), 0, UNSETTLED


class Memory:
    """For one file. From another file of the run an answer is taken over only where this one would find the same, and at the
    price that finding it would have: so it does not matter which files were linked before.
    """

    def __init__(self, path: str, reads: Reads, common: Common | None) -> None:
        """`common`: None where it is to be seen how everything is found: no answer is taken over, and what is no expression is
        looked at each time.
        """
        self.path = path
        self.reads = reads
        self.imported_paths: set[str] = set()  # files that the file imports by name
        self.how = 0  # what had a part in the last answer, as bits
        self._common = common
        self.known: dict[Any, Known] = {}
        self._cuts = 0  # answers that were less than the whole: still in progress, or beyond the budget
        self._steps = 0
        self._depth = 0

    def start(self) -> None:
        """A new reference: a full budget."""
        self._steps, self._depth, self.how = STEPS, 0, 0

    def forget(self) -> None:
        """What was found with the help of what calls pass, which is more now."""
        self.known = {asked: known for asked, known in self.known.items() if not known[1] & ASSUMED}

    def enter(self) -> bool:
        """One step deeper; False, and nothing to leave, where the budget or the depth is used up."""
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
        """Whether the last reference used its budget up: its answer may be less than the whole one."""
        return self._steps <= 0

    def reached(self, path: str) -> None:
        """A module was found by its name alone: some file must have imported it, if not this one."""
        bit = self._common.bit(path) if self._common is not None else 0
        self.how |= bit or (path not in self.imported_paths)
        if not bit and self.reads.note is not None:
            self.reads.note.private = True

    def leapt(self, how: int) -> bool:
        """Whether an answer was found so that a type, not only names and imports, led there."""
        if how < FIRST or self._common is None:
            return bool(how & LEAPT)
        return bool(how & LEAPT) or any(path not in self.imported_paths for path in self._common.modules_in(how))

    def evaluate(self, asked: Any, own: bool, find: Callable[..., Values], *about: Any) -> Known:
        """The values of an expression: one step, during which what leads back to it adds nothing. `own`: no other file would ask
        for them, or find the same.
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
        """What is no expression, and says how it was found: `find(self, *about)`. Nothing is kept that was cut short."""
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
        """Something else than values, of which it does not matter how it was found: `find(self, *about)`. `pending`: what it is
        to whoever asks for it meanwhile.
        """
        asked = find, *about
        known = self.known.get(asked) or (None if own else self._taken_over(asked))
        if known is None:
            if pending is not None:
                self.known[asked] = pending, 0, UNSETTLED
            outer, before = self._begin(own)
            found = find(self, *about)
            before |= self.how & ASSUMED
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
        """What another file of the run found out."""
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

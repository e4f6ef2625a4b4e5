"""Linking that keeps a record: the same evaluator asks the same questions, and notes what each answer was made of.

Ordinary linking knows nothing of this and pays nothing for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from graph.facts import Item
from graph.kinds import EdgeKind, Resolution
from graph.model import Edge
from parsing.linking.evaluator import Evaluator, Given
from parsing.linking.gather import Gather, Site
from parsing.linking.namespaces import Place
from parsing.linking.reads import Reads
from parsing.linking.snapshot import Snapshot
from parsing.linking.values import NOWHERE, Frame, Value, Values


@dataclass(slots=True, eq=False)
class Seen:
    """One evaluation: of an expression of a file, of a name in it, or of the target of an import."""

    kind: str  # expression | name | import
    path: str
    text: str
    found: Values = ()
    inside: list["Seen"] = field(default_factory=list)


class Asked(Reads):
    """Reads that also note, in order and in words, which questions were answered with no."""

    takes_over = False

    def __init__(self, snapshot: Snapshot, own: str) -> None:
        super().__init__(snapshot, own)
        self.refused: dict[str, None] = {}

    def item(self, path: str, name: str) -> Item | None:
        found = super().item(path, name)
        if found is None:
            self._refuse(f"{path} has no name {name!r}" if name else f"{path} is no file that is read")
        return found

    def named(self, namespace: str, name: str, variant: str = "") -> Sequence[Place]:
        found = super().named(namespace, name, variant)
        if not found:
            self._refuse(f"no file of the namespace {namespace!r} shares a name {name!r}")
        return found

    def exists(self, path: str) -> bool:
        found = super().exists(path)
        if not found:
            self._refuse(f"there is no {path}")
        return found

    def modules(self, stems: Sequence[str], endings: Sequence[str]) -> list[str | None]:
        found = super().modules(stems, endings)
        for stem, path in zip(stems, found, strict=True):
            if path is None:
                self._refuse(f"there is no {stem} with one of {', '.join(filter(None, endings))}")
        return found

    def _refuse(self, question: str) -> None:
        self.refused[question] = None


class Recorder(Evaluator):
    """An evaluator that records, for every evaluation, those inside it; `roots` are those of the current reference."""

    def __init__(self, evaluator: Evaluator, reads: Asked, learn: Callable[[], Given]) -> None:
        """Like `evaluator`, which knows the file's imports, but without its memoised results. `learn`: what calls in
        the file pass.
        """
        super().__init__(evaluator.path, evaluator.language, reads, alone=True)
        self.imported_paths = evaluator.imported_paths
        self.asked, self._learn = reads, learn
        self.roots: list[Seen] = []
        self._around = self.roots
        self._evaluated: dict[tuple[str, str, Frame], Seen] = {}

    def start(self) -> None:
        super().start()
        self.roots = self._around = []

    def learnt(self, function: str, name: str) -> Values:
        """Learnt on demand: few references depend on what calls in the file pass, and it is most of a link's work."""
        return self._learn().get((function, name), ())

    def values(self, path: str, expression: str, frame: Frame = NOWHERE) -> Values:
        asked = (path, expression, frame)
        known = self._evaluated.get(asked)
        if known is not None:
            self._around.append(known)
            return super().values(path, expression, frame)
        seen, around = self._enter("expression", path, expression)
        self._evaluated[asked] = seen
        seen.found = super().values(path, expression, frame)
        self._around = around
        return seen.found

    def item_values(self, path: str, name: str, item: Item, frame: Frame = NOWHERE) -> Values:
        seen, around = self._enter("name", path, name)
        seen.found = super().item_values(path, name, item, frame)
        self._around = around
        return seen.found

    def module(self, importer: str, spec: str) -> Value | None:
        seen, around = self._enter("import", importer, spec)
        found = super().module(importer, spec)
        seen.found = (found,) if found is not None else ()
        self._around = around
        return found

    def _enter(self, kind: str, path: str, text: str) -> tuple[Seen, list[Seen]]:
        """Begins an evaluation, to contain those that follow. Also returns the list to restore when it ends."""
        seen, around = Seen(kind, path, text), self._around
        around.append(seen)
        self._around = seen.inside
        return seen, around


class Watch(Gather):
    """Watches for one edge, and keeps the evaluations of the reference that produced it."""

    def __init__(self, path: str, edge: Edge | None) -> None:
        super().__init__(path)
        self._wanted = _drawn(*edge[:3], edge.resolution, edge.scope) if edge is not None else None
        self.recorder: Recorder | None = None
        self.drawn = 0  # edges so far
        self.caught: list[Seen] | None = None

    def edge(
        self, kind: EdgeKind, source: int, target: int, resolution: Resolution = Resolution.EXACT, scope: int = 0,
        site: Site | None = None,
    ) -> None:  # fmt: skip
        self.drawn += 1
        super().edge(kind, source, target, resolution, scope, site)
        same = _drawn(kind, source, target, resolution, scope or source) == self._wanted
        if same and self.caught is None and self.recorder is not None:
            self.caught = list(self.recorder.roots)


def _drawn(kind: EdgeKind, source: int, target: int, resolution: Resolution, scope: int) -> tuple[object, ...]:
    """An edge without what depends on evaluation order: memoised values are not inferred, so INFERRED equals EXACT."""
    how = Resolution.EXACT if resolution is Resolution.INFERRED else resolution
    return kind, source, target, how, scope

"""The only way in which linking reads other files. Every question is recorded, even if the answer is "no"."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from graph.facts import Item
from graph.paths import parents
from parsing.language import Interface
from parsing.linking.namespaces import Place, directories_key, fitting, name_key, name_keys
from parsing.linking.notes import Common, Note
from parsing.linking.snapshot import Snapshot, item_key, path_key, stem_key

_UNASKED = Item("unasked")


class Reads:
    """The reads of one owner. `keys` are the questions asked, `paths` the files whose interface answered one.

    Questions about the owner's own names are not recorded: a changed owner is always relinked.
    """

    takes_over = True  # whether it reuses what was found for other owners of the run

    def __init__(self, snapshot: Snapshot, own: str) -> None:
        self._snapshot = snapshot
        self._own = own
        self._items: dict[tuple[str, str], Item | None] = {}
        self._named: dict[tuple[str, str, str], tuple[Sequence[Place], int]] = {}
        self._modules: dict[tuple[str, ...], dict[str, str | None]] = {}  # endings, in order -> stem -> result
        self._noted: dict[str, tuple[frozenset[str], Note]] = {}
        self._adopted: set[Note] = set()
        self._refused: set[Note] = set()
        self.note: Note | None = None  # of the answer in progress, where other owners may reuse it
        self.keys: set[int] = set()
        self.paths: set[str] = set()

    def item(self, path: str, name: str) -> Item | None:
        """The item of `name` in the file ('' is the module itself), or None if there is no such file or name."""
        asked = (path, name)
        if self.note is not None:
            self.note.items.append(asked)
        known = self._items.get(asked, _UNASKED)
        if known is not _UNASKED:
            return known
        interface = self._snapshot.interface(path)
        if path != self._own:
            self.keys.add(item_key(path, name))
            if interface is not None:
                self.paths.add(path)
        found = self._items[asked] = None if interface is None else interface.get(name)
        return found

    @property
    def path(self) -> str:
        """The owner's path. An answer that depends on it is private to this owner."""
        if self.note is not None:
            self.note.private = True
        return self._own

    def common(self, language: str, variant: str) -> Common:
        """The answers that files of this language and build share."""
        return self._snapshot.common.setdefault((language, variant), Common())

    def own(self) -> Interface | None:
        """The interface of the owner itself."""
        return self._snapshot.interface(self._own)

    def named(self, namespace: str, name: str, variant: str = "") -> Sequence[Place]:
        """The definitions shared under this name in a namespace, by path; if several, those of the build `variant`."""
        asked = (namespace, name, variant)
        known = self._named.get(asked)
        if known is None:
            places = fitting(self._snapshot.namespaces.named(namespace, name), variant)
            known = self._named[asked] = places, name_key(namespace, name)
        self._ask(known[1])
        return known[0]

    def sought(self, namespaces: tuple[str, ...], name: str, variant: str) -> Iterator[Sequence[Place]]:
        """`named` for one namespace after another, skipping those without the name; asks only as far as needed."""
        questions = name_keys(namespaces, name)
        for place, places in self._snapshot.namespaces.among(namespaces).get(name, ()):
            self._ask_all(questions[: place + 1])
            yield fitting(places, variant)
        self._ask_all(questions)

    def _ask_all(self, questions: Sequence[int]) -> None:
        self.keys.update(questions)
        if self.note is not None:
            self.note.keys.extend(questions)

    def directories(self, namespace: str) -> tuple[str, ...]:
        """The directories of the files that add names to a namespace; none if there is no such namespace."""
        self._ask(directories_key(namespace))
        return self._snapshot.namespaces.directories(namespace)

    def expect(self, namespaces: Sequence[str]) -> None:
        """Prefetches in one batch what will be asked one by one. Records no question."""
        self._snapshot.namespaces.files(namespaces)

    def nearest(self, path: str, name: str) -> str:
        """The file of this name next to the path, or in the nearest directory above it; '' if there is none."""
        candidates = [f"{directory}/{name}" if directory else name for directory in parents(path)]
        self._snapshot.interfaces(candidates)
        return next((each for each in candidates if self.item(each, "") is not None), "")

    def exists(self, path: str) -> bool:
        """Whether the path is a file, or a directory that contains one."""
        self._ask(path_key(path))
        known = self._snapshot.known.get(path)
        return self._snapshot.exists([path])[0] if known is None else known

    def once(self, asked: str, find: Callable[[], Iterable[str]]) -> frozenset[str]:
        """What a language derives from answers, computed once per run."""
        known = self._noted.get(asked)
        if known is None:
            known = self._noted[asked] = self._taken_over(asked) or self._find(asked, find)
        if self.note is not None:
            self.note.hold(known[1], self.note.start)
        return known[0]

    def _taken_over(self, asked: str) -> tuple[frozenset[str], Note] | None:
        known = self._snapshot.noted.get(asked) if self.takes_over else None
        return None if known is None or self.adopt(known[1], 0) is None else known

    def _find(self, asked: str, find: Callable[[], Iterable[str]]) -> tuple[frozenset[str], Note]:
        outer, note = self.note, Note(0, 0)
        self.note = note
        found = frozenset(find()), note
        self.note = outer
        if not note.private:
            self._snapshot.noted[asked] = found
        return found

    def adopt(self, note: Note, most: int) -> int | None:
        """Records what another owner's answer read as if this one had read it. Returns the steps that finding it here
        would have cost; None, with nothing recorded, if these exceed `most` or if it depends on this owner's own names.
        """
        waiting, new, steps = [note], dict[Note, None](), 0
        while waiting:
            each = waiting.pop()
            if each in self._adopted or each in new:
                continue
            if each.touched is None:
                self._seal(each)
            if each in self._refused or self._own in (each.touched or ()):
                self._refused.update((each, note))
                return None
            new[each] = None
            steps += each.steps
            waiting += each.inside
        if steps > most:
            return None
        self._adopted.update(new)
        for each in new:
            self.keys.update(each.keys)
            self.paths.update(each.files)
        return steps

    def _seal(self, note: Note) -> None:
        files = (path for path in dict(note.items) if self._snapshot.interface(path) is not None)
        note.seal((item_key(path, name) for path, name in note.items), files)

    def found(self, note: Note) -> None:
        """Marks an answer that was found here: its reads are recorded already."""
        self._adopted.add(note)

    def _ask(self, question: int) -> None:
        self.keys.add(question)
        if self.note is not None:
            self.note.keys.append(question)

    def modules(self, stems: Sequence[str], endings: Sequence[str]) -> list[str | None]:
        """For each stem the first readable file `stem + ending`, else the stem itself if it is a directory."""
        known = self._modules.setdefault(tuple(endings), {})
        unknown = [stem for stem in stems if stem not in known]
        if unknown:
            known.update(self._probe(unknown, endings))
        if self.note is not None:
            self.note.keys.extend(map(stem_key, stems))
        return [known[stem] for stem in stems]

    def _probe(self, unknown: Sequence[str], endings: Sequence[str]) -> Iterator[tuple[str, str | None]]:
        self.keys.update(stem_key(stem) for stem in unknown)
        found = self._snapshot.interfaces([stem + ending for stem in unknown for ending in endings])
        directories = self._snapshot.exists(unknown)
        for place, stem in enumerate(unknown):
            mine = found[place * len(endings) : (place + 1) * len(endings)]
            readable = [stem + ending for ending, interface in zip(endings, mine, strict=True) if interface is not None]
            yield stem, readable[0] if readable else stem if directories[place] else None

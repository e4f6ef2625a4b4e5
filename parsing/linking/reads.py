"""The one way in which linking a file learns about others: every question is recorded, also when the answer is no."""

from collections.abc import Sequence

from graph.facts import Item
from graph.paths import parents
from parsing.language import Interface
from parsing.linking.namespaces import Place, directories_key, fitting, name_key
from parsing.linking.snapshot import Snapshot, item_key, path_key, stem_key

_UNASKED = Item("unasked")


class Reads:
    """For one owner. `keys` are the questions asked, `paths` the files whose interface answered one.

    Questions about the owner's own names are not recorded: it is linked again whenever it changes.
    """

    def __init__(self, snapshot: Snapshot, own: str) -> None:
        self._snapshot = snapshot
        self._own = own
        self._items: dict[tuple[str, str], Item | None] = {}
        self._modules: dict[str, str | None] = {}
        self.noted: dict[str, frozenset[str]] = {}  # what a language makes of answers, kept while the owner is linked
        self.keys: set[int] = set()
        self.paths: set[str] = set()

    def item(self, path: str, name: str) -> Item | None:
        """What `name` is in the file, '' for the module itself; None where there is no such file or name."""
        asked = (path, name)
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
        """The owner."""
        return self._own

    def own(self) -> Interface | None:
        """The interface of the owner itself."""
        return self._snapshot.interface(self._own)

    def named(self, namespace: str, name: str, variant: str = "") -> Sequence[Place]:
        """The definitions that files share under this name in a namespace, by path; for one build, where there are several."""
        self.keys.add(name_key(namespace, name))
        return fitting(self._snapshot.namespaces.named(namespace, name), variant)

    def directories(self, namespace: str) -> tuple[str, ...]:
        """The directories of the files that add names to a namespace; none where there is no such namespace."""
        self.keys.add(directories_key(namespace))
        return self._snapshot.namespaces.directories(namespace)

    def expect(self, namespaces: Sequence[str]) -> None:
        """Fetches at once what is about to be asked one by one; it is no question yet."""
        self._snapshot.namespaces.files(namespaces)

    def nearest(self, path: str, name: str) -> str:
        """The file of this name beside the path or in the nearest directory above it; '' where there is none."""
        candidates = [f"{directory}/{name}" if directory else name for directory in parents(path)]
        self._snapshot.interfaces(candidates)
        return next((each for each in candidates if self.item(each, "") is not None), "")

    def exists(self, path: str) -> bool:
        """Whether there is such a file, or a directory that holds one."""
        self.keys.add(path_key(path))
        known = self._snapshot.known.get(path)
        return self._snapshot.exists([path])[0] if known is None else known

    def modules(self, stems: Sequence[str], endings: Sequence[str]) -> list[str | None]:
        """For each stem the first of its files `stem + ending` that can be read, else the stem if it is a directory."""
        unknown = [stem for stem in stems if stem not in self._modules]
        if unknown:
            self._probe(unknown, endings)
        return [self._modules[stem] for stem in stems]

    def _probe(self, unknown: Sequence[str], endings: Sequence[str]) -> None:
        self.keys.update(stem_key(stem) for stem in unknown)
        found = self._snapshot.interfaces([stem + ending for stem in unknown for ending in endings])
        directories = self._snapshot.exists(unknown)
        for place, stem in enumerate(unknown):
            mine = found[place * len(endings) : (place + 1) * len(endings)]
            readable = [stem + ending for ending, interface in zip(endings, mine, strict=True) if interface is not None]
            self._modules[stem] = readable[0] if readable else stem if directories[place] else None

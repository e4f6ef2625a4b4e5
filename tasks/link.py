"""Step four of a run: links what changed, and every file that read a key whose answer is now different."""

from collections.abc import Iterable, Mapping, Sequence

from graph.paths import directory_of
from parsing.linking.relink import Relinked, relink
from parsing.linking.snapshot import Base, Nothing, Put, Snapshot
from store.graph_store import PostgresGraphStore
from store.model import Graph
from tasks.collecting import no_collection
from tasks.compare import Plan
from tasks.extract import Extracted
from tasks.listing import Listing
from tasks.work import Work

KEPT = 1_000  # interfaces cached


def link(work: Work, plan: Plan, extracted: Extracted) -> Relinked:
    whole = plan.mode == "full"
    with work.stage("link", 70):
        stored = Stored(work.store, work.claim.graph, work.limits.facts_version)
        snapshot = Snapshot(Nothing() if whole else stored, extracted.puts, plan.gone)
        with no_collection():
            return relink(snapshot, plan.commit, stored.readers, stored.load, stored.recall, whole=whole)


class Layout:
    """A cache of a commit's paths, providers and interfaces, filled as they are read."""

    def __init__(self, store: PostgresGraphStore, graph: Graph) -> None:
        self.listing = Listing(store, graph)
        self.providers: dict[int, Sequence[str]] = {}
        self.interfaces: dict[str, bytes] = {}  # b"" if the file is in no supported language


class Stored:
    """The graph of the indexed commit, as a base for linking."""

    def __init__(
        self, store: PostgresGraphStore, graph: Graph, facts_version: str, layout: Layout | None = None
    ) -> None:
        """`layout`: what earlier queries have cached."""
        self._store = store
        layout = layout or Layout(store, graph)
        self._listing, self._providers, self._interfaces = layout.listing, layout.providers, layout.interfaces
        self._graph = graph
        self._version = facts_version

    def existing(self, paths: Sequence[str]) -> set[str]:
        return self._listing.existing(paths)

    def interfaces(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        there = self._listing.existing(paths)
        known = {path: self._interfaces[path] for path in there if path in self._interfaces}
        unknown = there - known.keys()
        found = self._store.interfaces_at(self._graph, unknown, self._version) if unknown else {}
        self._keep({path: found.get(path, b"") for path in unknown})
        return {**known, **found}

    def _keep(self, interfaces: Mapping[str, bytes]) -> None:
        """Evicts in the order of insertion."""
        self._interfaces.update(interfaces)
        while len(self._interfaces) > KEPT:
            self._interfaces.pop(next(iter(self._interfaces)))

    def inhabited(self, directories: Sequence[str], without: Sequence[str]) -> set[str]:
        return self._store.inhabited(self._graph, directories, without)

    def providers(self, namespaces: Sequence[int]) -> Mapping[int, Sequence[str]]:
        unknown = [each for each in namespaces if each not in self._providers]
        if unknown:
            found = self._store.providers(self._graph, unknown)
            self._providers.update((each, found.get(each, ())) for each in unknown)
        return {each: self._providers[each] for each in namespaces}

    def readers(self, keys: Iterable[int]) -> list[str]:
        return self._store.readers(self._graph, keys)

    def recall(self, paths: Sequence[str]) -> list[str]:
        """The files whose interfaces these read when they were last linked. Lists the directories of both, because most paths
        that linking reads are there.
        """
        found = sorted(self._store.neighbours(self._graph, paths))
        self._listing.open(map(directory_of, (*paths, *found)))
        return found

    def expect(self, paths: Sequence[str]) -> None:
        """Prefetches most of what linking these will read."""
        self.interfaces([*paths, *self.recall(paths)])

    def load(self, paths: Sequence[str]) -> list[Put]:
        """Unchanged owners with their facts; a directory has none."""
        facts = self._store.facts_at(self._graph, paths, self._version)
        owners = self._store.owners(self._graph, paths)
        return [
            Put(
                path, owner.blob, owner.mode, owner.language, owner.skipped, owner.partial, *facts.get(path, (b"", b""))
            )
            for path, owner in sorted(owners.items())
        ]

    def facts(self, path: str) -> bytes:
        """b"" if the file is in no supported language."""
        return self._store.facts_at(self._graph, [path], self._version).get(path, (b"", b""))[0]


def _typed(stored: Stored) -> Base:
    """Lets mypy check that Stored satisfies Base."""
    return stored

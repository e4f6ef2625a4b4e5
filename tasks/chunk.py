"""Extracts, and later links, one chunk of a full index. Extraction needs the mirror and the store, linking only the store."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from graph.changes import Entry
from graph.errors import StorageError
from graph.model import Node
from graph.paths import show
from parsing import encoding
from parsing.linking.link import link
from parsing.linking.namespaces import provided, shares
from parsing.linking.relink import owner
from parsing.linking.snapshot import Base, Put, Snapshot
from store.chunks import Chunk, Layout, Remark, Share
from store.columns import Batch
from store.graph_store import PostgresGraphStore
from store.model import BlobFacts
from tasks import metrics
from tasks.collecting import no_collection
from tasks.extract import language_of, put, say
from tasks.work import Work

AT_ONCE = 32  # files whose facts are in memory at a time
PAGE = 1000  # interfaces per query
HELD = 6 << 20  # bytes of interfaces that one snapshot decodes, which takes some ten times as much memory
KEPT = 64 << 20  # bytes of interfaces cached in memory: those of some seven million lines


def extract_chunk(work: Work, chunk: Chunk) -> None:
    files = [entry for entry in chunk.entries if entry.mode]
    said, parsed = say(work, files, lambda _done, _known: None)
    puts = [put(entry, said) for entry in files]
    metrics.left_out(puts)
    remarks = {each.path: _remark(each) for each in puts}
    work.chunks.extracted(chunk, {path: it for path, it in remarks.items() if any(it)}, {"parsed": parsed})


def _remark(put: Put) -> Remark:
    provides = provided(put.path, encoding.interface(put.interface)) if put.interface and shares(put.path) else []
    return Remark(put.skipped, put.partial, tuple(provides))


def link_chunk(work: Work, whole: "Whole", chunk: Chunk) -> None:
    snapshot, batch, nodes = whole.snapshot(), Batch([], [], []), dict[int, Node]()
    unresolved: Counter[str] = Counter()
    with no_collection():
        for each in whole.puts(chunk.entries):
            work.lease.check()
            said = link(each, snapshot)
            batch.owners.append(owner(each, said, snapshot.interface(each.path) if shares(each.path) else None))
            batch.edges.extend(said.edges)
            nodes.update((node.id, node) for node in said.nodes)
            unresolved.update(f"unresolved/{miss.reason}" for miss in said.unresolved)
    batch.nodes.extend(nodes.values())
    work.chunks.linked(chunk, batch, unresolved)


class Whole:
    """The commit being indexed, as a base for linking: paths from all chunks, interfaces from the store."""

    def __init__(self, store: PostgresGraphStore, share: Share, facts_version: str, layouts: Iterable[Layout]) -> None:
        self._store = store
        self._tenant_id = share.tenant_id
        self._version = facts_version
        self._remarks: dict[str, Remark] = {}
        self._providers: dict[int, list[str]] = {}
        self._directories: set[str] = set()
        self._files: dict[
            str, tuple[str, str]
        ] = {}  # path -> blob and language, which is '' if unsupported or excluded
        for layout in layouts:
            self._take(layout)
        self._kept: dict[tuple[str, str], bytes] = {}
        self._snapshot: Snapshot | None = None
        self._fill()

    def snapshot(self) -> Snapshot:
        """Shared between chunks, with everything it has already read, until it grows too large."""
        if self._snapshot is None or self._snapshot.size > HELD:
            self._snapshot = Snapshot(self, ())
        return self._snapshot

    def existing(self, paths: Sequence[str]) -> set[str]:
        return {path for path in paths if path in self._files or path in self._directories}

    def interfaces(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        wanted = {path: self._files[path] for path in paths if path in self._files and self._files[path][0]}
        found = self._read({read for read in wanted.values() if read not in self._kept})
        known = {path: self._kept.get(read) or found.get(read) for path, read in wanted.items()}
        return {path: interface for path, interface in known.items() if interface}

    def inhabited(self, directories: Sequence[str], without: Sequence[str]) -> set[str]:
        """Always empty: a full index removes nothing."""
        del directories, without
        return set()

    def providers(self, namespaces: Sequence[int]) -> Mapping[int, Sequence[str]]:
        return {namespace: self._providers.get(namespace, ()) for namespace in namespaces}

    def puts(self, entries: Sequence[Entry]) -> Iterator[Put]:
        """Owners with their facts, a few at a time to bound memory."""
        remaining = iter(entries)
        while some := list(islice(remaining, AT_ONCE)):
            facts = self._facts(some)
            yield from (self._put(entry, facts) for entry in some)

    def _take(self, layout: Layout) -> None:
        self._remarks.update(layout.remarks)
        for path, remark in layout.remarks.items():
            for namespace in remark.provides:
                self._providers.setdefault(namespace, []).append(path)
        for entry in layout.entries:
            path = show(entry.path)
            if entry.mode:
                skipped = layout.remarks.get(path, Remark()).skipped
                self._files[path] = ("" if skipped else language_of(entry), entry.blob)
            else:
                self._directories.add(path)

    def _fill(self) -> None:
        """Preloads interfaces up to the limit in a few queries; others are read when a link needs them."""
        wanted, size = iter(dict.fromkeys(read for read in self._files.values() if read[0])), 0
        while size < KEPT and (page := set(islice(wanted, PAGE))):
            found = self._read(page)
            self._kept.update(found)
            size += sum(map(len, found.values()))

    def _read(self, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
        by_language: dict[str, list[str]] = {}
        for language, blob in wanted:
            by_language.setdefault(language, []).append(blob)
        return {
            (language, blob): interface
            for language, blobs in by_language.items()
            for blob, interface in self._store.interfaces(self._tenant_id, blobs, language, self._version).items()
        }

    def _facts(self, entries: Sequence[Entry]) -> dict[tuple[str, str], BlobFacts]:
        by_language: dict[str, list[str]] = {}
        for entry in entries:
            language, blob = self._files.get(show(entry.path), ("", ""))
            if language:
                by_language.setdefault(language, []).append(blob)
        return {
            (language, blob): facts
            for language, blobs in by_language.items()
            for blob, facts in self._store.facts(self._tenant_id, blobs, language, self._version).items()
        }

    def _put(self, entry: Entry, facts: Mapping[tuple[str, str], BlobFacts]) -> Put:
        path = show(entry.path)
        skipped, partial, _ = self._remarks.get(path, Remark())
        read = self._files.get(path, ("", ""))
        if read[0] and read not in facts:
            raise StorageError(f"The facts of {path} are gone; the run will be retried.")
        said = facts[read][:2] if read[0] else (b"", b"")
        language = language_of(entry) if entry.mode else ""
        return Put(path, entry.blob, entry.mode, language, skipped, partial, *said)


def _typed(whole: Whole) -> Base:
    """Lets mypy check that Whole satisfies Base."""
    return whole

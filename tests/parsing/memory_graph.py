"""The store's side of linking over dictionaries: a repository that takes pushes, and one that is indexed afresh."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from graph.delta import Delta, Owner
from graph.identity import owner_id
from graph.model import Edge, Node
from graph.paths import parents
from parsing import extract, language_of
from parsing.linking.relink import Relinked, relink
from parsing.linking.snapshot import Put, Snapshot


class MemoryGraph:
    """What the store keeps of one branch."""

    def __init__(self) -> None:
        self.files: dict[str, Put] = {}
        self.owners: dict[str, Owner] = {}
        self.nodes: dict[str, list[Node]] = {}
        self.edges: dict[str, list[Edge]] = {}
        self.outside: dict[int, Node] = {}  # nodes that no file owns; those to which no edge points are gone

    def existing(self, paths: Sequence[str]) -> set[str]:
        return self.owners.keys() & set(paths)

    def interfaces(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        return {path: self.files[path].interface for path in paths if path in self.files and self.files[path].interface}

    def inhabited(self, directories: Sequence[str], without: Sequence[str]) -> set[str]:
        left = self.files.keys() - set(without)
        return {directory for path in left for directory in parents(path)} & set(directories)

    def providers(self, namespaces: Sequence[int]) -> Mapping[int, Sequence[str]]:
        return {each: [path for path, owner in self.owners.items() if each in owner.provides] for each in namespaces}

    def readers(self, keys: set[int]) -> Iterable[str]:
        return [path for path, owner in self.owners.items() if keys.intersection(owner.trace)]

    def load(self, paths: Sequence[str]) -> Iterable[Put]:
        return [self.files.get(path) or Put(path, "", 0) for path in paths]

    def recall(self, paths: Sequence[str]) -> Iterable[str]:
        wanted = {read for path in paths if path in self.owners for read in self.owners[path].reads}
        return [path for path in self.files if owner_id(path) in wanted]

    def push(self, put: Mapping[str, bytes], gone: Iterable[str] = (), *, skip: Iterable[str] = ()) -> Relinked:
        return self.take([read(path, source, path in set(skip)) for path, source in put.items()], gone)

    def take(self, puts: Iterable[Put], gone: Iterable[str] = ()) -> Relinked:
        snapshot = Snapshot(self, puts, gone)
        result = relink(snapshot, "", self.readers, self.load, self.recall)
        self.publish(result.delta)
        for path in snapshot.removed:
            self.files.pop(path, None)
        self.files.update(snapshot.puts)
        return result

    def publish(self, delta: Delta) -> None:
        for path in (*delta.removed, *(owner.path for owner in delta.owners)):
            for kept in (self.owners, self.nodes, self.edges):
                kept.pop(path, None)
        self.owners.update((owner.path, owner) for owner in delta.owners)
        for node in delta.nodes:
            if node.path or node.kind == "project":
                self.nodes.setdefault(node.path, []).append(node)
            else:
                self.outside[node.id] = node
        for edge in delta.edges:
            self.edges.setdefault(edge.path, []).append(edge)

    def drawing(self) -> tuple[set[str], set[Edge], dict[str, tuple[tuple[int, ...], ...]]]:
        """Everything that two graphs of one commit must have in common."""
        nodes = {repr(node) for owned in self.nodes.values() for node in owned}
        edges = {edge for owned in self.edges.values() for edge in owned}
        return nodes, edges, {path: (tuple(owner.trace), tuple(owner.provides)) for path, owner in self.owners.items()}


def read(path: str, source: bytes, skipped: bool = False) -> Put:
    language = language_of(path)
    if not language or skipped:
        return Put(path, "", 0o100644, language, "rule" if skipped else "")
    found = _extracted(language, source)
    return Put(path, "", 0o100644, language, "", found.partial, found.facts, found.interface)


# As the store keeps facts by blob: every step of a history asks again for all that stands.
_extracted = lru_cache(10_000)(extract)


def fresh(files: Mapping[str, bytes], *, skip: Iterable[str] = ()) -> MemoryGraph:
    graph = MemoryGraph()
    graph.push(files, skip=skip)
    return graph

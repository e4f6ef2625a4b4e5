"""The repository at the new commit: the stored state of the old commit, overlaid with the changes of this push."""

import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from graph.identity import key
from graph.paths import parents
from parsing import encoding
from parsing.language import Interface
from parsing.linking.namespaces import Namespaces, namespace_key
from parsing.linking.notes import Common, Note


class Base(Protocol):
    """What the store knows about the currently indexed commit. A path names a file or a directory that is not empty."""

    def existing(self, paths: Sequence[str]) -> set[str]: ...

    def interfaces(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Interfaces of those files among `paths` that are in a known language and not skipped by a rule."""
        ...

    def inhabited(self, directories: Sequence[str], without: Sequence[str]) -> set[str]:
        """Those directories that contain, at any depth, a file that is not in `without`."""
        ...

    def providers(self, namespaces: Sequence[int]) -> Mapping[int, Collection[str]]:
        """The files that add names to these namespaces (keys, as in `Owner.provides`). Empty ones may be left out."""
        ...


class Nothing:
    """The empty base, without files or interfaces: before the first index the changes are the whole repository."""

    def existing(self, paths: Sequence[str]) -> set[str]:
        del paths
        return set()

    def interfaces(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        del paths
        return {}

    def inhabited(self, directories: Sequence[str], without: Sequence[str]) -> set[str]:
        del directories, without
        return set()

    def providers(self, namespaces: Sequence[int]) -> Mapping[int, Collection[str]]:
        del namespaces
        return {}


class Put(NamedTuple):
    """An owner, file or directory, at the new commit."""

    path: str
    blob: str
    mode: int  # 0 for a directory, which has neither blob nor language
    language: str = ""  # '' if unknown
    skipped: str = ""  # the rule that excludes it
    partial: bool = False
    facts: bytes = b""  # from `extract`; empty if the language is unknown or the file is skipped
    interface: bytes = b""


class Snapshot:
    """Caches its answers for the whole run, and queries the base in batches only."""

    def __init__(self, base: Base, puts: Iterable[Put], removed: Iterable[str] = ()) -> None:
        self._base = base
        self.puts = {put.path: put for put in puts}
        self.removed = tuple(sorted(set(removed) - self.puts.keys()))
        self._interfaces: dict[str, Interface | None] = dict.fromkeys(self.removed)
        # existence of paths asked before: these need no query
        self.known: dict[str, bool] = {**dict.fromkeys(self.removed, False), **dict.fromkeys(self.puts, True)}
        self.new_directories, self.gone_directories = self._directories()
        self.namespaces = Namespaces(
            weakref.proxy(self)
        )  # a weak reference avoids a cycle: the snapshot and all it holds are freed with the last reference to it
        self.size = 0  # bytes of the interfaces that were read from the base
        self.noted: dict[str, tuple[frozenset[str], Note]] = {}  # what languages derived from answers (`Reads.once`)
        self.common: dict[tuple[str, str], Common] = {}  # by language and build

    def exists(self, paths: Iterable[str]) -> list[bool]:
        wanted = list(paths)
        unknown = [path for path in dict.fromkeys(wanted) if path not in self.known]
        if unknown:
            found = self._base.existing(unknown)
            self.known.update((path, path in found) for path in unknown)
        return [self.known[path] for path in wanted]

    def interface(self, path: str) -> Interface | None:
        return self._interfaces[path] if path in self._interfaces else self.interfaces([path])[0]

    def interfaces(self, paths: Iterable[str]) -> list[Interface | None]:
        wanted = list(paths)
        unknown = [path for path in dict.fromkeys(wanted) if path not in self._interfaces]
        for path in [path for path in unknown if path in self.puts]:
            self._interfaces[path] = _decoded(self.puts[path].interface)
        asked = [path for path in unknown if path not in self.puts]
        if asked:
            stored = self._base.interfaces(asked)
            self._interfaces.update((path, _decoded(stored.get(path, b""))) for path in asked)
            self.size += sum(map(len, stored.values()))
        return [self._interfaces[path] for path in wanted]

    def stored_providers(self, namespaces: Sequence[str]) -> dict[str, Collection[str]]:
        """The files that added names to each namespace at the old commit."""
        found = self._base.providers([namespace_key(each) for each in namespaces]) if namespaces else {}
        return {each: found.get(namespace_key(each), ()) for each in namespaces}

    def put_owners(self) -> list[Put]:
        """The owners that are linked unconditionally: the files that were put, and new directories."""
        return [*self.puts.values(), *(Put(directory, "", 0) for directory in self.new_directories)]

    def touched(self) -> set[str]:
        return {*self.puts, *self.removed, *self.new_directories, *self.gone_directories}

    def changed_keys(self) -> set[int]:
        """Keys of all questions whose answer differs from the one at the old commit."""
        files = [*self.puts, *self.removed]
        old_files = self._base.existing(files)
        old = self._base.interfaces(files)
        changed: set[int] = set()
        touched = [
            (path, _decoded(old.get(path, b"")), now) for path, now in zip(files, self.interfaces(files), strict=True)
        ]
        for path, before, now in touched:
            changed.update(item_keys(path, before or {}, now or {}))
            if (path in old_files) != (path in self.puts) or (before is None) != (now is None):
                changed.update(existence_keys(path))
        for directory in (*self.new_directories, *self.gone_directories):
            changed.update(existence_keys(directory))
        return changed | self.namespaces.changed(touched)

    def _directories(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Directories that appear with their first file, and those that disappear with their last."""
        filled = {directory for path in self.puts for directory in parents(path)}
        left = {directory for path in self.removed for directory in parents(path)} - filled
        old = self._base.existing(sorted(filled))
        kept = self._base.inhabited(sorted(left), self.removed) if left else set()
        old -= set(self.removed)  # a directory may replace a file of the same name
        new, gone = sorted(filled - old), sorted(left - kept)
        self.known = {
            **dict.fromkeys(gone, False),
            **dict.fromkeys(kept, True),
            **self.known,
            **dict.fromkeys(filled, True),
        }
        return tuple(new), tuple(gone)


def item_keys(path: str, before: Interface, after: Interface) -> set[int]:
    return {item_key(path, name) for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@lru_cache(1 << 16)
def item_key(path: str, name: str) -> int:
    return key(f"I:{path}:{name}")


@lru_cache(1 << 14)
def path_key(path: str) -> int:
    return key(f"P:{path}")


@lru_cache(1 << 14)
def stem_key(stem: str) -> int:
    return key(f"M:{stem}")


def existence_keys(path: str) -> set[int]:
    """The keys that change when a file or directory appears or disappears: its path and the stems it may stand for."""
    directory, _, name = path.rpartition("/")
    stems = [path, directory]
    while "." in name:
        name = name.rpartition(".")[0]
        stems.append(f"{directory}/{name}" if directory else name)
    return {path_key(path), *map(stem_key, stems)}


def _decoded(interface: bytes) -> Interface | None:
    return encoding.interface(interface) if interface else None

"""Namespaces: names that files share without importing each other, as in a Go directory or a Java package.

`Language.shares` defines them. The store keeps which namespaces a file adds names to; the names are in its interface.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graph.identity import key
from graph.paths import directory_of
from parsing import languages, manifests
from parsing.language import Interface

if TYPE_CHECKING:
    from parsing.linking.snapshot import Snapshot


class Place(NamedTuple):
    """A definition that is shared under a name of a namespace."""

    path: str
    qualname: str
    variant: str  # the build it is for; '' for the ordinary one


class Namespaces:
    """The namespaces at the new commit: what the store knows of them, overlaid with the changes of this push."""

    def __init__(self, snapshot: "Snapshot") -> None:
        self._snapshot = snapshot
        self._touched = {*snapshot.puts, *snapshot.removed}
        self._files: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, Mapping[str, tuple[Place, ...]]] = {}
        self._directories: dict[str, tuple[str, ...]] = {}
        self._among: dict[tuple[str, ...], dict[str, list[tuple[int, tuple[Place, ...]]]]] = {}
        self._put: dict[str, list[str]] | None = None

    def named(self, namespace: str, name: str) -> tuple[Place, ...]:
        """The places that share this name, by path."""
        return self.names(namespace).get(name, ())

    def names(self, namespace: str) -> Mapping[str, tuple[Place, ...]]:
        """Each name of the namespace with the places that share it."""
        if namespace not in self._names:
            self._names[namespace] = self._index(namespace)
        return self._names[namespace]

    def among(self, namespaces: tuple[str, ...]) -> Mapping[str, Sequence[tuple[int, tuple[Place, ...]]]]:
        """For each name, the places that share it, as (index of the namespace, places) in namespace order."""
        known = self._among.get(namespaces)
        if known is None:
            known = self._among[namespaces] = {}
            for number, namespace in enumerate(namespaces):
                for name, places in self.names(namespace).items():
                    known.setdefault(name, []).append((number, places))
        return known

    def directories(self, namespace: str) -> tuple[str, ...]:
        """The directories of the files that add names to it, sorted."""
        known = self._directories.get(namespace)
        if known is None:
            known = self._directories[namespace] = _directories(self.files([namespace])[0])
        return known

    def files(self, namespaces: Iterable[str]) -> list[tuple[str, ...]]:
        """For each namespace, the files that add names to it, sorted."""
        wanted = list(namespaces)
        unknown = [each for each in dict.fromkeys(wanted) if each not in self._files]
        if unknown:
            self._fetch(unknown)
        return [self._files[each] for each in wanted]

    def changed(self, changes: Sequence[tuple[str, Interface | None, Interface | None]]) -> set[int]:
        """Keys of the questions with a changed answer. `changes`: path, old and new interface of each touched file."""
        keys: set[int] = set()
        moved: dict[str, None] = {}  # namespaces that gain or lose a file
        for path, before, now in changes:
            old, new = shared(path, before), shared(path, now)
            for namespace in old.keys() | new.keys():
                was, now_is = old.get(namespace, {}), new.get(namespace, {})
                names = {name for name in was.keys() | now_is.keys() if was.get(name) != now_is.get(name)}
                keys.update(name_key(namespace, name) for name in names)
            moved.update(dict.fromkeys(sorted(old.keys() ^ new.keys())))
        before_push = self._snapshot.stored_providers(list(moved))
        keys.update(
            directories_key(each) for each in moved if _directories(before_push[each]) != self.directories(each)
        )
        return keys

    def _fetch(self, namespaces: list[str]) -> None:
        stored = self._snapshot.stored_providers(namespaces)
        put = self._added()
        for each in namespaces:
            kept = [path for path in stored[each] if path not in self._touched]
            self._files[each] = tuple(sorted([*kept, *put.get(each, ())]))

    def _added(self) -> dict[str, list[str]]:
        if self._put is None:
            self._put = {}
            for path in self._snapshot.puts:
                if shares(path):
                    for namespace in shared(path, self._snapshot.interface(path)):
                        self._put.setdefault(namespace, []).append(path)
        return self._put

    def _index(self, namespace: str) -> Mapping[str, tuple[Place, ...]]:
        found: dict[str, list[Place]] = {}
        files = self.files([namespace])[0]
        for path, interface in zip(files, self._snapshot.interfaces(files), strict=True):
            for name, place in shared(path, interface).get(namespace, {}).items():
                found.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in found.items()}


def shares(path: str) -> bool:
    """Whether files like this one share names at all."""
    language = languages.language_of(path)
    if languages.is_code(language):
        return languages.load(language).shares is not None
    return bool(language) and manifests.READERS[language].names is not None


def shared(path: str, interface: Interface | None) -> Mapping[str, Mapping[str, Place]]:
    """Namespace -> the names that a file adds to it. Code also joins its directory's, which makes that a package."""
    if interface is None or not shares(path):
        return {}
    named = languages.language_of(path)
    if not languages.is_code(named):
        names = manifests.READERS[named].names
        said, variant = (names(interface) if names is not None else {}), ""
    else:
        language = languages.load(named)
        variant = language.variant(path, interface)
        said = language.shares(path, interface) if language.shares else {}
    added = {
        namespace: {name: Place(path, qualname, variant) for name, qualname in names.items()}
        for namespace, names in said.items()
    }
    return {package_namespace(directory_of(path)): {}, **added} if languages.is_code(named) else added


def fitting(places: Sequence[Place], variant: str) -> Sequence[Place]:
    """Of several places, those for the asking file's build, else those for the ordinary one, else all."""
    if len(places) < 2:  # noqa: PLR2004
        return places
    for wanted in (variant, ""):
        found = [place for place in places if place.variant == wanted]
        if found:
            return found
    return places


def package_namespace(directory: str) -> str:
    """The namespace of all files of a directory that share names, besides those that their language defines."""
    return f"package {directory}"


def own_name(name: str) -> str:
    """The shared name that records how the files call their own namespace. No name in code begins with a space."""
    return f" {name}"


def provided(path: str, interface: Interface | None) -> list[int]:
    """Keys of a file's namespaces, as the store keeps them."""
    return sorted(namespace_key(each) for each in shared(path, interface))


def namespace_key(namespace: str) -> int:
    return key(f"N:{namespace}")


@lru_cache(1 << 16)
def name_key(namespace: str, name: str) -> int:
    return key(f"S:{namespace}:{name}")


@lru_cache(1 << 16)
def name_keys(namespaces: tuple[str, ...], name: str) -> tuple[int, ...]:
    return tuple(name_key(namespace, name) for namespace in namespaces)


@lru_cache(1 << 14)
def directories_key(namespace: str) -> int:
    return key(f"D:{namespace}")


def _directories(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({directory_of(path) for path in paths}))

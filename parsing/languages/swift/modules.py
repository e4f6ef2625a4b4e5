"""The target of a Swift package that a file belongs to, the targets it sees, and the names it shares with them."""

from collections.abc import Iterator, Sequence
from posixpath import join, normpath

from graph.paths import directory_of
from parsing.language import Interface, Shared
from parsing.linking.namespaces import Place
from parsing.linking.overloads import PRIVATE, SEPARATOR
from parsing.linking.partial import PARTIAL
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external
from parsing.manifests.swift import MANIFEST, TARGETS

_SHARED = frozenset({"function", "variable", "constant", "type_alias"})
_SUFFIX = ".swift"


def namespace(_: str, name: str) -> str:
    """One namespace per name, so that a file depends only on the names it uses."""
    return f"swift {name}"


def shares(_: str, interface: Interface) -> Shared:
    """Types, extensions, and all top-level declarations."""
    names = [name for name, item in interface.items() if name and PRIVATE not in item.flags and SEPARATOR not in name]
    shown = [each for each in names if PARTIAL in interface[each].flags or _is_at_top(each, interface)]
    return {namespace("", each): {each: each} for each in shown}


def _is_at_top(name: str, interface: Interface) -> bool:
    return interface[name].kind in _SHARED and ("." not in name or interface[name].kind == "type_alias")


def sees(path: str, name: str, reads: Reads) -> Sequence[Place]:
    """The declarations of a name that are visible to the file. Members are not looked up so: they come with types."""
    if "." in name and not name.rpartition(".")[2][:1].isupper():
        return ()
    places = reads.named(namespace("", name), name)
    return meant(path, [each for each in places if _declares(each, reads)], reads)


def _declares(place: Place, reads: Reads) -> bool:
    item = reads.item(place.path, place.qualname)
    return item is not None and bool(item.kind)


def meant(path: str, places: Sequence[Place], reads: Reads) -> Sequence[Place]:
    """The places in the file's own target; failing that, in the targets it imports."""
    if not places:
        return ()
    by = [(place, _target(place.path, reads)) for place in places]
    own = _target(path, reads)
    imported = _imported(path, reads)
    return [place for place, its in by if its == own] or [place for place, its in by if its in imported]


def _imported(path: str, reads: Reads) -> frozenset[str]:
    """The directories of the imported targets."""
    return reads.once(f"swift imports of {path}", lambda: _directories(path, reads))


def _directories(path: str, reads: Reads) -> Iterator[str]:
    stars = reads.item(path, "*")
    found = (_directory(path, spec, reads) for spec in (stars.values if stars is not None else ()))
    return filter(None, found)


def _target(path: str, reads: Reads) -> str:
    """The directory of the file's target; else that of its package, '' without one, treated as a single module."""
    directory = directory_of(path)

    def found() -> list[str]:
        manifest = reads.nearest(path, MANIFEST)
        holding = [each for _, each in _targets(manifest, reads) if f"{directory}/".startswith(f"{each}/")]
        return [max(holding, key=len, default=directory_of(manifest))]

    return next(iter(reads.once(f"swift target of {directory}", found)))


def _targets(manifest: str, reads: Reads) -> list[tuple[str, str]]:
    """Name and directory of each target of a package."""
    item = reads.item(manifest, TARGETS) if manifest else None
    told = [each.split("\t") for each in (item.values if item is not None else ())]
    return [(name, normpath(join(directory_of(manifest), directory))) for name, directory in told]


def _directory(importer: str, spec: str, reads: Reads) -> str:
    """The directory of the target of this name, the importer's own package first; '' if no package has it."""
    own = reads.nearest(importer, MANIFEST)
    others = [place.path for place in reads.named(TARGETS, spec)]
    for manifest in sorted(others, key=lambda each: (each != own, each)):
        for name, directory in _targets(manifest, reads):
            if name == spec:
                return directory
    return ""


def module_name(path: str, reads: Reads) -> str:
    """The name of the target; for a file outside of any target, its path."""
    manifest, directory = reads.nearest(path, MANIFEST), _target(path, reads)
    named = (name for name, each in _targets(manifest, reads) if each == directory)
    return next(named, path.removesuffix(_SUFFIX))


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The directory of a target, as the namespace that its files contribute to."""
    directory = _directory(importer, spec, reads)
    return Value("package", directory) if directory else external(spec)

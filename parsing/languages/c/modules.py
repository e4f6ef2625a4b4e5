"""Which file an `#include` resolves to, and which of several definitions of a name a file sees: those it includes."""

from collections.abc import Sequence
from posixpath import basename, commonpath, join, normpath

from graph.paths import directory_of
from parsing.language import Interface, Shared
from parsing.languages.c import models
from parsing.linking.namespaces import Place
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module

_UNSHARED = frozenset({"", "module", "lambda", "field"})
_TYPES = frozenset({"class", "struct", "union", "enum", "type_alias"})
_ROOTS = ("include", "src", "")  # conventional include roots
_PARTS = (".inl", ".ipp", ".tpp", ".inc")  # extensions of files that are part of whatever includes them
CLOSURE = 4000  # how many files a transitive closure of includes may hold


def namespace(_: str, name: str) -> str:
    """One namespace per name, so that a file depends only on the names it uses."""
    return f"c {name}"


def _header(name: str) -> str:
    return f"c #{name}"


def _includer(name: str) -> str:
    return f"c <{name}"


def shares(path: str, interface: Interface) -> Shared:
    """The file under its own name, the parts it includes under theirs, and all definitions outside of class bodies,
    out-of-class member definitions among them.
    """
    names = {name for name, item in interface.items() if item.kind not in _UNSHARED and _outside(name, interface)}
    name = basename(path)
    pieces = {_includer(piece): {piece: ""} for piece in _pieces(interface)}
    return {
        _header(name): {name: ""},
        **pieces,
        **{namespace("", each): {each: each} for each in sorted(names - {"main"})},
    }


def _pieces(interface: Interface) -> list[str]:
    listed = interface.get("*")
    names = {basename(spec.strip("<>")) for spec in (listed.values if listed is not None else ())}
    return sorted(name for name in names if name.endswith(_PARTS))


def _outside(name: str, interface: Interface) -> bool:
    owner = interface.get(name.rpartition(".")[0])
    return "~" not in name and (owner is None or owner.kind == "module" or "." not in name)


def module_name(path: str, _: Reads) -> str:
    """The path without its extension: a header and its source are one module."""
    return path.rpartition(".")[0] or path


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The file that `spec` names; None if it is in quotes and not in the repository."""
    system = spec.startswith("<")
    wanted = normpath(spec.strip("<>"))
    places = [place.path for place in reads.named(_header(basename(wanted)), basename(wanted))]
    beside = normpath(join(directory_of(importer), wanted))
    if beside in places and not system:
        return module(beside)
    ending = wanted.removeprefix("../").lstrip("./") or wanted
    found = [path for path in places if path == ending or path.endswith(f"/{ending}")]
    if system and (wanted in models.HEADERS or len(found) != 1):
        return external(wanted)
    return module(min(found, key=lambda path: _far(importer, path, ending))) if found else None


def _far(importer: str, path: str, ending: str) -> tuple[int, int, str]:
    """A sort key for candidate files: the nearer to the includer, the likelier."""
    root = path[: len(path) - len(ending)].rstrip("/")
    custom = basename(root)
    shared = commonpath([directory_of(importer) or ".", root or "."]) if root and directory_of(importer) else ""
    place = _ROOTS.index(custom) if custom in _ROOTS else len(_ROOTS)
    return -len(shared), place, path


def closure(path: str, reads: Reads) -> frozenset[str]:
    """The file and its transitive includes; for a part also the files that include it, and theirs."""
    return reads.once(f"c closure of {path}", lambda: _reached(path, reads))


def _reached(path: str, reads: Reads) -> dict[str, None]:
    found: dict[str, None] = {path: None}
    waiting = [path]
    if path.endswith(_PARTS):
        holders = [place.path for place in reads.named(_includer(basename(path)), basename(path))]
        found.update(dict.fromkeys(holders))
        waiting += holders
    while waiting and len(found) < CLOSURE:
        each = waiting.pop(0)
        for target in included(each, reads):
            if target not in found:
                found[target] = None
                waiting.append(target)
    return found


def included(path: str, reads: Reads) -> Sequence[str]:
    listed = reads.item(path, "*")
    values = [resolve(path, spec, reads) for spec in (listed.values if listed is not None else ())]
    return [value.path for value in values if value is not None and value.kind == "module"]


def sees(path: str, name: str, reads: Reads) -> Sequence[Place]:
    """Of all definitions of a name, those the file includes; failing that, those seen by the file being linked."""
    places = reads.named(namespace(path, name), name)
    if not places:
        return ()
    for asking in dict.fromkeys((path, reads.path)):
        near = closure(asking, reads)
        found = [place for place in places if place.path in near]
        if found:
            return found
    return _only_type(places, reads)


def _only_type(places: Sequence[Place], reads: Reads) -> Sequence[Place]:
    """The type, if only one has the name: it may be declared here and defined in a file that is not included."""
    items = [(place, reads.item(place.path, place.qualname)) for place in places]
    types = [place for place, item in items if item is not None and item.kind in _TYPES]
    return types if len(types) == 1 else ()

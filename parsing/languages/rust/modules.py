"""Which module or crate a Rust path starts in, a file's module name, and which names it shares with its crate."""

from collections.abc import Callable, Iterator
from posixpath import basename, join, normpath, splitext

from graph.facts import Item
from graph.paths import directory_of
from parsing.language import Interface, Shared
from parsing.languages.rust.paths import NEAR, OWN, STANDARD
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module
from parsing.manifests.rust import CRATES

_ROOTS = frozenset({"lib", "main"})
_TYPES = frozenset({"struct", "enum", "union", "trait"})
INLINE = 3  # nesting of inline modules that declare modules of other files
DEEPEST = 16  # length of a chain of re-exports, or of parent modules


def namespace(path: str, _: str) -> str:
    """The crate, as far as the path shows it."""
    before, found, _ = path.partition("/src/")
    return f"rust {before}/src" if found else "rust src" if path.startswith("src/") else f"rust {directory_of(path)}"


def shares(path: str, interface: Interface) -> Shared:
    """Macros, and methods that the file implements for types of other files."""
    names = {name.rpartition(".")[2]: name for name, item in interface.items() if "macro" in item.flags}
    names |= {name: name for name, item in interface.items() if item.kind == "method" and not _is_type(name.rpartition(".")[0], interface)}  # fmt: skip
    return {namespace(path, ""): names} if names else {}


def _is_type(name: str, interface: Interface) -> bool:
    return name in interface and interface[name].kind in _TYPES


def module_name(path: str, reads: Reads) -> str:
    """The crate's name and the module path below it, which by convention follows from the file's path."""
    manifest = reads.nearest(path, "Cargo.toml")
    item = reads.item(manifest, "name") if manifest else None
    below = splitext(path[len(directory_of(manifest)) :] if manifest else path)[0].strip("/").split("/")
    inside = [each for each in below if each != "src"]
    if inside and (inside[-1] == "mod" or (inside[-1] in _ROOTS and len(below) < 3)):  # noqa: PLR2004 (`src/lib`)
        inside.pop()
    return ".".join([*(item.values if item is not None else ()), *inside]) or "crate"


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The module, type or crate that a path names; None if it is missing from the repository."""
    return _resolve(importer, spec, _Search(reads), 0)


def submodule(inside: Value, name: str, reads: Reads) -> Value | None:
    found = _child(inside, name, _Search(reads), 0)
    return found if found is not None and found.kind == "module" else None


def keeps(spec: str, item: Item) -> bool:
    """A private import (without `pub`) is visible only in the module itself and its descendants."""
    return (
        not spec.startswith("super") and bool(item.values) and all(each.startswith(f"<!{OWN}") for each in item.values)
    )


class _Search:
    """One lookup. Imports form cycles, and many chains end in one place, so results are memoised per place."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads
        self._known: dict[tuple[str, str, str], Value | None] = {}

    def once(self, place: tuple[str, str, str], look: Callable[[], Value | None]) -> Value | None:
        if place not in self._known:
            self._known[place] = None  # recursion guard: a cycle that comes back here finds nothing
            self._known[place] = look()
        return self._known[place]


def _resolve(importer: str, spec: str, search: _Search, depth: int) -> Value | None:
    spec = spec.removeprefix(OWN)
    if depth > DEEPEST:
        return None
    if spec.startswith("mod "):
        found = next((each for each in _files(importer, spec[4:]) if search.reads.item(each, "") is not None), None)
        return module(found) if found is not None else None
    first, *rest = spec.split("::")
    if first == NEAR:
        return _near(importer, rest[:-1], rest[-1], search, depth)
    value = _first(importer, first, search, depth)
    for name in rest:
        if value is None or value.kind == "external":
            return value
        value = _parent(value.path, search.reads) if name == "super" else _child(value, name, search, depth)
    return value


def _files(importer: str, spec: str) -> Iterator[str]:
    """Candidate files for `mod m;`."""
    directory, stem = directory_of(importer), splitext(basename(importer))[0]
    if spec.startswith("="):
        yield normpath(join(directory, spec[1:]))
        return
    inside = spec.replace("::", "/")
    for start in (directory,) if stem in {"mod", *_ROOTS} else (join(directory, stem), directory):
        yield f"{join(start, inside)}.rs"
        yield f"{join(start, inside)}/mod.rs"


def _near(importer: str, inside: list[str], name: str, search: _Search, depth: int) -> Value | None:
    """A name as seen from a module of the file: looked up in the enclosing modules, outwards; otherwise a crate."""
    for end in range(len(inside), -1, -1):
        here = Value("instance", importer, ".".join(inside[:end])) if end else module(importer)
        found = _child(here, name, search, depth)
        if found is not None:
            return found
    return _crate(importer, name, search.reads) or external(name)


def _first(importer: str, name: str, search: _Search, depth: int) -> Value | None:
    if name == "crate":
        return module(_root(importer, search.reads))
    if name == "self":
        return module(importer)
    if name == "super":
        return _parent(importer, search.reads)
    if name in STANDARD:
        return external("std")
    item = search.reads.item(importer, name)
    if item is not None and not any(value.startswith((f"<!{name}:", f"<!{OWN}{name}:")) for value in item.values):
        return _meant(importer, name, item, search, depth)
    return _crate(importer, name, search.reads) or external(name)


def _child(inside: Value, name: str, search: _Search, depth: int) -> Value | None:
    """A member of a module or type that is itself a module or type."""
    if inside.kind not in {"module", "instance"}:
        return None
    qualname = f"{inside.name}.{name}" if inside.name else name
    item = search.reads.item(inside.path, qualname)
    if item is not None:
        return _meant(inside.path, qualname, item, search, depth)
    if inside.name or depth > DEEPEST:
        return None
    return search.once(("*", inside.path, name), lambda: _starred(inside, name, search, depth + 1))


def _starred(inside: Value, name: str, search: _Search, depth: int) -> Value | None:
    stars = search.reads.item(inside.path, "*")
    for spec in stars.values if stars is not None else ():
        source = _resolve(inside.path, spec, search, depth)
        found = _child(source, name, search, depth) if source is not None else None
        kept = search.reads.item(source.path, name) if source is not None and source.kind == "module" else None
        if found is not None and not (kept is not None and keeps(spec, kept)):
            return found
    return None


def _meant(path: str, qualname: str, item: Item, search: _Search, depth: int) -> Value | None:
    """A definition stands for itself; an import is followed."""
    if item.kind == "module":
        return Value("instance", path, qualname)
    if item.kind in _TYPES:
        return Value("class", path, qualname)
    return search.once(("", path, qualname), lambda: _imported(path, item, search, depth + 1))


def _imported(path: str, item: Item, search: _Search, depth: int) -> Value | None:
    for value in item.values:
        spec, _, name = value[2:-1].rpartition(":") if value.startswith("<!") else ("", "", "")
        source = _resolve(path, spec, search, depth) if spec else None
        found = _child(source, name, search, depth) if source is not None and name else source
        if found is not None:
            return found
    return None


def _root(path: str, reads: Reads) -> str:
    for _ in range(DEEPEST):
        above = _parent(path, reads)
        if above is None or above.path == path:
            break
        path = above.path
    return path


def _parent(path: str, reads: Reads) -> Value | None:
    """The parent module: the one that declares this file with `mod`."""
    directory, stem = directory_of(path), splitext(basename(path))[0]
    if stem in _ROOTS:
        return None
    if stem == "mod":
        directory, stem = directory_of(directory), basename(directory)
    inside: list[str] = []
    for _ in range(INLINE):
        name = ".".join([*inside, stem])
        for each in _holders(directory):
            if each != path and reads.item(each, name) is not None:
                return Value("instance", each, ".".join(inside)) if inside else module(each)
        if not directory:
            break
        directory, inside = directory_of(directory), [basename(directory), *inside]
    return _custom(path, stem, reads)


def _holders(directory: str) -> Iterator[str]:
    """The files whose submodules may be in the directory."""
    yield from (join(directory, f"{each}.rs") for each in ("mod", "lib", "main"))
    if directory:
        yield f"{directory}.rs"


def _custom(path: str, stem: str, reads: Reads) -> Value | None:
    """The crate root that the manifest names, if it declares this file."""
    manifest = reads.nearest(path, "Cargo.toml")
    item = reads.item(manifest, "roots") if manifest else None
    for each in item.values if item is not None else ():
        root = normpath(join(directory_of(manifest), each))
        if root != path and directory_of(root) == directory_of(path) and reads.item(root, stem) is not None:
            return module(root)
    return None


def _crate(importer: str, name: str, reads: Reads) -> Value | None:
    """The repository's crate of this name: a dependency of the importer, perhaps renamed, or any package so named."""
    manifest = reads.nearest(importer, "Cargo.toml")
    item = reads.item(manifest, "dependencies") if manifest else None
    known = (each.split("\t") for each in (item.values if item is not None else ()))
    package, directory = next((each[1:] for each in known if each[0] == name), (name, ""))
    found = (
        [join(normpath(join(directory_of(manifest), directory)), "Cargo.toml").removeprefix("./")] if directory else []
    )
    found += [place.path for place in reads.named(CRATES, package)]
    for each in found:
        library = reads.item(each, "library")
        for root in library.values if library is not None else ():
            path = normpath(join(directory_of(each), root))
            if reads.item(path, "") is not None:
                return module(path)
    return None

"""Which package a Go import names, a file's module name, and which names it shares with the files of its package."""

from collections.abc import Iterator
from itertools import islice
from posixpath import join, normpath

from graph.paths import directory_of
from parsing.language import Interface, Shared
from parsing.linking.namespaces import own_name
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, package

_UNSHARED = frozenset({"", "module", "lambda"})


def namespace(path: str, clause: str) -> str:
    """A package as its own files see it, test files included."""
    return f"go {directory_of(path)} {clause}"


def importable(directory: str) -> str:
    """A package as its importers see it."""
    return f"go {directory}"


def shares(path: str, interface: Interface) -> Shared:
    """Top-level names, and methods of types defined in another file."""
    clause = interface[""].declared
    names = {name: name for name, item in interface.items() if item.kind not in _UNSHARED and _outside(name, interface)}
    names[own_name(clause)] = ""
    if path.endswith("_test.go") or clause in {"main", ""}:
        return {namespace(path, clause): names}
    return {namespace(path, clause): names, importable(directory_of(path)): names}


def _outside(name: str, interface: Interface) -> bool:
    owner, _, _ = name.rpartition(".")
    return not owner or owner not in interface


def module_name(path: str, reads: Reads) -> str:
    """The import path of the package, from the nearest go.mod; without one, the directory."""
    item = reads.item(path, "")
    clause = item.declared if item is not None else ""
    directory, manifest = directory_of(path), reads.nearest(path, "go.mod")
    named = _module_of(manifest, reads) if manifest else ""
    below = directory[len(directory_of(manifest)) :].strip("/") if named else directory
    name = "/".join(filter(None, (named, below))) or clause
    return f"{name}_test" if clause.endswith("_test") else name


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The package that `spec` names; an external one if the repository has none; None if it is missing here."""
    asked = f"go import in {directory_of(importer)} of {spec}"
    directory = next(iter(reads.once(asked, lambda: islice(_directories(importer, spec, reads), 1))), None)
    if directory is None:
        return external(spec)
    if directory == directory_of(importer):  # an external test package imports the package under test
        item = reads.item(importer, "")
        return package(namespace(importer, (item.declared if item is not None else "").removesuffix("_test")))
    return package(importable(directory)) if reads.directories(importable(directory)) else None


def _directories(importer: str, spec: str, reads: Reads) -> Iterator[str]:
    """Candidate directories, best first: this module, its `replace` directives, its workspace, its vendored code."""
    manifest = reads.nearest(importer, "go.mod")
    if not manifest:
        yield from _without_module(spec, reads)
        return
    root = directory_of(manifest)
    yield from _below(_module_of(manifest, reads), spec, root)
    replaced = reads.item(manifest, "replace")
    for old, _, target in (each.partition(" ") for each in (replaced.values if replaced is not None else ())):
        yield from _below(old, spec, normpath(join(root, target)))
    yield from _workspace(importer, spec, reads)
    vendored = join(root, "vendor", spec)
    if reads.directories(importable(vendored)):
        yield vendored


def _workspace(importer: str, spec: str, reads: Reads) -> Iterator[str]:
    manifest = reads.nearest(importer, "go.work")
    used = reads.item(manifest, "use") if manifest else None
    for each in used.values if used is not None else ():
        root = normpath(join(directory_of(manifest), each)).removeprefix(".").lstrip("/")
        yield from _below(_module_of(join(root, "go.mod"), reads), spec, root)


def _without_module(spec: str, reads: Reads) -> Iterator[str]:
    """GOPATH style, without go.mod: suffixes of the import path that are directories here."""
    parts = spec.split("/")
    for start in range(1, len(parts) if "." in parts[0] else 0):
        directory = "/".join(parts[start:])
        if reads.directories(importable(directory)):
            yield directory


def _below(module: str, spec: str, root: str) -> Iterator[str]:
    if module and (spec == module or spec.startswith(f"{module}/")):
        yield join(root, spec[len(module) :].strip("/")).strip("/").removeprefix("./")


def _module_of(manifest: str, reads: Reads) -> str:
    item = reads.item(manifest, "module")
    return item.values[0] if item is not None and item.values else ""

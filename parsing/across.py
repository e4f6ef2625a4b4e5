"""Uses across repositories: files of one repository that import a package of another, linked as if both lay in one.

The importing files are laid into the graph of the package below a directory that no repository has. So the linker that made
both graphs says what their calls mean, types of values included; nothing of it is kept.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from graph.facts import Facts
from graph.identity import node_id
from graph.languages import family
from graph.model import Edge
from graph.paths import directory_of, parents
from parsing import encoding, languages, manifests
from parsing.language import Interface, Language
from parsing.linking.evaluator import Evaluator
from parsing.linking.gather import Gather
from parsing.linking.link import begin
from parsing.linking.namespaces import Place, name_key, shared
from parsing.linking.packages import around
from parsing.linking.reads import Reads
from parsing.linking.snapshot import Base, Nothing, Put, Snapshot
from parsing.linking.values import Value

ASIDE = "\x1fimporting/"  # control characters of a path are escaped, so none begins so
_RESOLVED = frozenset({"module", "package", "class"})


class Package(NamedTuple):
    """What other projects depend on, by what its manifest says."""

    ecosystem: str  # the language of the dependency
    name: str
    imported: bool  # imports of it begin with its name


def packages(path: str, base: Base) -> list[Package]:
    """Those that the file is part of: of each kind of manifest the nearest one that says a name."""
    snapshot, above = Snapshot(base, ()), parents(path)
    naming = {name: reader for name, reader in manifests.READERS.items() if reader.provides}
    beside = {name: _manifests(name, reader, snapshot, above) for name, reader in naming.items()}
    snapshot.interfaces(each for paths in beside.values() for each in paths)
    found: dict[Package, None] = {}
    for name, reader in naming.items():
        called = (_called(each, reader, snapshot) for each in beside[name])
        found |= {Package(reader.ecosystem, each, reader.imported): None for each in list(filter(None, called))[:1]}
    return list(found)


def _manifests(name: str, reader: manifests.Reader, snapshot: Snapshot, above: Sequence[str]) -> list[str]:
    """Where a manifest of this name, or pattern, may be or is, nearest first."""
    if not reader.found:
        return [f"{each}/{name}".lstrip("/") for each in above]
    there = [each for each in snapshot.namespaces.files([reader.found])[0] if directory_of(each) in above]
    return sorted(there, key=lambda each: (above.index(directory_of(each)), each))


def _called(manifest: str, reader: manifests.Reader, snapshot: Snapshot) -> str:
    """What dependencies on it are written with; a project of .NET that says no name is called as its file."""
    interface = snapshot.interface(manifest)
    item = None if interface is None else interface.get(reader.provides)
    if item is None:
        return ""
    stem = manifest.rpartition("/")[2].rpartition(".")[0] if reader.ecosystem == "csharp" else ""
    return next(iter(item.values), stem)


def provided(modules: Collection[str], package: Package, path: str, language: str, base: Base) -> frozenset[str]:
    """Of modules outside of an importing repository those that an import beside `path`, a file of the package, would find."""
    reads = Reads(Snapshot(base, ()), path)
    resolve = languages.load(language).resolve
    named = [each for each in modules if not package.imported or f"{each}/".startswith(f"{package.name}/")]
    found = ((each, resolve(path, each.replace("\\", "."), reads)) for each in named)  # PHP's are imported with dots
    return frozenset(each for each, value in found if value is not None and value.kind in _RESOLVED)


def names_of(path: str, base: Base) -> set[int]:
    """The questions by which files ask for what this one, or a manifest above it, shares without an import: its types in full, its
    crate. Where it lies outside they were asked in vain, which their traces tell.
    """
    snapshot, above = Snapshot(base, ()), parents(path)
    manifested = [
        each
        for name, reader in manifests.READERS.items()
        if reader.names and reader.provides
        for each in _manifests(name, reader, snapshot, above)
    ]
    return {key for each in (path, *manifested) for key in _asked(each, snapshot.interface(each))}


def _asked(path: str, interface: Interface | None) -> Iterator[int]:
    """Also for what stands before the name: who does not find that asks no further."""
    language = languages.language_of(path)
    for namespace, names in shared(path, interface).items():
        for name in names:
            yield name_key(namespace, name)
            if languages.is_code(language):
                holders = [*around(name)][1:]
                yield from (name_key(languages.load(language).namespace(path, each), each) for each in holders)


class Importing(NamedTuple):
    """The side that imports."""

    files: Sequence[Put]
    read: Sequence[Put]  # what they read when they were linked last
    outside: frozenset[str]  # the modules outside of it that the package provides


def uses(importing: Importing, path: str, base: Base) -> Iterator[Edge]:
    """Edges from the importing files to nodes of the package's repository, sites with the file's own lines. `path`: a file of
    the package, beside which it is found.
    """
    laid = {
        each.path: each._replace(path=ASIDE + each.path) for each in (*importing.read, *importing.files) if each.mode
    }
    beside = _Beside(Snapshot(base, laid.values()), Snapshot(Nothing(), laid.values()), importing.outside, path)
    for each in importing.files:
        if each.facts and languages.is_code(each.language):
            yield from _used(each, beside)


class _Beside(NamedTuple):
    """The importing files laid beside the package, and the same files alone."""

    both: Snapshot
    alone: Snapshot
    outside: frozenset[str]
    path: str  # of the package


def _used(put: Put, beside: _Beside) -> Iterator[Edge]:
    facts, laid = encoding.facts(put.facts), put._replace(path=ASIDE + put.path)
    language = _seeing(languages.load(put.language), beside)
    reads, gather = _Reads(beside.both, laid.path, reopens=language.reopens), Gather(laid.path)
    evaluator = Evaluator(laid.path, language, reads, alone=True)
    linked = begin(laid, evaluator, facts, gather)
    linked.holders()
    linked.imports()
    linked.references()
    own = dict(zip(linked.ids, _ids(facts, put.path), strict=True))
    first = dict(zip(linked.ids, (each.start_line for each in facts.definitions), strict=True))
    for edge in gather.linked(reads).edges:
        if edge.source in own and edge.scope in own and edge.target not in own:
            sites = tuple((line + first[edge.scope], column) for line, column in edge.sites)
            yield edge._replace(source=own[edge.source], scope=own[edge.scope], path=put.path, sites=sites)


def _seeing(language: Language, beside: _Beside) -> Language:
    """The language as the importing files read it: they see the package's modules under the names that lay outside of them, and
    nothing else of its repository.
    """

    def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
        if not importer.startswith(ASIDE):
            return language.resolve(importer, spec, reads)
        alone = language.resolve(importer, spec, Reads(beside.alone, importer))
        if alone is None or alone.kind != "external":
            return alone
        if alone.name != spec:  # it leads through names of the file, or is a namespace, called the same everywhere
            return language.resolve(importer, spec, reads)
        return language.resolve(beside.path, spec, reads) if spec in beside.outside else alone

    return replace(language, resolve=resolve)


class _Reads(Reads):
    """Of what both sides share under one name the importing side means its own, but where both open one class."""

    def __init__(self, snapshot: Snapshot, own: str, *, reopens: bool) -> None:
        super().__init__(snapshot, own)
        self._reopens = reopens

    def named(self, namespace: str, name: str, variant: str = "") -> Sequence[Place]:
        places = super().named(namespace, name, variant)
        own = [] if self._reopens else [each for each in places if each.path.startswith(ASIDE)]
        return own or places


def _ids(facts: Facts, path: str) -> list[int]:
    return [node_id(path, each.kind, each.qualname, each.ordinal) for each in facts.definitions]


def defined_in(facts: Facts, path: str, node: int) -> list[int]:
    """What the definition that is the node defines, at any depth; all of the file where the node is the file itself."""
    ids = _ids(facts, path)
    if node not in ids:
        return ids
    around = facts.definitions[ids.index(node)].qualname
    inner = zip(ids, facts.definitions, strict=True)
    return [each for each, definition in inner if definition.qualname.startswith(f"{around}." if around else "")]


def speaks(language: str, package: Package) -> bool:
    """Whether files of the language import packages of this kind."""
    return family(language) == family(package.ecosystem)

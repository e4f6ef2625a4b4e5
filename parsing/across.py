"""Uses across repositories: files of one repository that import a package of another, linked as if both were in one.

The importing files are overlaid on the package's graph, below a directory that no repository has. So the ordinary
linker resolves their calls, with the types of values; nothing is stored.
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

ASIDE = "\x1fimporting/"  # no path of a repository starts like this: control characters are escaped in paths
_RESOLVED = frozenset({"module", "package", "class"})


class Package(NamedTuple):
    """A package that other projects can depend on, as declared in its manifest."""

    ecosystem: str  # the language whose packages it is one of
    name: str
    imported: bool  # import paths start with its name


def packages(path: str, base: Base) -> list[Package]:
    """The packages that the file is part of: per kind of manifest, that of the nearest manifest that gives a name."""
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
    """The manifests above, nearest first: every possible path for a name, the existing files for a pattern."""
    if not reader.found:
        return [f"{each}/{name}".lstrip("/") for each in above]
    there = [each for each in snapshot.namespaces.files([reader.found])[0] if directory_of(each) in above]
    return sorted(there, key=lambda each: (above.index(directory_of(each)), each))


def _called(manifest: str, reader: manifests.Reader, snapshot: Snapshot) -> str:
    """The name by which others depend on the package; a .NET project that declares none is named after its file."""
    interface = snapshot.interface(manifest)
    item = None if interface is None else interface.get(reader.provides)
    if item is None:
        return ""
    stem = manifest.rpartition("/")[2].rpartition(".")[0] if reader.ecosystem == "csharp" else ""
    return next(iter(item.values), stem)


def provided(modules: Collection[str], package: Package, path: str, language: str, base: Base) -> frozenset[str]:
    """The external modules of an importing repository that an import next to `path`, a file of the package, finds."""
    reads = Reads(Snapshot(base, ()), path)
    resolve = languages.load(language).resolve
    named = [each for each in modules if not package.imported or f"{each}/".startswith(f"{package.name}/")]
    found = ((each, resolve(path, each.replace("\\", "."), reads)) for each in named)  # PHP's resolver takes dots
    return frozenset(each for each, value in found if value is not None and value.kind in _RESOLVED)


def names_of(path: str, base: Base) -> set[int]:
    """Keys of the reads that look up what this file, or a manifest above it, shares without an import: its fully
    qualified types, its crate. In a repository where the file is external these reads failed, and traces record that.
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
    """Keys of the names and of their qualifiers: a file that does not find the qualifier looks no further."""
    language = languages.language_of(path)
    for namespace, names in shared(path, interface).items():
        for name in names:
            yield name_key(namespace, name)
            if languages.is_code(language):
                holders = [*around(name)][1:]
                yield from (name_key(languages.load(language).namespace(path, each), each) for each in holders)


class Importing(NamedTuple):
    """The importing repository's side."""

    files: Sequence[Put]
    read: Sequence[Put]  # the files they read when they were last linked
    outside: frozenset[str]  # its external modules that the package provides


def uses(importing: Importing, path: str, base: Base) -> Iterator[Edge]:
    """Edges from the importing files to nodes of the package's repository; the lines of sites are absolute. `path`: a
    file of the package, from which imports of it are resolved.
    """
    laid = {
        each.path: each._replace(path=ASIDE + each.path) for each in (*importing.read, *importing.files) if each.mode
    }
    beside = _Beside(Snapshot(base, laid.values()), Snapshot(Nothing(), laid.values()), importing.outside, path)
    for each in importing.files:
        if each.facts and languages.is_code(each.language):
            yield from _used(each, beside)


class _Beside(NamedTuple):
    """The importing files together with the package's repository, and the same files alone."""

    both: Snapshot
    alone: Snapshot
    outside: frozenset[str]
    path: str  # a file of the package


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
    """The language as the importing files see it: names of external modules that the package provides resolve to its
    modules, and nothing else of its repository is visible.
    """

    def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
        if not importer.startswith(ASIDE):
            return language.resolve(importer, spec, reads)
        alone = language.resolve(importer, spec, Reads(beside.alone, importer))
        if alone is None or alone.kind != "external":
            return alone
        if alone.name != spec:  # reached through a name of the file, or a namespace, whose name is the same everywhere
            return language.resolve(importer, spec, reads)
        return language.resolve(beside.path, spec, reads) if spec in beside.outside else alone

    return replace(language, resolve=resolve)


class _Reads(Reads):
    """If both sides share a name, the importing side means its own, unless both reopen one class."""

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
    """Ids of the definitions nested in the node's own, at any depth; for the file's node, of all in the file."""
    ids = _ids(facts, path)
    if node not in ids:
        return ids
    around = facts.definitions[ids.index(node)].qualname
    inner = zip(ids, facts.definitions, strict=True)
    return [each for each, definition in inner if definition.qualname.startswith(f"{around}." if around else "")]


def speaks(language: str, package: Package) -> bool:
    """Whether files in the language import packages of this ecosystem."""
    return family(language) == family(package.ecosystem)

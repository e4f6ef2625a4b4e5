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
from graph.paths import parents
from parsing import encoding, languages, manifests
from parsing.language import Language
from parsing.linking.evaluator import Evaluator
from parsing.linking.gather import Gather
from parsing.linking.link import begin
from parsing.linking.reads import Reads
from parsing.linking.snapshot import Base, Put, Snapshot
from parsing.linking.values import Value, external

ASIDE = "\x1fimporting/"  # control characters of a path are escaped, so none begins so
_RESOLVED = frozenset({"module", "package"})


class Package(NamedTuple):
    """What other projects depend on, by what its manifest says."""

    ecosystem: str  # the language of the dependency
    name: str
    imported: bool  # imports of it begin with its name


def packages(path: str, base: Base) -> list[Package]:
    """Those that the file is part of: of each kind of manifest the nearest one that says a name."""
    snapshot, above = Snapshot(base, ()), parents(path)
    snapshot.interfaces(f"{each}/{name}".lstrip("/") for each in above for name in _naming())
    found: dict[Package, None] = {}
    for name, reader in _naming().items():
        said = (snapshot.interface(f"{each}/{name}".lstrip("/")) or {} for each in above)
        items = (items[reader.provides] for items in said if reader.provides in items)
        nearest = next((item.values for item in items if item.values), ())
        found |= dict.fromkeys(Package(reader.ecosystem, each, reader.imported) for each in nearest)
    return list(found)


def _naming() -> dict[str, manifests.Reader]:
    return {name: reader for name, reader in manifests.READERS.items() if reader.provides}


def provided(modules: Collection[str], package: Package, path: str, language: str, base: Base) -> frozenset[str]:
    """Of modules outside of an importing repository those that an import beside `path`, a file of the package, would find."""
    reads = Reads(Snapshot(base, ()), path)
    resolve = languages.load(language).resolve
    named = [each for each in modules if not package.imported or f"{each}/".startswith(f"{package.name}/")]
    found = ((each, resolve(path, each, reads)) for each in named)
    return frozenset(each for each, value in found if value is not None and value.kind in _RESOLVED)


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
    snapshot = Snapshot(base, laid.values())
    for each in importing.files:
        if each.facts and languages.is_code(each.language):
            yield from _used(each, snapshot, importing.outside, path)


def _used(put: Put, snapshot: Snapshot, outside: frozenset[str], path: str) -> Iterator[Edge]:
    facts, laid = encoding.facts(put.facts), put._replace(path=ASIDE + put.path)
    reads, gather = Reads(snapshot, laid.path), Gather(laid.path)
    evaluator = Evaluator(laid.path, _seeing(languages.load(put.language), outside, path), reads)
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


def _seeing(language: Language, outside: frozenset[str], path: str) -> Language:
    """The language as the importing files read it: they see the package's modules under the names that lay outside of them, and
    nothing else of its repository.
    """

    def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
        if not importer.startswith(ASIDE):
            return language.resolve(importer, spec, reads)
        if spec in outside:
            return language.resolve(path, spec, reads)
        found = language.resolve(importer, spec, reads)
        return found if found is None or _is_aside(found, reads) else external(spec)

    return replace(language, resolve=resolve)


def _is_aside(found: Value, reads: Reads) -> bool:
    """Of the importing side."""
    places = reads.directories(found.name) if found.kind == "package" else (found.path,)
    return all(f"{each}/".startswith(ASIDE) for each in places)


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

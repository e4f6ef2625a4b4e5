"""Which namespace a PHP name belongs to, a file's module name, the names it shares, and which file `require` loads."""

import posixpath
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from graph.paths import directory_of
from parsing.expressions import Expressions
from parsing.language import Interface, Shared
from parsing.languages.php.models import BUILTINS
from parsing.languages.php.types import ROOT
from parsing.linking import packages
from parsing.linking.namespaces import Place
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module
from parsing.linking.values import package as named
from parsing.manifests.php import AUTOLOAD, PROJECTS

_SHARED = frozenset({"class", "interface", "trait", "enum", "function", "constant"})
_THERE = "php namespace "  # prefix of a namespace that some file declares, or of a parent of one
_GLOBAL = "php "


def package(expressions: Expressions, root: Node) -> str:
    """The namespaces that the file declares, in order, separated by spaces, with dots for backslashes."""
    names = (each.child_by_field_name("name") for each in root.named_children if each.type == "namespace_definition")
    return " ".join(dict.fromkeys(expressions.text(name).replace("\\", ".") for name in names if name is not None))


def namespace(_: str, clause: str) -> str:
    return f"{_GLOBAL}{clause.partition(' ')[0]}"


def beside(_: str, clause: str, __: Reads) -> Sequence[str]:
    """The other namespaces that the file declares, and the global one, the fallback for functions and constants."""
    return [f"{_GLOBAL}{each}" for each in [*clause.split(" ")[1:], ""]]


def shares(_: str, interface: Interface) -> Shared:
    names = {name: name for name, item in interface.items() if item.kind in _SHARED and "." not in name}
    clauses = interface[""].declared.split(" ")
    around = {f"{_THERE}{each}": dict[str, str]() for clause in clauses for each in packages.around(clause)}
    return {**{f"{_GLOBAL}{each}": names for each in clauses}, **around}


def submodule(holder: Value, name: str, reads: Reads) -> Value | None:
    """The nested namespace of that name. The global one, which has PHP's own names, goes by the name that only fully
    qualified names start with.
    """
    if holder.kind != "package":
        return None
    if name == ROOT:
        return named(_GLOBAL)
    if holder.name == _GLOBAL and name in BUILTINS:
        return external(name)
    full = f"{holder.name.removeprefix(_GLOBAL)}.{name}".strip(".")
    return named(f"{_GLOBAL}{full}") if reads.directories(f"{_THERE}{full}") else None


def module_name(path: str, reads: Reads) -> str:
    """The first namespace, as PHP writes it; without one, the file name."""
    item = reads.item(path, "")
    declared = item.declared.partition(" ")[0] if item is not None else ""
    return declared.replace(".", "\\") or path.rpartition("/")[2].rpartition(".")[0]


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The required file; for any other spec a namespace, external if the repository does not have it."""
    if spec.startswith("./"):
        path = posixpath.normpath(posixpath.join(directory_of(importer), spec))
        return module(path) if not path.startswith("..") and reads.exists(path) else None
    if not spec or reads.directories(f"{_GLOBAL}{spec}") or reads.directories(f"{_THERE}{spec}"):
        return named(f"{_GLOBAL}{spec}")
    return external(spec.replace(".", "\\"))


def meant(_: str, places: Sequence[Place], reads: Reads) -> Sequence[Place]:
    """The places from which the project autoloads their class; failing that, all."""
    loaded = [place for place in places if place.path in _loadable(place, reads)]
    return loaded or places


def _loadable(place: Place, reads: Reads) -> Iterator[str]:
    """The files from which composer.json autoloads a class."""
    item = reads.item(place.path, "")
    full = f"{item.declared.partition(' ')[0] if item is not None else ''}.{place.qualname}".strip(".")
    for project in reads.named(PROJECTS, AUTOLOAD):
        told = reads.item(project.path, AUTOLOAD)
        for each in told.values if told is not None else ():
            prefix, _, directory = each.partition("\t")
            if full.startswith(prefix):
                rest = full[len(prefix) :].strip(".").replace(".", "/")
                yield posixpath.normpath(posixpath.join(directory_of(project.path), directory, f"{rest}.php"))

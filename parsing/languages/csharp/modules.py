"""Which namespace or type a C# `using` names, a file's module name, and which names it shares with its namespaces."""

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from graph.paths import directory_of
from parsing.expressions import Expressions, nth
from parsing.language import Interface, Shared
from parsing.languages.csharp import projects
from parsing.linking import extensions, packages
from parsing.linking.partial import PARTIAL
from parsing.linking.reads import Reads
from parsing.linking.values import Value
from parsing.linking.values import package as named

_TYPES = frozenset({"class", "interface", "struct", "enum", "type_alias"})
_NAMESPACES = frozenset({"namespace_declaration", "file_scoped_namespace_declaration"})
_THERE = "csharp namespace "  # prefix of a namespace that some file declares, or of a parent of one
_USINGS = "csharp usings"  # the files with a `global using`


def package(expressions: Expressions, root: Node) -> str:
    """The namespaces that the file declares, in order, separated by spaces."""
    return " ".join(dict.fromkeys(_opened(expressions, root, "")))


def _opened(expressions: Expressions, node: Node, around: str) -> Iterator[str]:
    for each in node.named_children:
        name = each.child_by_field_name("name")
        if each.type in _NAMESPACES and name is not None:
            full = f"{around}.{''.join(expressions.text(name).split())}".strip(".")
            yield full
            body = each.child_by_field_name("body")
            if body is not None:
                yield from _opened(expressions, body, full)
        elif each.type.startswith("preproc_"):  # inside `#if`
            yield from _opened(expressions, each, around)


def marks(expressions: Expressions, root: Node) -> list[str]:
    """The namespaces that `global using` imports into every file."""
    found = (
        each for each in root.named_children if each.type == "using_directive" and each.children[0].type == "global"
    )
    plain = (nth(each) for each in found if each.named_child_count == 1)
    return [expressions.text(each) for each in plain if each is not None]


def namespace(_: str, clause: str) -> str:
    return f"csharp {clause.partition(' ')[0]}"


def beside(path: str, clause: str, reads: Reads) -> Sequence[str]:
    """The parents of the file's namespaces, nearest first, its other namespaces, and those of global usings."""
    found = [around for each in clause.split(" ") for around in packages.around(each)]
    for place in reads.named(_USINGS, "using"):
        item = reads.item(place.path, "")
        if item is not None and path.startswith(directory_of(place.path)):
            found += item.flags
    found += projects.used(path, reads)
    return [f"csharp {each}" for each in dict.fromkeys([*found, ""])]


def shares(_: str, interface: Interface) -> Shared:
    """Top-level types, nested types that are partial, and extension methods."""
    names = {
        name: name
        for name, item in interface.items()
        if item.kind in _TYPES and ("." not in name or PARTIAL in item.flags)
    }
    names.update(extensions.shared(interface))
    clauses = interface[""].declared.split(" ")
    beyond: Shared = {_USINGS: {"using": ""}} if interface[""].flags else {}
    around = {f"{_THERE}{each}": dict[str, str]() for clause in clauses for each in packages.around(clause)}
    return {**{f"csharp {each}": names for each in clauses}, **around, **beyond}


def submodule(holder: Value, name: str, reads: Reads) -> Value | None:
    """The nested namespace of that name."""
    full = f"{holder.name.removeprefix('csharp ')}.{name}".strip(".")
    return named(f"csharp {full}") if holder.kind == "package" and reads.directories(f"{_THERE}{full}") else None


def module_name(path: str, reads: Reads) -> str:
    """The first namespace; without one, the file name."""
    item = reads.item(path, "")
    return (item.declared.partition(" ")[0] if item is not None else "") or path.rpartition("/")[2].removesuffix(".cs")


def resolve(_: str, spec: str, reads: Reads) -> Value | None:
    return packages.imported("csharp", spec, reads)

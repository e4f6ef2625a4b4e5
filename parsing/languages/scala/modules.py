"""Which package or type a Scala import names, and which names a file shares with its package."""

from collections.abc import Iterator, Sequence

from parsing.language import Interface, Shared
from parsing.languages.java import modules as java
from parsing.languages.scala.statements import ALSO, INSIDE
from parsing.linking import extensions
from parsing.linking.companions import COMPANION
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, package

_SHARED = frozenset({"class", "trait", "enum", "type_alias", "function", "variable", "constant"})
_MOST = 4  # length of a chain of imports whose first name comes from another import
_PACKAGE = ".package."


def shares(path: str, interface: Interface) -> Shared:
    """Top-level declarations; the members of a package object are names of that package."""
    own = java.namespace(path, interface[""].declared)
    found: dict[str, dict[str, str]] = {own: extensions.shared(interface)}
    for name, item in interface.items():
        owner, inside, last = name.rpartition(_PACKAGE)
        if item.kind in _SHARED and name.isidentifier():
            found[own][name] = name
        elif inside and last.isidentifier() and "." not in owner:
            found.setdefault(_inside(own, owner), {})[last] = name
    for each in _marked(interface[""].flags, ALSO):
        found.setdefault(java.namespace(path, each), {}).update(found[own])
    return found


def _marked(flags: Sequence[str], mark: str) -> list[str]:
    return [each.removeprefix(mark) for each in flags if each.startswith(mark)]


def _inside(namespace: str, name: str) -> str:
    return f"{namespace}.{name}" if namespace[-1] != " " else f"{namespace}{name}"


def beside(path: str, _: str, reads: Reads) -> list[str]:
    """The packages of its parts, and those around its own that the file names one by one."""
    item = reads.item(path, "")
    marks = item.flags if item is not None else ()
    return [java.namespace(path, each) for mark in (ALSO, INSIDE) for each in _marked(marks, mark)]


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The package, or the type whose members are imported, as seen from the file: its own imports and the members of
    its packages take precedence over names from the root.
    """
    return _resolved(importer, spec, reads, _MOST)


def _resolved(importer: str, spec: str, reads: Reads, left: int) -> Value | None:
    first, _, rest = spec.partition(".")
    if first == "_root_":
        return _whole(rest, reads)
    item = reads.item(importer, first)
    if item is not None and item.kind in _SHARED:
        return _type(importer, first, rest, reads)
    for value in item.values if item is not None and left else ():
        before, _, name = value[2:-1].rpartition(":") if value.startswith("<!") else ("", "", "")
        if before and before.partition(".")[0] != first:
            return _resolved(importer, ".".join(filter(None, (before, name, rest))), reads, left - 1)
    return next(_around(importer, first, rest, reads), None) or _whole(spec, reads)


def _around(importer: str, first: str, rest: str, reads: Reads) -> Iterator[Value]:
    item = reads.item(importer, "")
    own = java.namespace(importer, item.declared if item is not None else "")
    for each in dict.fromkeys([own, *beside(importer, "", reads)]):
        for path, qualname, _ in reads.named(each, first)[:1]:
            yield _type(path, qualname, rest, reads)
        if reads.directories(clause := _inside(each, first)):
            yield _whole(".".join(filter(None, (clause.partition(" ")[2], rest))), reads)


def _whole(spec: str, reads: Reads) -> Value:
    """Looked up from the root; external if the repository has neither package nor type of the name."""
    parts = spec.split(".")
    for end in range(len(parts), 0, -1):
        clause = java.namespace("", ".".join(parts[:end]))
        if end == len(parts):
            if reads.directories(clause):
                return package(clause)
        elif places := reads.named(clause, parts[end]):
            return _type(places[0].path, places[0].qualname, ".".join(parts[end + 1 :]), reads)
    return external(spec)


def _type(path: str, name: str, rest: str, reads: Reads) -> Value:
    """The nested type: looked up in the companion object, if there is one."""
    for each in filter(None, rest.split(".")):
        inside = f"{name}{COMPANION}.{each}"
        name = inside if reads.item(path, inside) is not None else f"{name}.{each}"
    return Value("class", path, name)


def submodule(value: Value, name: str, reads: Reads) -> Value | None:
    """The nested package of that name."""
    clause = _inside(value.name, name)
    return package(clause) if value.kind == "package" and reads.directories(clause) else None

"""Names that a file sees without an import that binds them: from its own namespace, from those visible beside it, and
the packages that qualified names begin with.
"""

from typing import TYPE_CHECKING

from graph.facts import Item
from parsing.linking import members
from parsing.linking.namespaces import own_name
from parsing.linking.values import Values, package

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator


def shared(evaluator: "Evaluator", path: str, name: str) -> Values:
    """A name in the file's own namespace, else in the nearest of those visible beside it."""
    places = evaluator.reads.sought(_namespaces(evaluator, path), name, evaluator.variant)
    found = (evaluator.among(each) for each in places)
    return next(filter(None, found), ())


def opened(evaluator: "Evaluator", path: str) -> tuple[str, ...]:
    """All namespaces whose names a file sees: its own and those beside it, then the imported ones."""
    return evaluator.once(path == evaluator.path, _opened, path)


def _opened(evaluator: "Evaluator", path: str) -> tuple[str, ...]:
    stars = evaluator.reads.item(path, "*")
    sources = [evaluator.module(path, spec) for spec in (stars.values if stars is not None else ())]
    imported = [each.name for each in sources if each is not None and each.kind == "package"]
    objects = [evaluator.namespace(each.path) for each in sources if each is not None and each.kind == "class"]
    return tuple(dict.fromkeys([*_namespaces(evaluator, path), *imported, *filter(None, objects)]))


def beside(evaluator: "Evaluator", path: str, name: str, item: Item) -> Values:
    """Functions of other files of the namespace with the same name as one of this file."""
    if item.kind != "function":
        return ()
    namespace = evaluator.namespace(path)
    places = evaluator.reads.named(namespace, name, evaluator.variant) if namespace else ()
    return evaluator.placed([place for place in places if place.path != path])


def package_of(evaluator: "Evaluator", path: str, name: str) -> Values:
    """A name that no file shares, as a package, or as a type of an external package."""
    return _unnamed(evaluator, path, name) or _inside(evaluator, path, name) or _imported_whole(evaluator, path, name)


def _namespaces(evaluator: "Evaluator", path: str) -> tuple[str, ...]:
    return evaluator.once(path == evaluator.path, _sees, path)


def _sees(evaluator: "Evaluator", path: str) -> tuple[str, ...]:
    own, item = evaluator.namespace(path), evaluator.reads.item(path, "")
    beside = evaluator.language.beside(path, item.declared, evaluator.reads) if own and item is not None else ()
    return tuple(dict.fromkeys([own, *beside])) if own else ()


def _unnamed(evaluator: "Evaluator", path: str, name: str) -> Values:
    """The package that is imported without binding a name, and declares this name as its own."""
    listed = evaluator.reads.item(path, "?")
    for spec in listed.values if listed is not None else ():
        source = evaluator.module(path, spec)
        if source is not None and source.kind == "package" and evaluator.reads.named(source.name, own_name(name)):
            return (source,)
    return ()


def _inside(evaluator: "Evaluator", path: str, name: str) -> Values:
    """The package of that name inside a package that the file sees."""
    language = evaluator.language
    found = (language.submodule(package(each), name, evaluator.reads) for each in _namespaces(evaluator, path))
    return next(((each,) for each in found if each is not None), ())


def _imported_whole(evaluator: "Evaluator", path: str, name: str) -> Values:
    """A type from a star-imported external package: from the one known to have it, or the only such package. If the
    name is not a type's, the package that a qualified name begins with.
    """
    if not evaluator.language.qualified:
        return ()
    if not evaluator.language.is_type(name):
        return () if name.isupper() else (package(evaluator.language.namespace(path, name)),)
    stars = evaluator.reads.item(path, "*")
    sources = [
        source for spec in (stars.values if stars else ()) if (source := evaluator.module(path, spec)) is not None
    ]
    outside = [source for source in sources if source.kind == "external"]
    known = [each for each in outside if f"{each.name}.{name}" in evaluator.language.kinds]
    chosen = known or (outside if len(outside) == 1 else [])
    return members.member(evaluator, chosen[0], name) if chosen else ()

"""Which file a `require` resolves to, and where classes are defined: any file may reopen any class."""

from collections.abc import Sequence
from posixpath import join, normpath

from graph.paths import directory_of, parents
from parsing.language import Interface, Shared
from parsing.linking.namespaces import Place
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module
from parsing.manifests.ruby import GEMS
from parsing.terms import SINGLETON

_TESTS = frozenset({"test", "tests", "spec", "features"})
_UNSHARED = frozenset({"lambda", "module"})


def namespace(_: str, name: str) -> str:
    """One namespace per constant, and one for the methods of each class."""
    owner = name.rpartition(".")[0]
    return f"ruby {name if _is_constant(name) else owner.removesuffix(f'.{SINGLETON}')}"


def shares(path: str, interface: Interface) -> Shared:
    """Classes and their members, except modules that only enclose others: a new file in `module M` should not
    invalidate every file that uses M.
    """
    shared: dict[str, dict[str, str]] = {}
    holding = {name.rpartition(".")[0] for name in interface if _is_constant(name)}
    telling = {name.rpartition(".")[0].removesuffix(f".{SINGLETON}") for name in interface if not _is_constant(name)}
    for name, item in interface.items():
        if not name or item.kind in _UNSHARED or not (item.kind or "." in name):
            continue
        if name not in holding or name in telling or item.bases:
            shared.setdefault(namespace(path, name), {})[name] = name
    return shared


def _is_constant(name: str) -> bool:
    return name.rpartition(".")[2][:1].isupper()


def sees(path: str, name: str, reads: Reads) -> Sequence[Place]:
    """The main one of the places that open a class; the others are found from there."""
    places = reads.named(namespace(path, name), name)
    if len(places) < 2 or not ("." in name or _is_constant(name)):  # noqa: PLR2004
        return places if len(places) == 1 else ()
    return [min(places, key=lambda place: _standing(path, place, name, reads))]


def _standing(path: str, place: Place, name: str, reads: Reads) -> tuple[bool, bool, bool, str]:
    """A sort key: code before tests, then a place that names a superclass, then a file named after the class."""
    item = reads.item(place.path, place.qualname)
    return (
        _is_test(place.path) and not _is_test(path),
        item is None or not any(not each.startswith("<.") for each in item.bases),
        not _as_path(place.path).endswith(_as_path(name)),
        place.path,
    )


def _is_test(path: str) -> bool:
    return not _TESTS.isdisjoint(path.split("/"))


def _as_path(name: str) -> str:
    """`Net::HTTPClient` matches `net/http_client.rb`, whatever the case."""
    return name.removesuffix(".rb").replace(".", "/").replace("_", "").lower()


def module_name(path: str, _: Reads) -> str:
    """The path by which the file is required."""
    before, found, after = path.rpartition("lib/")
    return (after if found and (not before or before[-1] == "/") else path).rpartition(".")[0] or path


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The required file; an external one if the repository has none; None for a relative path without a file."""
    wanted = spec.removesuffix(".rb")
    if spec.startswith("./"):
        found = _first([normpath(join(directory_of(importer), wanted))], reads)
        return module(found) if found else None
    around = parents(importer)
    roots = [join(each, "lib") for each in (*around, *reads.directories(GEMS))]
    found = _first([normpath(join(root, wanted)) for root in (*roots, *around)], reads)
    return module(found) if found else external(spec)


def _first(stems: list[str], reads: Reads) -> str:
    unique = list(dict.fromkeys(stems))
    return next((each for each in reads.modules(unique, (".rb",)) if each and each.endswith(".rb")), "")

"""Cargo.toml: what a crate is called and where it begins, where the crates it uses lie, and what it depends on."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from graph.facts import Item
from parsing.manifests.reading import Read, Requirement, called, locate

CRATES = "rust crates"  # the namespace of their names
_DEPENDENCIES = ("dependencies", "dev-dependencies", "build-dependencies")
_TARGETS = ("bin", "test", "example", "bench")


def package(source: str) -> Read:
    try:
        document = tomllib.loads(source)
    except (ValueError, RecursionError):  # not TOML, a number of thousands of digits, or nested beyond reading
        return Read({}, (), partial=True)
    library, name = _table(document, "lib"), _text(_table(document, "package"), "name")
    roots = [_text(each, "path") for kind in _TARGETS for each in _listed(document, kind)]
    said = _text(library, "path")
    crate = _text(library, "name") or name.replace("-", "_")
    items = {
        **called(name),
        "name": Item(values=(crate,) if crate else ()),
        "library": Item(values=(said or "src/lib.rs",)),
        "roots": Item(values=tuple(each for each in (said, *roots) if each)),
        "dependencies": Item(values=tuple(dict.fromkeys(_elsewhere(document)))),
    }
    return Read(items, list(_requirements(source, document)))


def names(items: Mapping[str, Item]) -> dict[str, dict[str, str]]:
    """What others find it by."""
    item = items.get("name")
    return {CRATES: dict.fromkeys(item.values, "name")} if item is not None and item.values else {}


def _tables(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every table of dependencies: of the package, of its targets, of the workspace."""
    for holder in (document, _table(document, "workspace"), *_table(document, "target").values()):
        for kind in _DEPENDENCIES:
            yield _table(holder, kind)


def _elsewhere(document: dict[str, Any]) -> Iterator[str]:
    """`name package path`, with tabs between, of dependencies under another name or in the repository."""
    for table in _tables(document):
        for name, said in table.items():
            path, renamed = _text(said, "path"), _text(said, "package")
            if path or renamed:
                yield "\t".join((name.replace("-", "_"), (renamed or name).replace("-", "_"), path))


def _requirements(source: str, document: dict[str, Any]) -> Iterator[Requirement]:
    """Packages outside; the version as it is written."""
    for table in _tables(document):
        for name, said in table.items():
            version = said if isinstance(said, str) else _text(said, "version")
            if not _text(said, "path"):
                yield Requirement(_text(said, "package") or name, version, *locate(source, f"\n{name}"))


def _table(holder: Any, name: str) -> dict[str, Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def _text(holder: Any, name: str) -> str:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, str) else ""


def _listed(holder: dict[str, Any], name: str) -> list[Any]:
    found = holder.get(name)
    return found if isinstance(found, list) else []

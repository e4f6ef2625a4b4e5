"""composer.json: where the classes of a PHP project are loaded from, and what it depends on."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graph.facts import Item
from parsing.manifests.reading import Read, Requirement, called, locate

PROJECTS, AUTOLOAD = "php projects", "autoload"  # under which the files that say it are found
_REQUIRED = ("require", "require-dev")
_LOADED = ("autoload", "autoload-dev")


def composer(source: str) -> Read:
    try:
        document = json.loads(source)
    except (ValueError, RecursionError):
        return Read({}, (), partial=True)
    if not isinstance(document, dict):
        return Read({}, (), partial=True)
    name = document.get("name")
    said = called(name if isinstance(name, str) else None)
    items = {AUTOLOAD: Item(values=tuple(dict.fromkeys(_loaded(document)))), **said}
    return Read(items, list(_requirements(source, document)))


def names(items: Mapping[str, Item]) -> dict[str, dict[str, str]]:
    """What others find it by."""
    item = items.get(AUTOLOAD)
    return {PROJECTS: {AUTOLOAD: AUTOLOAD}} if item is not None and item.values else {}


def _loaded(document: dict[str, Any]) -> Iterator[str]:
    """The beginning of names and the directory that they are loaded from, with a tab between."""
    for holder in _LOADED:
        for standard in ("psr-4", "psr-0"):
            for prefix, told in _table(_table(document, holder), standard).items():
                for directory in told if isinstance(told, list) else [told]:
                    if isinstance(directory, str):
                        yield _place(standard, prefix.replace("\\", ".").strip("."), directory)


def _place(standard: str, prefix: str, directory: str) -> str:
    """By PSR-0 the directories of a name begin below the one that is said."""
    below = f"{directory.rstrip('/')}/{prefix.replace('.', '/')}" if standard == "psr-0" else directory
    return f"{prefix}\t{below}"


def _requirements(source: str, document: dict[str, Any]) -> Iterator[Requirement]:
    """Packages, which have a vendor; not the language itself and its extensions."""
    for kind in _REQUIRED:
        for name, version in _table(document, kind).items():
            if "/" in name:
                yield Requirement(name, version if isinstance(version, str) else "", *locate(source, f'"{name}"'))


def _table(holder: Any, name: str) -> dict[str, Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}

"""package.json, tsconfig.json and jsconfig.json: what imports mean, and what a package depends on."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from graph.facts import Item
from parsing.manifests.reading import Read, Requirement, locate

PACKAGES = "npm packages"  # the namespace of their names
_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
# conditions that hold where code runs somewhere else than in Node.js: asked last, whatever their place
_ELSEWHERE = frozenset({"browser", "worker", "workerd", "edge-light", "deno", "bun", "react-native", "electron"})
_ENTRIES = ("source", "module", "main", "types", "typings", "browser")
_STRING_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_STRING_OR_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


def package(source: str) -> Read:
    document = _document(source)
    if document is None:
        return Read({}, (), partial=True)
    name = document.get("name")
    items = {
        "name": Item(values=(name,) if isinstance(name, str) else ()),
        "main": Item(values=tuple(each for key in _ENTRIES for each in _texts(document.get(key)))),
        "exports": Item(values=tuple(_entries(document.get("exports"), "."))),
        "imports": Item(values=tuple(_entries(document.get("imports"), "#"))),
    }
    return Read(items, list(_requirements(source, document)))


def configuration(source: str) -> Read:
    document = _document(source)
    if document is None:
        return Read({}, (), partial=True)
    options = _table(document, "compilerOptions")
    paths = _table(options, "paths")
    written = (f"{pattern}\t{target}" for pattern, targets in paths.items() for target in _texts(targets))
    references = document.get("references")
    listed = references if isinstance(references, list) else []
    items = {
        "extends": Item(values=tuple(_texts(document.get("extends")))),
        "baseUrl": Item(values=tuple(_texts(options.get("baseUrl")))),
        "paths": Item(values=tuple(written)),
        "references": Item(
            values=tuple(path for each in listed for path in _texts(_table({"": each}, "").get("path")))
        ),
    }
    return Read(items, ())


def names(items: Mapping[str, Item]) -> dict[str, dict[str, str]]:
    """What others may find it by: its package's name."""
    item = items.get("name")
    return {PACKAGES: dict.fromkeys(item.values, "name")} if item is not None and item.values else {}


def _document(source: str) -> dict[str, Any] | None:
    """JSON, with comments and trailing commas."""
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        try:
            plain = _STRING_OR_COMMENT.sub(lambda match: match[1] or " ", source.lstrip("\ufeff"))
            found = json.loads(_STRING_OR_COMMA.sub(lambda match: match[1] or "", plain))
        except (ValueError, RecursionError):
            return None
    return found if isinstance(found, dict) else None


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _texts(listed: Any) -> Iterator[str]:
    if isinstance(listed, str):
        yield listed
    elif isinstance(listed, list):
        yield from (each for each in listed if isinstance(each, str))


def _entries(table: Any, start: str) -> Iterator[str]:
    """`pattern target` for every target of a table of entries, whatever its conditions; the first is meant."""
    if isinstance(table, dict) and any(key.startswith(start) for key in table):
        for pattern, targets in table.items():
            yield from (f"{pattern}\t{target}" for target in _targets(targets, 0))
    else:
        yield from (f"{start}\t{target}" for target in _targets(table, 0))


def _targets(found: Any, depth: int) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, (dict, list)) and depth < 8:  # noqa: PLR2004 (conditions inside conditions)
        for each in _conditioned(found) if isinstance(found, dict) else found:
            yield from _targets(each, depth + 1)


def _conditioned(targets: dict[str, Any]) -> list[Any]:
    return [targets[each] for each in sorted(targets, key=_ELSEWHERE.__contains__)]


def _requirements(source: str, document: dict[str, Any]) -> Iterator[Requirement]:
    for table in _DEPENDENCIES:
        at = max(source.find(f'"{table}"'), 0)
        line, start = source.count("\n", 0, at), source.rfind("\n", 0, at) + 1
        for name, version in _table(document, table).items():
            below, column = locate(source[start:], f'"{name}"')
            yield Requirement(name, version if isinstance(version, str) else "", line + below, column)

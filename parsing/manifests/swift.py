"""Package.swift: where the targets of a Swift package lie, and the packages that it depends on, as far as strings say it."""

import re
from collections.abc import Iterator, Mapping

from graph.facts import Item
from parsing.manifests.reading import Read, Requirement

MANIFEST = "Package.swift"
TARGETS = "swift targets"  # the item that lists them, and the namespace in which a package is found by one of them
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TARGET = re.compile(r"\.(target|executableTarget|testTarget|macro|plugin)\s*\(")
_NAME = re.compile(r"\bname:\s*\"([^\"\\]+)\"")
_PATH = re.compile(r"\bpath:\s*\"([^\"\\]+)\"")
_PACKAGE = re.compile(r"\.package\s*\([^()]*?\burl:\s*\"([^\"\\]+)\"([^()]*)")
_VERSION = re.compile(r"\"([^\"]*)\"")
_PLACES = {"testTarget": "Tests", "plugin": "Plugins"}  # by custom; of all others Sources


def package(source: str) -> Read:
    """Each target as its name and its directory, with a tab between; dependencies by the last part of their address."""
    text = _QUOTED.sub(_without_comments, source)
    told = dict(_targets(text))
    return Read({TARGETS: Item(values=tuple(f"{name}\t{path}" for name, path in told.items()))}, list(_required(text)))


def names(items: Mapping[str, Item]) -> dict[str, dict[str, str]]:
    """A package is found by the name of each of its targets."""
    item = items.get(TARGETS)
    return {TARGETS: {each.partition("\t")[0]: TARGETS for each in (item.values if item is not None else ())}}


def _without_comments(found: re.Match[str]) -> str:
    return found[0] if found[0][0] == '"' else re.sub(r"[^\n]", " ", found[0])


def _targets(text: str) -> Iterator[tuple[str, str]]:
    """A target inside of another is one that it depends on."""
    end = 0
    for match in _TARGET.finditer(text):
        if match.start() < end:
            continue
        end = _closing(text, match.end())
        said = text[match.end() : end]
        name, path = _NAME.search(said), _PATH.search(said)
        if name is not None:
            yield name[1], path[1] if path is not None else f"{_PLACES.get(match[1], 'Sources')}/{name[1]}"


def _closing(text: str, start: int) -> int:
    """Where the bracket ends that was opened before."""
    depth = 1
    for match in re.finditer(r"\"(?:\\.|[^\"\\\n])*\"|[()]", text[start:]):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if not depth:
            return start + match.start()
    return len(text)


def _required(text: str) -> Iterator[Requirement]:
    for match in _PACKAGE.finditer(text):
        version = _VERSION.search(match[2])
        start = text.rfind("\n", 0, match.start(1)) + 1
        place = text.count("\n", 0, match.start(1)), len(text[start : match.start(1)].encode())
        name = match[1].rstrip("/").rpartition("/")[2].removesuffix(".git")
        yield Requirement(name, version[1] if version is not None else "", *place)

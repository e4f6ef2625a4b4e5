"""What a Python project depends on: pyproject.toml, setup.cfg and files of requirements."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from configparser import Error as ConfigError
from typing import Any

from graph.facts import Item
from parsing.manifests.reading import Read, Requirement, locate

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*([^;#]*)")
_SEPARATORS = re.compile(r"[-_.]+")


def project(source: str) -> Read:
    try:
        document = tomllib.loads(source)
    except (ValueError, RecursionError):  # not TOML, a number of thousands of digits, or nested beyond reading
        return Read({}, (), partial=True)
    about, poetry = _table(document, "project"), _table(_table(document, "tool"), "poetry")
    return Read(_called(about.get("name") or poetry.get("name")), _located(source, _named(document)))


def setup(source: str) -> Read:
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(source)
    except ConfigError:
        return Read({}, (), partial=True)
    written = [parser.get("options", "install_requires", fallback="")]
    if parser.has_section("options.extras_require"):
        written += [value for _, value in parser.items("options.extras_require")]
    name = parser.get("metadata", "name", fallback="")
    return Read(_called(name), _located(source, (line for text in written for line in text.splitlines())))


def requirements(source: str) -> Read:
    """Options and URLs are left out."""
    lines = (line.partition(" #")[0].strip() for line in source.splitlines())
    return Read({}, _located(source, (line for line in lines if line and line[0] not in "#-." and "://" not in line)))


def _called(name: Any) -> dict[str, Item]:
    """What the project itself is called, as requirements have it."""
    return {"name": Item(values=(_normal(name),))} if isinstance(name, str) and name else {}


def _normal(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()


def _named(document: Any) -> Iterator[str]:
    """Every requirement of a pyproject.toml; a table of Poetry as `name version`."""
    about, tools = _table(document, "project"), _table(document, "tool")
    yield from _texts(about.get("dependencies"))
    for group in (*_table(about, "optional-dependencies").values(), *_table(document, "dependency-groups").values()):
        yield from _texts(group)
    poetry = _table(tools, "poetry")
    groups = (_table(group, "dependencies") for group in _table(poetry, "group").values())
    for table in (_table(poetry, "dependencies"), *groups):
        for name, version in table.items():
            if name != "python":
                yield f"{name} {version if isinstance(version, str) else _table(table, name).get('version', '')}"


def _table(document: Any, name: str) -> dict[str, Any]:
    found = document.get(name) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def _texts(listed: Any) -> Iterator[str]:
    yield from (each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()


def _located(source: str, written: Iterable[str]) -> list[Requirement]:
    found: dict[tuple[str, str], Requirement] = {}
    for text in written:
        match = _REQUIREMENT.match(text)
        if match is not None:
            name, version = _normal(match[1]), match[2].strip().rstrip(",")
            found.setdefault((name, version), Requirement(name, version, *locate(source, match[1])))
    return list(found.values())

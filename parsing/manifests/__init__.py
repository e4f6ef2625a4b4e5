"""Manifests: files that are no code and decide what the code's imports mean, or say what a project depends on.

A manifest is read like code: a pure function of its bytes, kept by blob. Linkers ask for its items as they ask for any
other file's, `reads.item(path, name)`, so a change of an item links again whoever asked for it.
"""

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from graph.facts import Facts, Import, Item
from parsing.manifests import dotnet, golang, java, javascript, php, python, ruby, rust, swift
from parsing.manifests.reading import PACKAGE, Read


class Reader(NamedTuple):
    ecosystem: str  # the language that its dependencies are of
    read: Callable[[str], Read]
    names: Callable[[Mapping[str, Item]], Mapping[str, Mapping[str, str]]] | None = None  # what others find it by
    provides: str = ""  # the item that holds the name under which other projects depend on it, where that is read
    found: str = ""  # of a pattern: the namespace under which its files are found
    imported: bool = False  # imports of it begin with that name


READERS: Mapping[str, Reader] = {  # by the pattern of the file's name, which is its language in the store
    "*.csproj": Reader("csharp", dotnet.project, dotnet.names, provides=PACKAGE, found=dotnet.PROJECTS),
    "go.mod": Reader("go", golang.module, provides="module", imported=True),
    "go.work": Reader("go", golang.workspace),
    "package.json": Reader("javascript", javascript.package, javascript.names, provides="name", imported=True),
    "tsconfig*.json": Reader("typescript", javascript.configuration),
    "jsconfig*.json": Reader("javascript", javascript.configuration),
    "pom.xml": Reader("java", java.pom, provides=PACKAGE),
    "build.gradle": Reader("java", java.gradle, provides=PACKAGE),
    "build.gradle.kts": Reader("java", java.gradle, provides=PACKAGE),
    "*.sbt": Reader("scala", java.sbt),
    "Gemfile": Reader("ruby", ruby.gems),
    "*.gemspec": Reader("ruby", ruby.gems, ruby.names, provides=PACKAGE, found=ruby.GEMS),
    "Cargo.toml": Reader("rust", rust.package, rust.names, provides=PACKAGE),
    "Package.swift": Reader("swift", swift.package, swift.names),
    "composer.json": Reader("php", php.composer, php.names, provides=PACKAGE),
    "pyproject.toml": Reader("python", python.project, provides="name"),
    "setup.cfg": Reader("python", python.setup, provides="name"),
    "requirements*.txt": Reader("python", python.requirements),
}


def manifest_of(path: str) -> str:
    """The pattern that this file's name follows, '' where it is no manifest."""
    name = path.rpartition("/")[2]
    if name in READERS:
        return name
    return next((pattern for pattern in READERS if "*" in pattern and fnmatchcase(name, pattern)), "")


def read(manifest: str, source: bytes) -> tuple[Facts, dict[str, Item], bool]:
    """Facts (each dependency an import, its version the name), items, and whether something could not be read."""
    found = READERS[manifest].read(source.decode("utf-8", "replace"))
    imports = tuple(Import(0, name, version, line, column) for name, version, line, column in found.requirements)
    return Facts((), (), imports), {"": Item("manifest"), **found.items}, found.partial

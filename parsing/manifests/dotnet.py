"""MSBuild's project files: the packages that a C# project depends on, and the projects whose types it sees."""

from collections.abc import Mapping
from xml.parsers import expat

from graph.facts import Item
from parsing.manifests.reading import Read, Requirement, called, is_whole

PROJECTS, PROJECT = "csharp projects", "project"  # under which the files that are projects are found
USINGS = "usings"  # the namespaces that all files of a project use
_NAMES = frozenset({"PackageId", "AssemblyName"})
_PACKAGES = frozenset({"PackageReference", "PackageVersion"})


def project(source: str) -> Read:
    """References in the order of the file; the paths of other projects with slashes."""
    reader = _Project()
    whole = is_whole(source, reader)
    said = called(reader.said.get("PackageId"), reader.said.get("AssemblyName"))
    items = {PROJECT: Item(values=tuple(reader.references)), USINGS: Item(values=tuple(reader.usings)), **said}
    return Read(items, [each for each in reader.packages if each.name], not whole)


def names(items: Mapping[str, Item]) -> dict[str, dict[str, str]]:
    """What others find it by."""
    return {PROJECTS: {PROJECT: PROJECT}} if PROJECT in items else {}


class _Project:
    """Where the parser is."""

    def __init__(self) -> None:
        self.parser: expat.XMLParserType
        self.packages: list[Requirement] = []
        self.references: list[str] = []
        self.usings: list[str] = []
        self.said: dict[str, str] = {}
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        named = attributes.get("Include") or attributes.get("Update") or ""
        if name == "ProjectReference" and named:
            self.references.append(named.replace("\\", "/"))
        if name == "Using" and named and not {"Alias", "Static"} & attributes.keys():
            self.usings.append(named)
        if name in _PACKAGES:
            place = self.parser.CurrentLineNumber - 1, self.parser.CurrentColumnNumber
            self.packages.append(Requirement(named, attributes.get("Version", ""), *place))
        self._inside = name

    def text(self, text: str) -> None:
        if self._inside in _NAMES and "$" not in text:
            self.said.setdefault(self._inside, text.strip())
        if self._inside == "Version" and self.packages and not self.packages[-1].version:
            self.packages[-1] = self.packages[-1]._replace(version=text.strip())

    def end(self, name: str) -> None:  # noqa: ARG002 (the parser gives it)
        self._inside = ""

"""What a Java or Scala project depends on: pom.xml, Gradle's scripts and sbt's, as far as those say it in strings."""

import re
from xml.parsers import expat

from parsing.manifests.reading import Read, Requirement, called, is_whole

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_NOTATION = re.compile(r"\b\w+[ (]+(?:\w+\(\s*)?(['\"])([\w.-]+:[\w.-]+)(?::([^'\"\s]+))?\1")
_SAID = re.compile(
    r"^\s*(group|artifactId|archivesBaseName|archivesName)(?:\.set\(|\s*=|\s)\s*(['\"])([\w.-]+)\2", re.MULTILINE
)
_TRIPLE = re.compile(r'"([\w.-]+)"\s*%{1,3}\s*"([\w.-]+)"\s*%\s*(?:"([^"\s]+)")?')
_DEPENDENCY = "dependency"


def pom(source: str) -> Read:
    """Every `dependency`, also one that is only managed; names as `group:artifact`. What the project itself is called, its parent
    may say the group of.
    """
    reader = _Pom()
    whole = is_whole(source, reader)
    group, artifact = reader.said.get("groupId") or reader.said.get("parent groupId"), reader.said.get("artifactId")
    return Read(called(_coordinates(group, artifact)), reader.found, partial=not whole)


def _coordinates(group: str | None, artifact: str | None) -> str | None:
    return f"{group}:{artifact}" if group and artifact and "$" not in group + artifact else None


class _Pom:
    """Where the parser is."""

    def __init__(self) -> None:
        self.parser: expat.XMLParserType
        self.found: list[Requirement] = []
        self._path: list[str] = []
        self.said: dict[str, str] = {}  # of the project itself, and with `parent ` before it of its parent
        self._parts: dict[str, str] = {}
        self._place = 0, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 (the parser gives them)
        self._path.append(name)
        if name == _DEPENDENCY:
            self._parts = {}
            self._place = self.parser.CurrentLineNumber - 1, self.parser.CurrentColumnNumber

    def text(self, text: str) -> None:
        match self._path:
            case ["project", name]:
                self.said[name] = self.said.get(name, "") + text.strip()
            case ["project", "parent", name]:
                self.said[f"parent {name}"] = self.said.get(f"parent {name}", "") + text.strip()
        if len(self._path) > 1 and self._path[-2] == _DEPENDENCY:
            self._parts[self._path[-1]] = self._parts.get(self._path[-1], "") + text.strip()

    def end(self, name: str) -> None:
        self._path.pop()
        if name == _DEPENDENCY and {"groupId", "artifactId"} <= self._parts.keys():
            package = f"{self._parts['groupId']}:{self._parts['artifactId']}"
            self.found.append(Requirement(package, self._parts.get("version", ""), *self._place))


def gradle(source: str) -> Read:
    """`implementation 'group:name:version'`, in Groovy and Kotlin; what the project itself is called where it is said in strings."""
    text = _without_comments(source)
    found = [Requirement(each[2], each[3] or "", *_place(text, each.start(2))) for each in _NOTATION.finditer(text)]
    said = {
        match[1]: match[3] for match in reversed([*_SAID.finditer(text)])
    }  # the first counts: tasks have groups, too
    artifact = said.get("artifactId") or said.get("archivesBaseName") or said.get("archivesName")
    return Read(called(_coordinates(said.get("group"), artifact)), found)


def sbt(source: str) -> Read:
    """`"group" %% "name" % "version"`; that Scala's version belongs to the artifact's name is left out."""
    text = _without_comments(source)
    found = _TRIPLE.finditer(text)
    return Read(
        {}, [Requirement(f"{each[1]}:{each[2]}", each[3] or "", *_place(text, each.start(1))) for each in found]
    )


def _without_comments(source: str) -> str:
    return _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column in bytes, both from 0."""
    return text.count("\n", 0, at), len(text[text.rfind("\n", 0, at) + 1 : at].encode())

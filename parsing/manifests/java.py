"""What a Java or Scala project depends on: pom.xml, Gradle's scripts and sbt's, as far as those say it in strings."""

import re
from xml.parsers import expat

from parsing.manifests.reading import Read, Requirement, is_whole

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_NOTATION = re.compile(r"\b\w+[ (]+(?:\w+\(\s*)?(['\"])([\w.-]+:[\w.-]+)(?::([^'\"\s]+))?\1")
_TRIPLE = re.compile(r'"([\w.-]+)"\s*%{1,3}\s*"([\w.-]+)"\s*%\s*(?:"([^"\s]+)")?')
_DEPENDENCY = "dependency"


def pom(source: str) -> Read:
    """Every `dependency`, also one that is only managed; names as `group:artifact`."""
    reader = _Pom()
    whole = is_whole(source, reader)
    return Read({}, reader.found, partial=not whole)


class _Pom:
    """Where the parser is."""

    def __init__(self) -> None:
        self.parser: expat.XMLParserType
        self.found: list[Requirement] = []
        self._path: list[str] = []
        self._parts: dict[str, str] = {}
        self._place = 0, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 (the parser gives them)
        self._path.append(name)
        if name == _DEPENDENCY:
            self._parts = {}
            self._place = self.parser.CurrentLineNumber - 1, self.parser.CurrentColumnNumber

    def text(self, text: str) -> None:
        if len(self._path) > 1 and self._path[-2] == _DEPENDENCY:
            self._parts[self._path[-1]] = self._parts.get(self._path[-1], "") + text.strip()

    def end(self, name: str) -> None:
        self._path.pop()
        if name == _DEPENDENCY and {"groupId", "artifactId"} <= self._parts.keys():
            package = f"{self._parts['groupId']}:{self._parts['artifactId']}"
            self.found.append(Requirement(package, self._parts.get("version", ""), *self._place))


def gradle(source: str) -> Read:
    """`implementation 'group:name:version'`, in Groovy and Kotlin."""
    text = _without_comments(source)
    return Read(
        {}, [Requirement(each[2], each[3] or "", *_place(text, each.start(2))) for each in _NOTATION.finditer(text)]
    )


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

"""`.gitattributes`, as far as linguist's two attributes are concerned. Patterns are those of git: unlike in
`.gitignore`, one that matches a directory does not apply to the files in it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

NAMES = {"linguist-vendored": "vendored", "linguist-generated": "generated"}
_THROUGH_DIRECTORY = "ps_d"  # the regex group by which pathspec marks a match of a directory above


class Line(NamedTuple):
    pattern: GitIgnoreSpecPattern
    told: dict[str, bool | None]  # rule -> whether it holds; None: `!attribute`, as if never mentioned

    def matches(self, path: str) -> bool:
        found = self.pattern.match_file(path)
        return found is not None and found.match.groupdict().get(_THROUGH_DIRECTORY) is None


class Attributes:
    """One `.gitattributes` file."""

    def __init__(self, content: bytes) -> None:
        self._lines = list(_lines(content.decode("utf-8", "surrogateescape")))

    def told(self, path: str, rule: str) -> bool | None:
        """What the last matching line says of a path below this file's directory; None if none mentions the rule."""
        found = (line.told[rule] for line in reversed(self._lines) if rule in line.told and line.matches(path))
        return next(found, None)


def _lines(text: str) -> Iterator[Line]:
    for line in text.splitlines():
        pattern, words = _split(line.strip(" \t\r"))
        told = dict(filter(None, map(_told, words)))
        if told and pattern and not pattern.startswith(("!", "[attr]")):
            try:
                yield Line(GitIgnoreSpecPattern(pattern), told)
            except GitIgnorePatternError:
                continue  # git ignores an invalid pattern, too


def _split(line: str) -> tuple[str, list[str]]:
    """The pattern, which may stand in quotes, and the attributes."""
    if line.startswith("#") or not line:
        return "", []
    if line.startswith('"') and '"' in line[1:]:
        pattern, _, rest = line[1:].partition('"')
        return pattern, rest.split()
    pattern, *words = line.split()
    return pattern, words


def _told(word: str) -> tuple[str, bool | None] | None:
    """The rule of an attribute, `x`, `-x`, `x=false` or `!x`, and whether it holds; None if no rule has its name."""
    name, _, value = word.lstrip("-!").partition("=")
    if name not in NAMES:
        return None
    if word.startswith("!"):
        return NAMES[name], None
    return NAMES[name], not word.startswith("-") and value.lower() != "false"

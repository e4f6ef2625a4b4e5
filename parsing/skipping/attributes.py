"""`.gitattributes`, as far as linguist's two attributes go. Patterns are those of git: unlike in `.gitignore`, one that
matches a directory says nothing of the files in it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

NAMES = {"linguist-vendored": "vendored", "linguist-generated": "generated"}
_THROUGH_DIRECTORY = "ps_d"  # the group in which pathspec notes that a directory above matched


class Line(NamedTuple):
    pattern: GitIgnoreSpecPattern
    told: dict[str, bool | None]  # rule -> whether it holds; None: nothing is said after all

    def matches(self, path: str) -> bool:
        found = self.pattern.match_file(path)
        return found is not None and found.match.groupdict().get(_THROUGH_DIRECTORY) is None


class Attributes:
    """One file of them."""

    def __init__(self, content: bytes) -> None:
        self._lines = list(_lines(content.decode("utf-8", "surrogateescape")))

    def told(self, path: str, rule: str) -> bool | None:
        """What the last line that matches says of a path below this file's directory; None where none speaks of the rule."""
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
                continue  # git, too, passes over what is no pattern


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
    """`x`, `-x`, `x=false` or `!x`, of the attributes that are rules."""
    name, _, value = word.lstrip("-!").partition("=")
    if name not in NAMES:
        return None
    if word.startswith("!"):
        return NAMES[name], None
    return NAMES[name], not word.startswith("-") and value.lower() != "false"

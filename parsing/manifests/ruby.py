"""What a Ruby project depends on: Gemfile and gemspecs, as far as those say it in a string."""

import re
from collections.abc import Mapping

from graph.facts import Item
from parsing.manifests.reading import Read, Requirement, called

GEMS = "ruby gems"  # the namespace of gemspecs: beside each lies the `lib` that its code begins in
_COMMENT = re.compile(r"^\s*#[^\n]*", re.MULTILINE)
_NAME = re.compile(r"""\.name\s*=\s*(['"])([\w.-]+)\1""")
_REQUIRED = re.compile(
    r"""\b(?:gem|add_dependency|add_runtime_dependency|add_development_dependency)[ (]+(['"])([\w.-]+)\1"""
    r"""(?:\s*,\s*(['"])([^'"\n]+)\3)?"""
)


def gems(source: str) -> Read:
    """`gem "name", "version"`, and what a gemspec adds and is called."""
    text = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    found = []
    for match in _REQUIRED.finditer(text):
        start = text.rfind("\n", 0, match.start(2)) + 1
        place = text.count("\n", 0, match.start(2)), len(text[start : match.start(2)].encode())
        found.append(Requirement(match[2], match[4] or "", *place))
    name = _NAME.search(text)
    return Read(called(name and name[2]), found)


def names(_: Mapping[str, Item]) -> dict[str, dict[str, str]]:
    """A gemspec is found by where it lies."""
    return {GEMS: {}}

"""What the names of files and definitions say by the conventions of the languages: tests, and what nobody calls by name."""

import re
from typing import Final

from graph.kinds import NodeKind
from graph.model import Node

_TEST_PATH: Final = re.compile(
    r"(^|/)(tests?|testing|__tests__|spec|specs)/|(^|/)(test_[^/]*|conftest)\.py$|_test\.(py|go)$"
    r"|\.(test|spec)\.[cm]?[jt]sx?$|(^|/)[^/]*(Test|Tests|IT)\.java$|(^|/)Test[A-Z][^/]*\.java$"
    r"|(^|/)[^/]*Tests?\.(cs|php)$|(^|/)(?:[^/]*\.)?Tests?/",
)
_TEST_NAME: Final = re.compile(r"(test|Test|Benchmark|Example|Fuzz)([_A-Z0-9].*)?")
_CALLED_BY_OTHERS: Final = re.compile(
    r"__\w+|main|Main|init|constructor|setup|teardown|set[Uu]p\w*|tear[Dd]own\w*|visit_\w+|do_[A-Z]+"
)


def is_test(path: str) -> bool:
    """Whether a file holds tests."""
    return bool(_TEST_PATH.search(path))


def entry_point(node: Node) -> str:
    """Why something outside the graph may call this definition though nothing in the graph does; '' where nothing says so."""
    if is_test(node.path):
        return "test"
    if node.attributes.get("decorators"):
        return "decorated"
    if node.kind in {NodeKind.FUNCTION, NodeKind.METHOD} and _CALLED_BY_OTHERS.fullmatch(node.name):
        return "called by convention"
    return "test" if _TEST_NAME.fullmatch(node.name) and node.kind is not NodeKind.CLASS else ""

"""What the names of files and definitions imply by each language's conventions: which are tests, which are called by a
framework or runtime, and which are public.
"""

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
_HIDDEN_NAME: Final = re.compile(r"(?:^|[./:\\])(?:_(?!_\w+__$)|#)")
_HIDDEN_WORD: Final = re.compile(r"[^(]*\b(?:private|protected|internal|fileprivate)\b")


def is_test(path: str) -> bool:
    """Whether a file holds tests."""
    return bool(_TEST_PATH.search(path))


def entry_point(node: Node) -> str:
    """Why this definition may be called from outside the graph if nothing inside calls it; '' for no such reason."""
    if is_test(node.path):
        return "test"
    if node.attributes.get("decorators"):
        return "decorated"
    if node.kind in {NodeKind.FUNCTION, NodeKind.METHOD} and _CALLED_BY_OTHERS.fullmatch(node.name):
        return "called by convention"
    return "test" if _TEST_NAME.fullmatch(node.name) and node.kind is not NodeKind.CLASS else ""


def public(node: Node) -> bool:
    """Whether a definition is meant for use outside its own file or package, judging by its name and header."""
    header = str(node.attributes.get("signature") or "")
    if is_test(node.path) or _HIDDEN_NAME.search(node.qualified_name) or _HIDDEN_WORD.match(header):
        return False
    if node.language == "go":
        return node.name[:1].isupper()
    return node.language != "rust" or not header or header.startswith("pub ")

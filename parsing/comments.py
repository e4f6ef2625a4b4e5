"""Doc comments: documentation in comments above what it documents."""

import re

from tree_sitter import Node

from parsing.expressions import Expressions

LONGEST = 2000  # characters kept
LINES = 200
_COMMENTS = frozenset({"comment", "line_comment", "block_comment"})
_MARKS = re.compile(r"^\s*(?:///?!?|/\*\*?|\*(?!/))? ?|\s*\*/\s*$")


def above(expressions: Expressions, node: Node) -> str:
    """The text of the comments that end on the line before a definition; for the root, before the file's first node.

    In a group (`type ( ... )`) these are the definition's own comments; for a definition that is all its statement
    holds, the statement's.
    """
    at = _statement(node)
    lines: list[str] = []
    below, previous = at.start_point[0], at.prev_named_sibling
    while previous is not None and previous.type in _COMMENTS and len(lines) < LINES:
        if previous.end_point[0] != below - 1 and not (previous.end_point[1] == 0 and previous.end_point[0] == below):
            break
        lines[:0] = expressions.text(previous).splitlines()
        below, previous = previous.start_point[0], previous.prev_named_sibling
    return "\n".join(_MARKS.sub("", line) for line in lines).strip()[:LONGEST]


def _statement(node: Node) -> Node:
    """The node that the comments precede."""
    if node.parent is None:
        return next((child for child in node.named_children if child.type not in _COMMENTS), node)
    current = node
    while (
        current.parent is not None
        and current.parent.parent is not None
        and current.parent.start_point[0] == current.start_point[0]
    ):
        current = current.parent
    return current

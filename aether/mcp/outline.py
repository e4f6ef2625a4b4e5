"""An outline of a repository within a budget of tokens: its most used definitions with signatures, by file."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from graph.kinds import NodeKind
from store.outline import Used

CHARACTERS: Final = 4  # per token, roughly
_PLACES: Final = frozenset({NodeKind.MODULE, NodeKind.FILE, NodeKind.PACKAGE, NodeKind.FOLDER, NodeKind.PROJECT})


def outline(found: Sequence[Used], tokens: int) -> str:
    """`found`: the most used first. Definitions are taken in that order within the budget, and shown by file and line."""
    room, taken = tokens * CHARACTERS, list[Used]()
    files: set[str] = set()
    wanted = [each for each in found if each.node.kind not in _PLACES]
    for each in wanted:
        cost = len(_line(each)) + 1 + (0 if each.node.path in files else len(each.node.path) + 2)
        if cost > room:
            break
        room -= cost
        files.add(each.node.path)
        taken.append(each)
    left = len(wanted) - len(taken)
    return "\n".join([*_by_file(taken), *([f"left out: {left} definitions that are used less"] if left else [])])


def _by_file(taken: Sequence[Used]) -> list[str]:
    files: defaultdict[str, list[Used]] = defaultdict(list)
    for each in taken:
        files[each.node.path].append(each)
    told = []
    for path in sorted(files, key=lambda path: (-sum(each.uses for each in files[path]), path)):
        told += [f"{path}:", *map(_line, sorted(files[path], key=lambda each: each.node.start_line))]
    return told


def _line(used: Used) -> str:
    node = used.node
    said = str(node.attributes.get("signature") or f"{node.kind} {node.name}")
    inside = "  " if node.kind in {NodeKind.METHOD, NodeKind.FIELD, NodeKind.ENUM_MEMBER} else ""
    return f"  {inside}{node.start_line} {said} ({used.uses} uses)"

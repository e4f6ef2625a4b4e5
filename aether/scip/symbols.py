"""SCIP symbols of definitions: a scheme, a package, and one descriptor per enclosing definition."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from graph.kinds import EdgeKind, NodeKind
from graph.model import Edge, Node

_SIMPLE: Final = re.compile(r"[A-Za-z0-9_+$-]+")
_OUTSIDE: Final = frozenset({NodeKind.EXTERNAL_MODULE, NodeKind.EXTERNAL_PACKAGE})
_TYPES: Final = frozenset({
    NodeKind.CLASS, NodeKind.INTERFACE, NodeKind.TRAIT, NodeKind.STRUCT, NodeKind.ENUM, NodeKind.UNION, NodeKind.TYPE_ALIAS,
})  # fmt: skip
_CALLED: Final = frozenset({NodeKind.FUNCTION, NodeKind.METHOD})
# SymbolInformation.Kind of scip.proto
KINDS: Final = {
    NodeKind.FILE: 16, NodeKind.MODULE: 29, NodeKind.PACKAGE: 35, NodeKind.CLASS: 7, NodeKind.INTERFACE: 21, NodeKind.TRAIT: 53,
    NodeKind.STRUCT: 49, NodeKind.ENUM: 11, NodeKind.ENUM_MEMBER: 12, NodeKind.UNION: 59, NodeKind.TYPE_ALIAS: 55,
    NodeKind.FUNCTION: 17, NodeKind.METHOD: 26, NodeKind.FIELD: 15, NodeKind.CONSTANT: 8, NodeKind.VARIABLE: 61,
    NodeKind.EXTERNAL_MODULE: 29, NodeKind.EXTERNAL_PACKAGE: 35,
}  # fmt: skip


def symbols(repo: str, nodes: Mapping[int, Node], edges: Iterable[Edge]) -> dict[int, str]:
    """The symbols of all nodes that have one. Equally named definitions of a file are distinguished by their order in it."""
    parents = {edge.target: edge.source for edge in edges if edge.kind is EdgeKind.DEFINES}
    found: dict[int, str] = {}
    for node in nodes.values():
        if node.kind in _OUTSIDE:
            found[node.id] = f"aether . {_spaced(node.name or node.qualified_name)} . {_name(node.qualified_name)}/"
        elif node.kind in KINDS:
            found[node.id] = f"aether . {_spaced(repo)} . {_name(node.path)}/{_below(node, nodes, parents)}"
    return _unique(found, nodes)


def _below(node: Node, nodes: Mapping[int, Node], parents: Mapping[int, int]) -> str:
    """The descriptors below the file's. A module is its file's code and shares the file's descriptor."""
    way: list[Node] = []
    here: Node | None = node
    while here is not None and here.kind not in {NodeKind.MODULE, NodeKind.FILE, NodeKind.PACKAGE} and here not in way:
        way.append(here)
        here = nodes.get(parents.get(here.id, 0))
    end = {NodeKind.MODULE: "__module__:", NodeKind.FILE: "__file__:"}.get(node.kind, "")
    return "".join(_descriptor(each) for each in reversed(way)) + end


def _descriptor(node: Node) -> str:
    if node.kind in _TYPES:
        return f"{_name(node.name)}#"
    return f"{_name(node.name)}()." if node.kind in _CALLED else f"{_name(node.name)}."


def _unique(found: dict[int, str], nodes: Mapping[int, Node]) -> dict[int, str]:
    met: Counter[str] = Counter()
    for node in sorted((nodes[each] for each in found), key=lambda node: (node.path, node.start_line, node.id)):
        symbol = found[node.id]
        number = met[symbol]
        met[symbol] += 1
        if number and symbol.endswith("()."):
            found[node.id] = f"{symbol.removesuffix('().')}(+{number})."
        elif number:
            found[node.id] = f"{symbol}+{number}:"
    return found


def _name(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else "`" + (text or ".").replace("`", "``") + "`"


def _spaced(text: str) -> str:
    return text.replace(" ", "  ") or "."

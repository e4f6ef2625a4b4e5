"""Small graphs for tests: files that define functions which call each other."""

from collections.abc import Sequence
from typing import cast

from graph import identity
from graph.delta import Delta, Owner
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.model import Edge, Node

BLOB = "ab" * 20


def function(path: str, name: str, line: int = 1, **attributes: object) -> Node:
    identifier = identity.node_id(path, NodeKind.FUNCTION, name)
    qualified = f"{path.removesuffix('.py').replace('/', '.')}.{name}"
    return Node(identifier, NodeKind.FUNCTION, name, qualified, path, "python", line, line + 3, line, attributes)


def external(name: str) -> Node:
    identifier = identity.node_id("", NodeKind.EXTERNAL_MODULE, name)
    return Node(identifier, NodeKind.EXTERNAL_MODULE, name, name, "", "python", 0, 0, 0, {})


def call(source: Node, target: Node, *sites: tuple[int, int], kind: EdgeKind = EdgeKind.CALLS) -> Edge:
    return Edge(kind, source.id, target.id, source.path, Resolution.EXACT, source.id, sites or ((1, 4),))


def owner(path: str, trace: Sequence[int] = (), reads: Sequence[str] = (), **flags: object) -> Owner:
    skipped, partial, provides = str(flags.get("skipped", "")), bool(flags.get("partial")), flags.get("provides", ())
    read = [identity.owner_id(each) for each in reads]
    return Owner(path, BLOB, 0o100644, "python", skipped, partial, trace, read, cast("Sequence[int]", provides))


def delta(
    commit: str,
    owners: Sequence[Owner],
    nodes: Sequence[Node] = (),
    edges: Sequence[Edge] = (),
    removed: Sequence[str] = (),
    *,
    whole: bool = False,
) -> Delta:
    return Delta(commit * 40, owners, removed, nodes, edges, whole)

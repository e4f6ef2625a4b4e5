"""Nodes and edges as the linker makes and the store keeps them. Tuples: a repository can have a million of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graph.kinds import EdgeKind, NodeKind, Resolution


class Node(NamedTuple):
    id: int
    kind: NodeKind
    name: str
    qualified_name: str  # in the language's own notation: `package.module.Class.method`
    path: str  # the file or directory that owns the node; '' for the project and for external nodes
    language: str  # '' if none applies
    start_line: int  # 1-based; 0 if it has none (directories, external nodes)
    end_line: int
    first_line: int  # the first decorator's line; start_line if undecorated
    attributes: Mapping[str, Any]  # JSON: signature, docstring, decorators, partial, skipped, ...

    @property
    def place(self) -> str:
        """For display: `path:line`."""
        return f"{self.path}:{self.start_line}" if self.start_line else self.path or "outside the repository"


class Edge(NamedTuple):
    kind: EdgeKind
    source: int
    target: int
    path: str  # the file (or directory) that owns the edge and contains its sites
    resolution: Resolution
    scope: int  # the definition that contains the sites; the same as the source, except for callbacks
    sites: tuple[tuple[int, int], ...]  # (line minus the scope's start_line, column in bytes), sorted, unique

"""The input of a publish: the full new content of every relinked file, and which files are gone."""

from collections.abc import Sequence
from typing import NamedTuple

from graph.model import Edge, Node


class Miss(NamedTuple):
    """An unresolved reference. Its position is relative to its scope's node.

    reason: name (no such name), import (no such module, or no such name in it), parameter (its type is unknown), value
    (a name in the file that is bound to something unknown), base (no base class has it), member (no such attribute),
    dynamic (no such attribute, but the class answers for any), result (the call's return type is unknown), element
    (the container's element type is unknown), expression (the syntax is not understood), budget (the step budget ran
    out).
    """

    scope: int  # node id
    line: int  # counted from the scope's start_line
    column: int
    kind: str  # of the reference
    expression: str  # up to and including the part that is unknown
    reason: str


class Owner(NamedTuple):
    """A file or directory as it is at the new commit: the unit that owns nodes, edges and one trace."""

    path: str
    blob: str  # '' for a directory
    mode: int  # 0 for a directory
    language: str  # '' if no language reads it
    skipped: str  # the rule that excluded it, '' if none did
    partial: bool  # it contains a syntax error; what parsed is kept
    trace: Sequence[int]  # keys of every read made while linking it, failed reads included
    reads: Sequence[int]  # owner ids of the files whose interfaces it read: the next link prefetches them
    provides: Sequence[int] = ()  # keys of the namespaces it adds names to
    unresolved: Sequence[Miss] = ()


class Delta(NamedTuple):
    """`nodes` and `edges` are the complete new content of `owners`; the store works out what differs from the old."""

    commit: str
    owners: Sequence[Owner]
    removed: Sequence[str]  # paths of owners that are gone
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    whole: bool  # a full index: any owner not named here is gone too


class Published(NamedTuple):
    """Rows the publish changed, and the size of the graph afterwards."""

    nodes_created: int
    nodes_updated: int
    nodes_deleted: int
    edges_created: int
    edges_updated: int
    edges_deleted: int
    nodes_total: int
    edges_total: int

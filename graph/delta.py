"""What a publish moves: everything the relinked files now say, and which files are gone."""

from collections.abc import Sequence
from typing import NamedTuple

from graph.model import Edge, Node


class Miss(NamedTuple):
    """A reference that led nowhere; its place is that of its scope's node.

    reason: name (no such name), import (no such module, or no such name in it), parameter (nothing says what it is),
    value (a name of the file that is bound to something unknown), base (no base class has it), member (no such attribute),
    dynamic (no such attribute, but the class answers for any), result (what a call gives is unknown), element (what a
    container holds is unknown), expression (what the syntax says is unknown), budget (the evaluation was given up).
    """

    scope: int  # node id
    line: int  # counted from the scope's start_line
    column: int
    kind: str  # of the reference
    expression: str  # up to and with the part that is unknown
    reason: str


class Owner(NamedTuple):
    """A file or directory as it is at the new commit: the unit that owns nodes, edges and one trace."""

    path: str
    blob: str  # '' for a directory
    mode: int  # 0 for a directory
    language: str  # '' where no language reads it
    skipped: str  # the rule that left it out, '' where none did
    partial: bool  # a syntax error was met; what parsed is kept
    trace: Sequence[int]  # keys of every read its link made, failed reads too
    reads: Sequence[int]  # owner ids of the files whose interfaces it read: what the next link will prefetch
    provides: Sequence[int] = ()  # keys of the namespaces that it adds names to
    unresolved: Sequence[Miss] = ()


class Delta(NamedTuple):
    """`nodes` and `edges` are all that `owners` now say: the store finds the difference from what they said before."""

    commit: str
    owners: Sequence[Owner]
    removed: Sequence[str]  # paths of owners that are gone
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    whole: bool  # a full index: owners that are not named are gone too


class Published(NamedTuple):
    """Rows the publish touched, and what the graph holds now."""

    nodes_created: int
    nodes_updated: int
    nodes_deleted: int
    edges_created: int
    edges_updated: int
    edges_deleted: int
    nodes_total: int
    edges_total: int

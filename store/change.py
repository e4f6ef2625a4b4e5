"""What a push changed: the types of `ChangeReader`'s answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from graph.model import Node
from store.model import Freshness, Reached, Site


class About(NamedTuple):
    """Which change this is."""

    from_commit: str
    to_commit: str | None  # None: a supposed change that is in no commit
    published_at: (
        datetime | None
    )  # when the later commit was published; None if it was not, or the two commits are the same
    pushes: int


class FileChange(NamedTuple):
    path: str
    how: str  # added | removed | changed


class NodeChange(NamedTuple):
    before: Node
    after: Node
    aspects: Sequence[str]  # signature, decorators, docstring, body, name, ...; `lines` if it only moved


class Rebound(NamedTuple):
    """The same place in the same definition now resolves to another target, or with another resolution."""

    before: Site
    after: Site


class Lost(NamedTuple):
    """A reference that is unresolved now, and before was either resolved or not there."""

    path: str
    line: int
    scope: int  # node id
    kind: str
    expression: str
    reason: str
    was: int | None  # the node it resolved to before


class Change(NamedTuple):
    """From one published commit of a branch to another. `nodes` has every node whose id appears here, in its newest known
    state. Nodes and sites of the earlier commit carry that commit's line numbers.
    """

    about: About
    files: Sequence[FileChange]
    nodes_added: Sequence[Node]
    nodes_removed: Sequence[Node]
    nodes_changed: Sequence[NodeChange]
    nodes_moved: Sequence[NodeChange]
    edges_added: Sequence[Site]
    edges_removed: Sequence[Site]
    edges_rebound: Sequence[Rebound]
    edges_moved: int  # same source and target, but on other lines of their definition
    affected: Sequence[Reached]  # callers of definitions that were removed or changed their signature, nearest first
    lost: Sequence[Lost]
    found: int  # references that were unresolved before and no longer are
    cycles: Sequence[Sequence[int]]  # import cycles: each module imports the next, the last imports the first
    tests: Sequence[Reached]  # tests that reach what changed, nearest first; depth 0: the test itself is new or changed
    left_out: Sequence[str]  # for people: what a limit left out
    nodes: Mapping[int, Node]
    freshness: Freshness

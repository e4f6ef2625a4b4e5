"""What a push changed, as an answer: the words of `ChangeReader`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from graph.model import Node
from store.model import Freshness, Reached, Site


class About(NamedTuple):
    """Which change is meant."""

    from_commit: str
    to_commit: str | None  # None: what files would make of it that no commit has
    published_at: (
        datetime | None
    )  # when the later of the two was published; None where they are the same, or it was not
    pushes: int


class FileChange(NamedTuple):
    path: str
    how: str  # added | removed | changed


class NodeChange(NamedTuple):
    before: Node
    after: Node
    aspects: Sequence[str]  # signature, decorators, docstring, name, ...; `lines` where it only stands elsewhere


class Rebound(NamedTuple):
    """The same place in the same definition leads elsewhere, or by another resolution."""

    before: Site
    after: Site


class Lost(NamedTuple):
    """A reference that leads nowhere now and did not stand, or led somewhere, before."""

    path: str
    line: int
    scope: int  # node id
    kind: str
    expression: str
    reason: str
    was: int | None  # the node it led to before


class Change(NamedTuple):
    """From one published commit of a branch to another. `nodes` names every node that an id in here means, as it was last
    known; nodes and edges of sites before carry the lines of the earlier commit.
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
    edges_moved: int  # that stand on other lines of their definition, and lead where they led
    affected: Sequence[Reached]  # callers of what was removed or has another signature, nearest first
    lost: Sequence[Lost]
    found: int  # references that led nowhere before and do not any more
    cycles: Sequence[Sequence[int]]  # of imports: modules, each imports the next and the last the first
    tests: Sequence[Reached]  # that reach what changed, nearest first; depth 0: it is itself new or changed
    left_out: Sequence[str]  # what a bound kept out, to a person
    nodes: Mapping[int, Node]
    freshness: Freshness

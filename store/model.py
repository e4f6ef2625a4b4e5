"""What the store hands out. Secrets are kept out of every repr."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Generic, NamedTuple, TypeVar

from graph.model import Node

T = TypeVar("T")


class Scope(NamedTuple):
    """What a caller may see: one tenant's rows, all of them or those of some repositories."""

    tenant_id: int
    repositories: frozenset[int] | None = None  # None: every repository of the tenant


def tenant_of(within: int | Scope) -> int:
    return within.tenant_id if isinstance(within, Scope) else within


class Graph(NamedTuple):
    """The graph of one branch of one repository of one tenant."""

    tenant_id: int
    graph_id: int


class Standing(NamedTuple):
    """Which graph a branch has, as whoever links over it must know it."""

    graph: Graph
    repository_id: int
    commit: str
    version: str  # of extractor and linker
    freshness: "Freshness"


LOST: Final = "lost"


class Credential(NamedTuple):
    kind: str  # token | deploy-key | github-app, or LOST: AETHER_ENCRYPTION_KEYS no longer holds the key that sealed it
    value: str

    def __repr__(self) -> str:
        return f"Credential({self.kind})"


class Claim(NamedTuple):
    """The right to index one branch, until the lease ends or another claim raises the fence."""

    run_id: str
    tenant_id: int
    tenant: str
    repository_id: int
    repo: str
    graph_id: int
    branch: str  # 'HEAD' where neither the request nor the repository named one
    fence: int
    seq: int
    attempt: int  # from 1
    indexed_seq: int | None  # the newest request that is in the graph
    indexed_commit: str | None
    wanted_commit: str | None  # a hint of the event; None where several came since the last publish
    wanted_from: str | None  # what it says the branch was until then
    full: bool
    version: str  # of extractor and linker at the last publish
    default_branch: str | None
    source: str | None  # a local path or URL; None where a hook says where to clone from
    path: str | None  # owner/name at the forge
    forge: str | None
    base_url: str | None
    credential: Credential | None
    pinned: str | None  # the commit that an operator named, in place of what the branch is at
    forge_id: str | None = None  # the forge's number of the repository
    complete: bool = True  # no file had to be left out by accident at the last publish

    @property
    def graph(self) -> Graph:
        return Graph(self.tenant_id, self.graph_id)


class Due(NamedTuple):
    run_id: str
    tenant_id: int
    tenant: str
    repo: str
    queue: str  # push | bulk


class QueueAge(NamedTuple):
    """What waits for a worker in one queue."""

    queue: str
    branches: int
    seconds: float  # that the oldest has waited; 0 where nothing waits


class TaskState(StrEnum):
    PENDING = "PENDING"
    PROGRESS = "PROGRESS"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    RETRY = "RETRY"


class RunStatus(NamedTuple):
    state: TaskState
    info: Mapping[str, Any]  # {"status": text, "progress": 0..100, ...}
    result: Mapping[str, Any] | None


class RunRow(NamedTuple):
    """A run in a list."""

    run_id: str
    repo: str
    branch: str
    trigger: str
    state: str  # queued | running | succeeded | failed | coalesced
    leader: str | None
    stage: str
    percent: int
    files_done: int | None
    files_known: int | None
    attempt: int
    error_code: str | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class BlobFacts(NamedTuple):
    """What one blob says, as the extractor wrote it."""

    facts: bytes
    interface: bytes
    partial: bool
    quarantined: str = ""  # the accident that befell whoever read it


class Tally(NamedTuple):
    """The files of a graph."""

    files: int
    skipped: Mapping[str, int]  # rule -> files it left out
    partial: int
    languages: Mapping[str, int]  # files that were read


class StoredOwner(NamedTuple):
    """A file or directory as the graph knows it."""

    path: str
    blob: str  # '' for a directory
    mode: int
    language: str
    skipped: str
    partial: bool


class Flaw(NamedTuple):
    """A file that an answer cannot speak for, or not wholly."""

    path: str
    reason: str  # partial, the rule that left it out, or the accident that befell whoever read it


class Freshness(NamedTuple):
    """How true an answer is to the newest push."""

    branch: str
    indexed_commit: str
    indexed_at: datetime
    newest_commit: str | None
    lag_seconds: float  # since the newest commit that is not indexed was seen; 0 where there is none
    complete: bool
    files_skipped: int  # of the whole graph
    files_partial: int
    flaws: Sequence[Flaw] = ()  # the files among them that could change this very answer
    flaws_left_out: int = 0  # further ones


class Site(NamedTuple):
    """An edge as a person reads it: the lines are those of the file."""

    kind: str
    source: int
    target: int
    path: str
    resolution: str
    scope: int
    sites: tuple[tuple[int, int], ...]


class Reached(NamedTuple):
    node: Node
    depth: int
    edges: Sequence[Site]  # that lead from or to the nodes one step nearer


class Unresolved(NamedTuple):
    """A reference that leads nowhere, with the file's own lines; graph/delta.py says the reasons."""

    path: str
    scope: str  # qualified name
    line: int
    column: int
    kind: str
    expression: str
    reason: str


class Answer(NamedTuple, Generic[T]):
    items: Sequence[T]
    left_out: str  # to a person: what a bound kept out of the answer; '' where it is whole
    freshness: Freshness
    start: Node | None = None  # the node that was asked about
    next: str | None = None  # the key of the next page, for a question that has pages

    @property
    def cut(self) -> bool:
        return bool(self.left_out)


class Header(NamedTuple):
    """The first line of an export."""

    tenant: str
    repo: str
    branch: str
    commit: str
    complete: bool

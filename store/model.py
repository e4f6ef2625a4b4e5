"""The types the store returns. No repr contains a secret."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Generic, NamedTuple, TypeVar

from graph.model import Node

T = TypeVar("T")


class Scope(NamedTuple):
    """What a caller may see: one tenant's rows, possibly only those of some repositories."""

    tenant_id: int
    repositories: frozenset[int] | None = None  # None: every repository of the tenant


def tenant_of(within: int | Scope) -> int:
    return within.tenant_id if isinstance(within, Scope) else within


class Graph(NamedTuple):
    """The graph of one branch of one repository of one tenant."""

    tenant_id: int
    graph_id: int


class Standing(NamedTuple):
    """A branch's current graph, as needed to link against it."""

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
    indexed_seq: int | None  # the sequence number of the newest request included in the graph
    indexed_commit: str | None
    wanted_commit: str | None  # a hint from the event; None if several events came since the last publish
    wanted_from: str | None  # where the branch was before, according to the event
    full: bool
    version: str  # of extractor and linker at the last publish
    default_branch: str | None
    source: str | None  # a local path or URL; None if a hook says where to clone from
    path: str | None  # owner/name at the forge
    forge: str | None
    base_url: str | None
    credential: Credential | None
    pinned: str | None  # a commit chosen by an operator instead of the branch's head
    forge_id: str | None = None  # the forge's numeric id of the repository
    complete: bool = True  # no accident kept a file out of the last publish

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
    """Branches waiting for a worker in one queue."""

    queue: str
    branches: int
    seconds: float  # how long the oldest has waited; 0 if none is waiting


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
    """One blob's facts as the extractor serialised them."""

    facts: bytes
    interface: bytes
    partial: bool
    quarantined: str = ""  # the accident that reading it caused: a crash, a timeout


class Tally(NamedTuple):
    """Counts of a graph's files."""

    files: int
    skipped: Mapping[str, int]  # rule -> files it excluded
    partial: int
    languages: Mapping[str, int]  # language -> files parsed


class StoredOwner(NamedTuple):
    """A file or directory as stored with the graph."""

    path: str
    blob: str  # '' for a directory
    mode: int
    language: str
    skipped: str
    partial: bool


class Flaw(NamedTuple):
    """A file that an answer does not cover, or only in part."""

    path: str
    reason: str  # partial, the rule that excluded it, or the accident that reading it caused


class Freshness(NamedTuple):
    """How up to date and complete an answer is."""

    branch: str
    indexed_commit: str
    indexed_at: datetime
    newest_commit: str | None
    lag_seconds: float  # since the newest commit was seen, while it is not indexed; else 0
    complete: bool
    files_skipped: int  # in the whole graph
    files_partial: int
    flaws: Sequence[Flaw] = ()  # those files that could change this particular answer
    flaws_left_out: int = 0  # how many more there are


class Site(NamedTuple):
    """An edge with absolute line numbers, for display."""

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
    edges: Sequence[Site]  # the edges that connect it with nodes one step nearer


class Unresolved(NamedTuple):
    """An unresolved reference, with absolute line numbers; `graph.delta.Miss` lists the reasons."""

    path: str
    scope: str  # qualified name
    line: int
    column: int
    kind: str
    expression: str
    reason: str


class Answer(NamedTuple, Generic[T]):
    items: Sequence[T]
    left_out: str  # for people: what a limit kept out of the answer; '' if it is complete
    freshness: Freshness
    start: Node | None = None  # the node that was asked about
    next: str | None = None  # the key of the next page, for paged queries

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

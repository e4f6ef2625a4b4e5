"""The context of one run: its claim, its tools, and how it reports progress."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import parsing
from graph.delta import Published
from mirror import Mirror, Remote
from parsing import skipping
from store.catalogue import Catalogue
from store.chunks import Chunks
from store.graph_store import PostgresGraphStore
from store.model import Claim
from store.runs import Runs
from tasks import metrics
from tasks.heartbeat import Lease
from tasks.parser import Parser

Call = Callable[[str, int], None]  # asks for that many helpers for a run; none need come


class Report(Protocol):
    """Reports progress: a status for people, percent from 0 to 100, files done of files known."""

    def __call__(self, status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None: ...


class Limits(NamedTuple):
    """Limits on files, and on how much one worker does alone. Everything that decides a graph is counted, never timed, so that
    the graph is the same on any machine.
    """

    max_file_bytes: int = 1 << 20
    chunk_bytes: int = 1 << 20  # of source, in one chunk of a full index
    chunk_files: int = 512  # and directories
    alone: int = 4  # a repository of at most this many chunks is not worth sharing
    parse_seconds: float = 30  # of CPU, after which a hanging parser is ended; regular files take a few at most

    @property
    def facts_version(self) -> str:
        """The key under which facts are stored. Files beyond the limit have none, so another limit means extracting again."""
        return f"{parsing.EXTRACTOR_VERSION}/{self.max_file_bytes}"

    @property
    def graph_version(self) -> str:
        """Of everything besides the tree that decides a graph: if it differs, the next run is a full index."""
        return f"{self.facts_version}/{parsing.LINKER_VERSION}/{skipping.VERSION}"


@dataclass(slots=True)
class Work:
    claim: Claim
    lease: Lease
    mirror: Mirror
    remotes: tuple[Remote, ...]  # in the order to try them
    store: PostgresGraphStore
    runs: Runs
    catalogue: Catalogue
    chunks: Chunks
    parser: Parser
    limits: Limits
    report: Report
    worker: str
    beat: float  # seconds between lease renewals
    call: Call
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, progress: int) -> Iterator[None]:
        """One step of the run: reported when it begins, timed, and not begun once the lease is lost."""
        self.lease.check()
        self.tell(name, progress)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 4)
        metrics.STAGES.labels(name).observe(self.seconds[name])

    def tell(self, status: str, progress: int, done: int | None = None, known: int | None = None) -> None:
        self.report(status, progress, done=done, known=known)
        self.runs.progress(self.claim, status, progress, done, known)


class Indexed(NamedTuple):
    """The outcome of extracting, linking and publishing."""

    parsed: int  # blobs
    linked: int  # files
    unresolved: Mapping[str, int]
    published: Published

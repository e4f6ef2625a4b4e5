"""What one run holds in its hands: its claim, its tools, and how it tells where it stands."""

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

Call = Callable[[str, int], None]  # asks for so many helpers with a run; nobody need come


class Report(Protocol):
    """Tells whoever waits: a status for people, percent from 0 to 100, files done of files known."""

    def __call__(self, status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None: ...


class Limits(NamedTuple):
    """What a file may be, and how much one worker does alone. What decides a graph is counts,
    never times, so that it is the same on any machine.
    """

    max_file_bytes: int = 1 << 20
    chunk_bytes: int = 1 << 20  # of source, in one chunk of a full index
    chunk_files: int = 512  # and directories
    alone: int = 4  # chunks of a repository that is not worth sharing
    parse_seconds: float = 30  # of CPU, after which a parser that hangs is ended; what parses takes a few at most

    @property
    def facts_version(self) -> str:
        """Under which facts are kept. What a limit leaves out has none, so another limit looks at every blob again."""
        return f"{parsing.EXTRACTOR_VERSION}/{self.max_file_bytes}"

    @property
    def graph_version(self) -> str:
        """Of everything that decides a graph beside the tree: where it differs, the next run is a full one."""
        return f"{self.facts_version}/{parsing.LINKER_VERSION}/{skipping.VERSION}"


@dataclass(slots=True)
class Work:
    claim: Claim
    lease: Lease
    mirror: Mirror
    remotes: tuple[Remote, ...]  # tried in this order
    store: PostgresGraphStore
    runs: Runs
    catalogue: Catalogue
    chunks: Chunks
    parser: Parser
    limits: Limits
    report: Report
    worker: str
    beat: float  # seconds between renewals of a lease
    call: Call
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, progress: int) -> Iterator[None]:
        """One verb of the story: reported when it begins, measured, and not begun once the lease is lost."""
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
    """What came of comparing, extracting, linking and publishing."""

    parsed: int  # blobs
    linked: int  # files
    unresolved: Mapping[str, int]
    published: Published

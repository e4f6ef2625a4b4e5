"""A full index of a large repository, shared between workers. The run's leader divides it into chunks and publishes the
result; in between, any free worker extracts and links chunks, the leader included.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import structlog

from graph.changes import Entry
from graph.errors import AetherError, Fenced, RepositoryParseError
from graph.identity import owner_id
from graph.paths import parents, raw, show
from store.chunks import CLAIMS, Chunk, Share, Standing
from tasks.chunk import Whole, extract_chunk, link_chunk
from tasks.compare import Plan
from tasks.extract import language_of
from tasks.heartbeat import heartbeat
from tasks.parser import ACCIDENTS
from tasks.work import Indexed, Limits, Work

HELPERS = 32  # maximum number of workers called
PAUSE = 0.2  # seconds between polls while others have the last chunks of a stage

log = structlog.get_logger()


def chunks_of(work: Work, plan: Plan) -> list[list[Entry]]:
    """Empty if one worker should do it alone: for a push, or a small repository."""
    if plan.mode != "full":
        return []
    code = [entry for entry in plan.put if language_of(entry)]
    sizes = zip((entry.path for entry in code), work.mirror.sizes([entry.blob for entry in code]), strict=True)
    read = {path: size for path, size in sizes if size <= work.limits.max_file_bytes}
    chunks = cut(plan.put, read, work.limits)
    return chunks if len(chunks) > work.limits.alone else []


def cut(files: Sequence[Entry], sizes: dict[bytes, int], limits: Limits) -> list[list[Entry]]:
    """Divides files and their directories, in the order of their keys, which keeps a directory's files together. `sizes`: bytes
    of the files that will be read. A chunk ends when it reaches a limit.
    """
    directories = {directory for entry in files for directory in parents(show(entry.path))}
    entries = [*files, *(Entry(raw(directory), 0, "") for directory in directories)]
    chunks: list[list[Entry]] = [[]]
    held = 0
    for entry in sorted(entries, key=lambda each: owner_id(show(each.path))):
        size = sizes.get(entry.path, 0) if entry.mode else 0
        if chunks[-1] and (held + size > limits.chunk_bytes or len(chunks[-1]) >= limits.chunk_files):
            chunks.append([])
            held = 0
        chunks[-1].append(entry)
        held += size
    return chunks


def index_in_chunks(work: Work, plan: Plan, chunks: Sequence[Sequence[Entry]]) -> Indexed:
    share = Share(*work.claim.graph, plan.commit, work.limits.graph_version)
    work.chunks.put_up(work.claim, share, chunks)
    crew = Crew(work, share)
    crew.call()
    with work.stage("extract", 40):
        crew.until(lambda standing: standing.to_extract == 0)
    with work.stage("link", 70):
        crew.until(lambda standing: standing.to_link == 0)
    return _published(work, share)


def _published(work: Work, share: Share) -> Indexed:
    counts = work.chunks.counts(share)
    files = work.chunks.standing(share).files
    accident = any(
        remark.skipped in ACCIDENTS for layout in work.chunks.layout(share) for remark in layout.remarks.values()
    )
    with work.stage("publish", 90):
        published = work.chunks.publish(work.claim, share, complete=not accident)
    missed = {name.partition("/")[2]: count for name, count in counts.items() if name.startswith("unresolved/")}
    return Indexed(counts["parsed"], files, dict(sorted(missed.items())), published)


class Crew:
    """One worker's part in a shared index: the leader, or a helper."""

    def __init__(self, work: Work, share: Share) -> None:
        self._work = work
        self._share = share
        self._whole: Whole | None = None

    def until(self, done: Callable[[Standing], bool]) -> None:
        """For the leader: works on chunks and reports progress until `done`, whoever did the work."""
        while not done(standing := self._work.chunks.standing(self._share)):
            self._work.lease.check()
            self._tell(standing)
            if not self.one():
                self._work.lease.wait(PAUSE)

    def one(self) -> bool:
        """Works on one chunk; False if none is free now."""
        chunk = self._work.chunks.claim(self._share, self._work.worker)
        if chunk is None:
            return False
        name = f"{self._work.claim.run_id}/{chunk.number}"
        with heartbeat(partial(self._work.chunks.renew, chunk), self._work.beat, name) as lease:
            try:
                self._do(replace(self._work, lease=lease), chunk)
            except Fenced as error:
                log.info("chunk.overtaken", run_id=self._work.claim.run_id, chunk=chunk.number, error=str(error))
            except BaseException:
                self._give_back(chunk)
                raise
        return True

    def call(self) -> None:
        """Calls helpers for the free chunks."""
        standing = self._work.chunks.standing(self._share)
        free = standing.to_extract or standing.to_link
        if free > 1:
            self._work.call(self._work.claim.run_id, min(free - 1, HELPERS))

    def _do(self, work: Work, chunk: Chunk) -> None:
        if chunk.stage == "extract":
            extract_chunk(work, chunk)
            if work.chunks.standing(self._share).to_extract == 0:
                self.call()  # the worker that finishes the last one calls helpers for the next stage
            return
        self._whole = self._whole or Whole(
            work.store, self._share, work.limits.facts_version, work.chunks.layout(self._share)
        )
        link_chunk(work, self._whole, chunk)

    def _give_back(self, chunk: Chunk) -> None:
        try:
            self._work.chunks.give_back(chunk)
        except AetherError as error:
            log.warning("chunk.not_given_back", chunk=chunk.number, error=str(error))

    def _tell(self, standing: Standing) -> None:
        if standing.stuck is not None:
            raise RepositoryParseError(
                f"Part {standing.stuck} of {standing.chunks} of this repository has killed {CLAIMS} workers; the run is given up."
            )
        if standing.to_extract:
            done, percent = standing.extracted, 40 + 30 * standing.extracted // max(1, standing.files)
            self._work.tell("extract", percent, done, standing.files)
        else:
            done, percent = standing.linked, 70 + 20 * standing.linked // max(1, standing.files)
            self._work.tell("link", percent, done, standing.files)

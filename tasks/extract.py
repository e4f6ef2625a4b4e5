"""The third verb: what each new file says. A blob that was read before, in any branch or repository of the tenant, is not
read again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import NamedTuple

import parsing
from graph import paths
from graph.changes import Entry
from parsing.linking.snapshot import Put
from parsing.skipping import of_content
from store.model import BlobFacts
from tasks.compare import Plan
from tasks.work import Work

BATCH = 256  # blobs read, extracted and kept at a time: bounds memory, and how often progress is told


class Extracted(NamedTuple):
    puts: tuple[Put, ...]
    parsed: int  # blobs parsed now: not found in the store, and left out by no rule


class Said(NamedTuple):
    """What a blob says, or the rule that leaves it out."""

    facts: bytes = b""
    interface: bytes = b""
    partial: bool = False
    skipped: str = ""


def extract(work: Work, plan: Plan) -> Extracted:
    with work.stage("extract", 40):
        wanted: dict[str, dict[str, None]] = {}
        for entry in plan.put:
            if language := language_of(entry):
                wanted.setdefault(language, {})[entry.blob] = None
        said: dict[tuple[str, str], Said] = {}
        parsed = 0
        for language in sorted(wanted):
            known = _known(work, language, list(wanted[language]))
            missing = [blob for blob in wanted[language] if blob not in known]
            found = dict(_read(work, language, missing))
            parsed += sum(not what.skipped for what in found.values())
            said |= {(language, blob): what for blob, what in (*known.items(), *found.items())}
        return Extracted(tuple(put(entry, said) for entry in plan.put), parsed)


def language_of(entry: Entry) -> str:
    """'' also where a rule leaves the file out by its path: then nobody reads it."""
    return "" if entry.skipped else parsing.language_of(paths.show(entry.path))


def put(entry: Entry, said: Mapping[tuple[str, str], Said]) -> Put:
    language = language_of(entry)
    what = said.get((language, entry.blob), Said(skipped=entry.skipped))
    return Put(
        paths.show(entry.path), entry.blob, entry.mode, language, what.skipped, what.partial, what.facts, what.interface
    )


def _known(work: Work, language: str, blobs: Sequence[str]) -> dict[str, Said]:
    kept = work.store.facts(work.claim.tenant_id, blobs, language, work.limits.facts_version)
    return {blob: Said(*row) for blob, row in kept.items()}


def _read(work: Work, language: str, blobs: Sequence[str]) -> Iterator[tuple[str, Said]]:
    """Reads, extracts and keeps what is missing, a batch at a time, and tells how far it is."""
    done, contents = 0, work.mirror.blobs(blobs, work.limits.max_file_bytes)
    with _extractor(work.limits.jobs) as executor:
        while batch := list(islice(contents, BATCH)):
            found = list(_say(executor, language, batch))
            rows = [(blob, BlobFacts(*what[:3])) for blob, what in found if not what.skipped]
            work.store.keep_facts(work.claim.tenant_id, language, work.limits.facts_version, rows)
            done += len(batch)
            work.lease.check()
            work.tell("extract", 40 + 30 * done // len(blobs), done, len(blobs))
            yield from found


def _say(
    executor: Executor | None, language: str, batch: Sequence[tuple[str, bytes | None]]
) -> Iterable[tuple[str, Said]]:
    calls = [(language, source) for _, source in batch]
    answers = executor.map(_what, calls, chunksize=16) if executor else map(_what, calls)
    return zip((blob for blob, _ in batch), answers, strict=True)


def _what(call: tuple[str, bytes | None]) -> Said:
    language, source = call
    rule = of_content(source)
    if source is None or rule:
        return Said(skipped=rule)
    found = parsing.extract(language, source)
    return Said(found.facts, found.interface, found.partial)


@contextmanager
def _extractor(jobs: int) -> Iterator[Executor | None]:
    """Processes of our own only where the caller asked for them: a Celery worker has one process a task."""
    if jobs < 2:  # noqa: PLR2004
        yield None
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as executor:
        yield executor

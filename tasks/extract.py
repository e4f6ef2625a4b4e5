"""Step three of a run: extracts facts from each new file. A blob extracted before, in any branch or repository of the tenant,
is not parsed again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from itertools import islice
from typing import NamedTuple

import parsing
from graph import paths
from graph.changes import Entry
from parsing.linking.snapshot import Put
from parsing.skipping import of_content
from store.model import BlobFacts
from tasks import metrics
from tasks.compare import Plan
from tasks.parser import ACCIDENTS, Answer, Ask
from tasks.work import Work

BATCH = 256  # blobs read, extracted and stored at a time: bounds memory and the rate of progress reports
TOGETHER, FRAME = 16, 1 << 17  # blobs, and bytes, at which one request to the parser is full

Tell = Callable[[int, int], None]  # blobs done, blobs known


class Extracted(NamedTuple):
    puts: tuple[Put, ...]
    parsed: int  # blobs parsed now: not found in the store, and not excluded by a rule


class Said(NamedTuple):
    """A blob's facts, or the rule that excludes it."""

    facts: bytes = b""
    interface: bytes = b""
    partial: bool = False
    skipped: str = ""


SaidOf = Mapping[tuple[str, str], Said]  # by language and blob


def extract(work: Work, plan: Plan) -> Extracted:
    with work.stage("extract", 40):
        said, parsed = say(
            work, plan.put, lambda done, known: work.tell("extract", 40 + 30 * done // known, done, known)
        )
        puts = tuple(put(entry, said) for entry in plan.put)
        metrics.left_out(puts)
        return Extracted(puts, parsed)


def say(work: Work, entries: Sequence[Entry], tell: Tell) -> tuple[SaidOf, int]:
    """The facts of these entries' blobs, and how many had to be parsed."""
    said: dict[tuple[str, str], Said] = {}
    parsed = 0
    for language, blobs in by_language(entries):
        known = _known(work, language, blobs)
        missing = [blob for blob in blobs if blob not in known]
        read = dict(_read(work, language, missing, tell))
        parsed += sum(not what.skipped for what in read.values())
        said |= {(language, blob): what for blob, what in (*known.items(), *read.items())}
    return said, parsed


def by_language(entries: Sequence[Entry]) -> list[tuple[str, list[str]]]:
    """The blobs to parse in each language, without duplicates."""
    wanted: dict[str, dict[str, None]] = {}
    for entry in entries:
        if language := language_of(entry):
            wanted.setdefault(language, {})[entry.blob] = None
    return [(language, list(wanted[language])) for language in sorted(wanted)]


def language_of(entry: Entry) -> str:
    """'' also if a rule excludes the file by its path, so that it is not parsed."""
    return "" if entry.skipped else parsing.language_of(paths.show(entry.path))


def put(entry: Entry, said: SaidOf) -> Put:
    language = language_of(entry)
    what = said.get((language, entry.blob), Said(skipped=entry.skipped))
    return Put(
        paths.show(entry.path), entry.blob, entry.mode, language, what.skipped, what.partial, what.facts, what.interface
    )


def _known(work: Work, language: str, blobs: Sequence[str]) -> dict[str, Said]:
    """Stored facts. A full run retries blobs that were quarantined."""
    kept = work.store.facts(work.claim.tenant_id, blobs, language, work.limits.facts_version)
    return {blob: Said(*row) for blob, row in kept.items() if not (row.quarantined and work.claim.full)}


def _read(work: Work, language: str, blobs: Sequence[str], tell: Tell) -> Iterator[tuple[str, Said]]:
    """Reads, extracts and stores the missing blobs, batch by batch, and reports progress."""
    done, contents = 0, work.mirror.blobs(blobs, work.limits.max_file_bytes)
    with work.parser.open() as ask:
        for batch in _one_ahead(asked(ask, language, each) for each in _batches(contents)):
            found = [(blob, said_of(answer)) for blob, answer in batch]
            _keep(work, language, found)
            done += len(found)
            work.lease.check()
            tell(done, len(blobs))
            yield from found


def _batches(contents: Iterator[tuple[str, bytes | None]]) -> Iterator[list[tuple[str, bytes | None]]]:
    while batch := list(islice(contents, BATCH)):
        yield batch


def _one_ahead(batches: Iterable[list[tuple[str, "Awaited"]]]) -> Iterator[list[tuple[str, "Awaited"]]]:
    """Stays one batch ahead, so that the next is read while one is parsed."""
    waiting = None
    for batch in batches:
        if waiting is not None:
            yield waiting
        waiting = batch
    if waiting is not None:
        yield waiting


class Asked(NamedTuple):
    """One blob of a request to the parser."""

    answers: "Future[list[Answer]]"
    place: int


Awaited = Asked | str  # or the rule that excludes the blob


def asked(ask: Ask, language: str, batch: Sequence[tuple[str, bytes | None]]) -> list[tuple[str, Awaited]]:
    awaited: dict[str, Awaited] = {blob: of_content(source) for blob, source in batch}
    for group in _groups((blob, source or b"") for blob, source in batch if not awaited[blob]):
        answers = ask(language, [source for _, source in group])
        awaited |= {blob: Asked(answers, place) for place, (blob, _) in enumerate(group)}
    return list(awaited.items())


def _groups(wanted: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    """Groups small blobs, because every request costs a quarter of a millisecond."""
    group: list[tuple[str, bytes]] = []
    for each in wanted:
        group.append(each)
        if len(group) == TOGETHER or sum(len(source) for _, source in group) >= FRAME:
            yield group
            group = []
    if group:
        yield group


def said_of(awaited: Awaited) -> Said:
    what = awaited if isinstance(awaited, str) else awaited.answers.result()[awaited.place]
    return Said(skipped=what) if isinstance(what, str) else Said(*what)


def _keep(work: Work, language: str, found: Sequence[tuple[str, Said]]) -> None:
    rows = [(blob, BlobFacts(*what)) for blob, what in found if not what.skipped or what.skipped in ACCIDENTS]
    work.store.keep_facts(work.claim.tenant_id, language, work.limits.facts_version, rows)

"""Fast: what a file is read into goes once it is told, and what a repository's files are linked in once it is let go. Parsers and
linkers run without the collector of circles, which would look for what is not there.
"""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.languages import LANGUAGES, of_path
from parsing import extract
from parsing.linking.link import link
from parsing.linking.snapshot import Nothing, Put, Snapshot

CASES = Path(__file__).resolve().parents[1] / "languages"
FILES = sorted(path for path in CASES.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def _uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_leaves_nothing_to_collect(language: str) -> None:
    sources = [path.read_bytes() for path in FILES if of_path(path.name) == language][:8]
    read(language, sources)  # what is kept for all files is made
    gc.collect(0)
    read(language, sources)

    assert sources
    assert gc.collect(0) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_files_are_linked_in_goes_when_it_is_let_go(language: str) -> None:
    snapshot = Snapshot(Nothing(), puts(language))
    for put in snapshot.put_owners():
        link(put, snapshot)
    alive = weakref.ref(snapshot)
    del snapshot

    assert alive() is None


def puts(language: str) -> list[Put]:
    paths = [path for path in FILES if of_path(path.name) == language][:8]
    said = [extract(language, path.read_bytes()) for path in paths]
    return [
        Put(str(path.relative_to(CASES)), "b" * 40, 0o100644, language, facts=each.facts, interface=each.interface)
        for path, each in zip(paths, said, strict=True)
    ]


def read(language: str, sources: list[bytes]) -> None:
    for source in sources:
        extract(language, source)

"""Fast: what a file is read into goes once it is told. A parser runs without the collector of circles, which would look for what is
not there.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.languages import LANGUAGES, of_path
from parsing import extract

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


def read(language: str, sources: list[bytes]) -> None:
    for source in sources:
        extract(language, source)

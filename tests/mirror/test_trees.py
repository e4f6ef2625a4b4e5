"""Proportional: of two trees only the directories are read that differ."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from graph.changes import Entry
from mirror.trees import differences
from tests.repositories import Content, create, git


def tree_of(repository: Path, files: dict[bytes, Content]) -> str:
    create(repository, files)
    return git(repository, "rev-parse", "main^{tree}")


def content(repository: Path, name: str) -> bytes:
    written = bytearray()
    for line in git(repository, "cat-file", "-p", name).splitlines():
        mode, _, rest = line.split(" ", 2)
        blob, _, path = rest.partition("\t")
        written += b"%s %s\0%s" % (mode.lstrip("0").encode(), path.encode(), bytes.fromhex(blob))
    return bytes(written)


def read_for_a_push(place: Path, packages: int) -> tuple[int, tuple[Entry, ...]]:
    """How many trees were read for a change of one file, two directories deep, in so many packages; and what it put."""
    place.mkdir()
    files: dict[bytes, Content] = {b"p%d/inner/m.py" % number: b"%d" % number for number in range(packages)}
    old = tree_of(place / "old", files)
    new = tree_of(place / "new", files | {b"p3/inner/m.py": b"changed"})
    read: list[str] = []

    def reader(names: Sequence[str]) -> Iterator[bytes]:
        read.extend(names)
        known = set(git(place / "old", "rev-list", "--objects", "--all", "--no-object-names").split())
        return iter([content(place / ("old" if name in known else "new"), name) for name in names])

    put = differences("c", old, new, reader).put
    return len(read), put


def test_a_push_reads_the_trees_above_what_changed_however_many_there_are(tmp_path: Path) -> None:
    few, put = read_for_a_push(tmp_path / "few", 5)
    many, also_put = read_for_a_push(tmp_path / "many", 50)

    assert few == many == 6
    assert [entry.path for entry in put] == [entry.path for entry in also_put] == [b"p3/inner/m.py"]

"""Three million lines in one repository: source distributions side by side, and the smallest of them alone to compare with."""

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks import edits
from benchmarks.history import History
from benchmarks.indexing import Indexed, index
from benchmarks.inputs import CACHE, Files, packaged
from benchmarks.places import place
from benchmarks.report import Line

PARTS = ("django", "sympy", "salt", "sqlalchemy")
JOBS = 2


def measure(directory: Path, scale: float) -> Iterator[Line]:
    """`aether index` with two processes, of one part and of all. The ratio is of thousand lines a CPU second."""
    alone = _files(PARTS[:1], min(1.0, 10 * scale))
    together = _files(PARTS, min(1.0, 10 * scale))
    with place(directory / "monorepo") as where:
        small = index(where, History(directory / "alone.git", alone).repository, "alone", JOBS)
        yield _line(f"monorepo: {PARTS[0]} alone", alone, small, None)
        large = index(where, History(directory / "together.git", together).repository, "together", JOBS)
        yield _line(f"monorepo: {', '.join(PARTS)}", together, large, _pace(alone, small))


def _files(names: tuple[str, ...], share: float) -> Files:
    """Of each package the first part of its files."""
    found: Files = {}
    for name in names:
        files = packaged(name, CACHE)
        kept = sorted(files)[: max(20, round(share * len(files)))]
        found |= {os.fsencode(name) + b"/" + path: files[path] for path in kept}
    return found


def lines(files: Files) -> float:
    """Thousands, of code."""
    return sum(files[path].count(b"\n") for path in edits.code(files)) / 1000


def _pace(files: Files, indexed: Indexed) -> float:
    return lines(files) / indexed.usage.cpu


def _line(name: str, files: Files, indexed: Indexed, least: float | None) -> Line:
    usage, answer = indexed
    pace = _pace(files, indexed)
    more = {
        "kLOC": round(lines(files)),
        "files": answer["files"],
        "nodes": answer["nodes_total"],
        "edges": answer["edges_total"],
        "kLOC a CPU s": pace,
    }
    ratio = None if least is None else pace / least
    return Line(
        name,
        usage.cpu,
        usage.wall,
        usage.rss,
        usage.backend,
        ratio,
        "" if ratio is None else "alone, kLOC a CPU s",
        more,
    )

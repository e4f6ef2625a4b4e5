"""A repository of three million lines: several source distributions together, compared with each of them alone."""

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks import edits
from benchmarks.history import History
from benchmarks.indexing import Indexed, index
from benchmarks.inputs import CACHE, Files, packaged
from benchmarks.places import Place, place
from benchmarks.report import Line

PARTS = ("django", "sympy", "salt", "sqlalchemy")
JOBS = 2


def measure(directory: Path, scale: float) -> Iterator[Line]:
    """`aether index` with two processes. The ratio is of CPU seconds: 1 if all together cost as much as one by one. Lines of
    different packages may cost differently.
    """
    parts = {name: _files(name, min(1.0, 10 * scale)) for name in PARTS}
    together = {path: content for files in parts.values() for path, content in files.items()}
    alone = 0.0
    with place(directory / "monorepo") as where:
        for name, files in parts.items():
            found = _indexed(where, directory, name, files)
            alone += found.usage.cpu
            yield _line(f"monorepo: {name} alone", files, found)
        found = _indexed(where, directory, "together", together)
        line = _line("monorepo: all together", together, found)
        yield line._replace(ratio=found.usage.cpu / alone, to="one by one, CPU")


def _files(name: str, share: float) -> Files:
    """The first share of a package's files."""
    files = packaged(name, CACHE)
    kept = sorted(files)[: max(20, round(share * len(files)))]
    return {os.fsencode(name) + b"/" + path: files[path] for path in kept}


def _indexed(where: Place, directory: Path, name: str, files: Files) -> Indexed:
    """Indexes as a new tenant, because a tenant's repositories share the facts of their blobs."""
    return index(where, History(directory / f"{name}.git", files).repository, name, JOBS, tenant=name)


def _line(name: str, files: Files, indexed: Indexed) -> Line:
    usage, answer = indexed
    lines = sum(files[path].count(b"\n") for path in edits.code(files)) / 1000
    more = {
        "kLOC": round(lines),
        "files": answer["files"],
        "nodes": answer["nodes_total"],
        "edges": answer["edges_total"],
        "kLOC a CPU s": lines / usage.cpu,
    }
    return Line(name, usage.cpu, usage.wall, usage.rss, usage.backend, more=more)

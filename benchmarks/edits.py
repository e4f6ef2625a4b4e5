"""Deterministic pushes of every kind, derived from the files of an input."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

import parsing
from benchmarks.history import Changes
from benchmarks.inputs import Files

_FUNCTION = {"python": b"\n\ndef measured_%d(value):\n    return value\n"}  # by language
_SHARE = 10


def code(files: Files) -> list[bytes]:
    """The files to which a function can be added, sorted."""
    return sorted(path for path, content in files.items() if content and _language(path) in _FUNCTION)


def spread(paths: list[bytes], number: int) -> list[bytes]:
    """That many of the paths, evenly spaced; if there are fewer, they are repeated."""
    step = max(1, len(paths) // number)
    return [paths[(index * step + step // 2) % len(paths)] for index in range(number)]


def with_a_function(files: Files, path: bytes, number: int) -> Changes:
    return {path: files[path] + _FUNCTION[_language(path)] % number}


def emptied_and_restored(files: Files, path: bytes) -> Iterator[Changes]:
    """Empties the file and restores it, which changes and restores the result of every lookup in it."""
    content = files[path]
    yield {path: b""}
    yield {path: content}


def directory(files: Files) -> bytes | None:
    """The largest directory with at most a tenth of the code, else the smallest; None if there is no directory."""
    counts = Counter(parent for path in code(files) for parent in PurePosixPath(os.fsdecode(path)).parents[:-1])
    most = len(code(files)) // _SHARE
    ordered = sorted(counts, key=lambda parent: (counts[parent] > most, abs(counts[parent] - most), parent))
    return os.fsencode(ordered[0]) if ordered else None


def renamed_and_back(files: Files, name: bytes) -> Iterator[Changes]:
    yield _moved(files, name, name + b"_renamed")
    yield _moved(files, name + b"_renamed", name)


def _moved(files: Files, old: bytes, new: bytes) -> Changes:
    inside = [path for path in files if path.startswith(old + b"/")]
    return dict.fromkeys(inside) | {new + path[len(old) :]: files[path] for path in inside}


def _language(path: bytes) -> str:
    return parsing.language_of(os.fsdecode(path))

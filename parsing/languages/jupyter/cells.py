"""The code of a notebook: the strings under `source` in its code cells, each line at its position in the JSON file."""

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from parsing.embedding import Embedded, Piece

# A string, with the colon after it if it is a key; or a bracket or comma.
_TOKEN = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")(\s*:)?|[{}\[\],]', re.DOTALL)
_MAGIC = re.compile(r"\s*(?:[!?]\S|%\w)|.*\w\?\s*$")  # `%matplotlib inline`, `!ls`, `f?`: not Python
_PYTHON_MAGICS = frozenset({"%%time", "%%timeit", "%%capture", "%%prun"})  # their cells are otherwise Python
_LINE = re.compile(rb"(?:[^\\]|\\[^n])+(?:\\n)?|\\n", re.DOTALL)  # one line of a JSON string literal
_SOURCE = 3  # steps to `cells[i].source`

Place = tuple[bytes, int]  # a JSON string literal and its byte offset


def embedded(source: bytes) -> Embedded:
    try:
        notebook = json.loads(source)
        kernel, kinds = _kernel(notebook), [cell["cell_type"] for cell in notebook["cells"]]
        cells = _cells(source)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return Embedded("python", partial=True)
    if kernel != "python":
        return Embedded("python")
    breaks = [match.end() for match in re.finditer(b"\n", source)]
    code = [cells[place] for place, kind in enumerate(kinds) if kind == "code"]
    pieces = (_piece(line, at, breaks) for written in code for line, at in _python(_lines(written)))
    return Embedded("python", tuple(pieces))


def _kernel(notebook: Mapping[str, Any]) -> str:
    """The kernel's language; Python if the notebook does not say."""
    about = notebook.get("metadata", {})
    named = about.get("language_info", {}).get("name") or about.get("kernelspec", {}).get("language") or "python"
    return str(named).lower()


def _cells(source: bytes) -> Mapping[int, list[Place]]:
    """The string literals under `source`, by cell number."""
    found: dict[int, list[Place]] = defaultdict(list)
    for path, written, at in _strings(source):
        if path[:1] == ("cells",) and path[2:_SOURCE] == ("source",) and len(path) <= _SOURCE + 1:
            found[int(path[1])].append((written, at))
    return found


def _strings(source: bytes) -> Iterator[tuple[tuple[str | int, ...], bytes, int]]:
    """Every string that is a value: the keys and indices that lead to it, its literal, its byte offset."""
    path: list[str | int] = []
    for match in _TOKEN.finditer(source):
        mark = match[0][:1]
        if mark == b"{":
            path.append("")
        elif mark == b"[":
            path.append(0)
        elif mark in b"}]":
            path.pop()
        elif mark == b",":
            path[-1] = last + 1 if isinstance(last := path[-1], int) else ""
        elif match[2]:
            path[-1] = json.loads(match[1])
        else:
            yield tuple(path), match[1], match.start()


def _lines(written: list[Place]) -> Iterator[tuple[str, int]]:
    """The lines of a cell, each ending in a line break, with the byte where it starts in the file."""
    for string, at in written:
        start = at + 1
        for line in _LINE.findall(string, 1, len(string) - 1):
            text = json.loads(b'"%s"' % line)
            yield text if text.endswith("\n") else f"{text}\n", start
            start += len(line)


def _python(lines: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The lines without IPython syntax: magics, shell commands, help."""
    for place, (line, at) in enumerate(lines):
        if line.startswith("%%"):
            if place == 0 and line.split()[0] not in _PYTHON_MAGICS:
                return  # a cell in another language
            continue
        if _MAGIC.match(line):
            indent = line[: len(line) - len(line.lstrip())]
            yield f"{indent}pass\n", at
        else:
            yield line, at


def _piece(line: str, at: int, breaks: list[int]) -> Piece:
    row = bisect_right(breaks, at)
    return Piece(line.encode("utf-8", "replace"), row, at - (breaks[row - 1] if row else 0))

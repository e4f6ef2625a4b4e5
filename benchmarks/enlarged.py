"""Repositories of any size, made of copies of an input's files. Copies are in renamed packages with imports to match."""

import re
from collections.abc import Iterator
from itertools import count, islice

from benchmarks import edits
from benchmarks.inputs import Files

LIGHT = 2000  # bytes per file, so that thousands of files are indexed within minutes


def enlarged(files: Files, number: int, most: int = LIGHT) -> Files:
    """That many files of code, each of at most `most` bytes: repeated copies of the input, the last one partial."""
    light = {path: files[path] for path in edits.code(files) if len(files[path]) <= most}
    return dict(islice(_copies(light), number))


def _copies(files: Files) -> Iterator[tuple[bytes, bytes]]:
    packages = sorted({path.partition(b"/")[0] for path in files if b"/" in path})
    imports = re.compile(rb"(?m)^([ \t]*(?:from|import)[ \t]+)(%s)\b" % b"|".join(map(re.escape, packages)))
    for copy in count(1):
        suffix = b"_%d" % copy
        for path, content in files.items():
            first, slash, rest = path.partition(b"/")
            yield (
                first + suffix + slash + rest if slash else b"rest%s/%s" % (suffix, first),
                imports.sub(rb"\1\2" + suffix, content),
            )

"""A git repository to which a benchmark commits, with `git fast-import` of only the changes."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from benchmarks.inputs import Files
from tests.repositories import git

BRANCH = "main"
Changes = Mapping[bytes, bytes | None]  # path -> content; None: deleted


class History:
    """`files` is the newest commit's tree."""

    def __init__(self, repository: Path, files: Files) -> None:
        self.repository = repository
        self.files: Files = {}
        self.head = ""
        repository.mkdir(parents=True)
        git(repository, "init", "--quiet", "--bare", f"--initial-branch={BRANCH}")
        git(repository, "config", "uploadpack.allowAnySHA1InWant", "true")  # as on the forges
        self.commit(files)
        git(repository, "gc", "--quiet")

    def commit(self, changes: Changes) -> str:
        stream = _head(self.head) + b"".join(_change(path, content) for path, content in changes.items())
        git(self.repository, "fast-import", "--quiet", stdin=stream + b"\n")
        for path, content in changes.items():
            if content is None:
                del self.files[path]
            else:
                self.files[path] = content
        self.head = git(self.repository, "rev-parse", f"refs/heads/{BRANCH}")
        return self.head


class Fetcher:
    """Plain `git fetch` of the same commits into a separate bare repository: the lower bound of a push."""

    def __init__(self, directory: Path, url: str) -> None:
        self.directory = directory
        self._url = url
        directory.mkdir()
        git(directory, "init", "--quiet", "--bare")

    def fetch(self, commit: str) -> None:
        argv = ["git", "-C", str(self.directory), "fetch", "--quiet", "--no-tags", "--depth=1", self._url]
        subprocess.run([*argv, f"+{commit}:refs/kept/newest"], check=True, capture_output=True)


def as_work_tree(directory: Path, files: Files) -> None:
    """Writes the files to disk and commits them, for tools that work without a server."""
    for path, content in files.items():
        place = directory / os.fsdecode(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    git(directory, "init", "--quiet")
    git(directory, "add", "--all", "--force")
    git(directory, "-c", "user.name=B", "-c", "user.email=b@example.invalid", "commit", "--quiet", "--message=measured")


def _head(parent: str) -> bytes:
    lines = b"commit refs/heads/%s\ncommitter B <b@example.invalid> 1700000000 +0000\ndata 0\n" % BRANCH.encode()
    return lines + (b"from %s\n" % parent.encode() if parent else b"")


def _change(path: bytes, content: bytes | None) -> bytes:
    quoted = b'"%s"' % b"".join(b"\\%03o" % byte if byte < 0x20 or byte in b'"\\' else bytes([byte]) for byte in path)
    if content is None:
        return b"D %s\n" % quoted
    return b"M 100644 inline %s\ndata %d\n%s\n" % (quoted, len(content), content)

"""Builds git repositories from dictionaries, fast: one `git fast-import` a call."""

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

Content = (
    bytes | tuple[int, bytes]
)  # bytes of a plain file, or (mode, bytes); of a GITLINK the bytes are a commit's name
Files = Mapping[bytes, Content]  # the whole tree of a commit

_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
_GITLINK = 0o160000


def git(repository: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Runs git on a repository; returns what it printed, stripped."""
    argv = ["git", "-C", str(repository), *arguments]
    done = subprocess.run(argv, input=stdin, env=_ENVIRONMENT, capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(f"{argv}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode(errors="surrogateescape").strip()


def create(repository: Path, *trees: Files, branch: str = "main") -> list[str]:
    """A new bare repository with one commit for each tree, one after the other on the branch; returns their ids."""
    repository.mkdir(parents=True)
    git(repository, "init", "--quiet", "--bare", f"--initial-branch={branch}")
    return commits(repository, trees, branch=branch) if trees else []


def commit(repository: Path, files: Files, *, branch: str = "main", onto: str | None = None) -> str:
    """One more commit on the branch. `onto`: another parent (a force push); '' for a new root."""
    return commits(repository, [files], branch=branch, onto=onto)[0]


def commits(repository: Path, trees: Iterable[Files], *, branch: str = "main", onto: str | None = None) -> list[str]:
    parent = _head(repository, branch) if onto is None else onto
    marks = repository / "marks"
    stream = bytearray()
    for number, files in enumerate(trees, start=1):
        stream += _commit(number, branch, (parent if number == 1 else f":{number - 1}"), files)
    git(repository, "fast-import", "--quiet", "--force", f"--export-marks={marks}", stdin=bytes(stream))
    return [
        line.split()[1] for line in sorted(marks.read_text().splitlines(), key=lambda line: int(line[1:].split()[0]))
    ]


def forget(repository: Path, *branches: str) -> None:
    """Deletes branches and every object that nothing leads to any more."""
    for branch in branches:
        git(repository, "update-ref", "-d", f"refs/heads/{branch}")
    git(repository, "reflog", "expire", "--expire=now", "--all")
    git(repository, "gc", "--quiet", "--prune=now")


def _head(repository: Path, branch: str) -> str:
    listed = git(repository, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")
    return listed.split("\n")[0]


def _commit(number: int, branch: str, parent: str, files: Files) -> bytes:
    message = f"commit {number} after {parent}".encode()
    head = b"reset refs/heads/%s\n\n" % branch.encode() if not parent else b""
    head += b"commit refs/heads/%s\nmark :%d\ncommitter T <t@example.invalid> %d +0000\n" % (
        branch.encode(),
        number,
        1_700_000_000 + number,
    )
    head += b"data %d\n%s\n" % (len(message), message)
    head += b"from %s\ndeleteall\n" % parent.encode() if parent else b""
    return head + b"".join(_file(path, content) for path, content in files.items()) + b"\n"


def _file(path: bytes, content: Content) -> bytes:
    mode, data = content if isinstance(content, tuple) else (0o100644, content)
    quoted = b'"%s"' % b"".join(b"\\%03o" % byte if byte < 0x20 or byte in b'"\\' else bytes([byte]) for byte in path)
    if mode == _GITLINK:
        return b"M %o %s %s\n" % (mode, data, quoted)
    return b"M %o inline %s\ndata %d\n%s\n" % (mode, quoted, len(data), data)

"""A real git history, commit by commit: what changed, and what each blob says. Blobs are read once."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import parsing
from graph import paths
from graph.changes import Changes, Entry
from mirror import listing
from parsing.languages import SUFFIXES
from parsing.linking.snapshot import Put
from tasks.extract import Said, _put, _what
from tasks.work import Limits
from tests.repositories import git

MOST = Limits().max_file_bytes


class History:
    """The first-parent commits of a repository's HEAD that change what a language reads or a rule, oldest first. What the
    commits between two of them change comes with the second.
    """

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        code = [f"*{suffix}" for suffix in SUFFIXES]
        self.commits = git(repository, "rev-list", "--first-parent", "--reverse", "HEAD", "--", *code).split()
        self._said: dict[tuple[str, str], Said] = {}

    def __enter__(self) -> Self:
        argv = ["git", "-c", f"safe.directory={self.repository}", "-C", str(self.repository), "cat-file", "--batch"]
        self._contents = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._contents.communicate()

    def walk(self, first: int, last: int) -> Iterator[Changes]:
        """The whole tree of commit `first`, then what each commit up to and without `last` changes."""
        yield Changes(self.commits[first], tuple(self._tree(self.commits[first])), (), whole=True)
        for old, new in zip(self.commits[first : last - 1], self.commits[first + 1 : last], strict=True):
            yield listing.changes(new, self._raw("diff-tree", "-r", "-z", "--raw", "--no-renames", old, new, "--"))

    def puts(self, entries: Sequence[Entry]) -> list[Put]:
        """As a run would put them: by the product's own rules."""
        return [self._read(entry) for entry in entries]

    def _read(self, entry: Entry) -> Put:
        regular = entry.mode in {0o100644, 0o100755}
        language = parsing.language_of(paths.show(entry.path)) if regular else ""
        if language and (language, entry.blob) not in self._said:
            self._said[language, entry.blob] = _what((language, self._blob(entry.blob)))
        return _put(entry, language, self._said)

    def _tree(self, commit: str) -> list[Entry]:
        return listing.entries(self._raw("ls-tree", "-r", "-z", "--full-tree", commit))

    def _raw(self, *arguments: str) -> bytes:
        argv = ["git", "-c", f"safe.directory={self.repository}", "-C", str(self.repository), *arguments]
        return subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout

    def _blob(self, name: str) -> bytes | None:
        """None for one that is too large."""
        pipe = self._contents
        assert pipe.stdin is not None
        assert pipe.stdout is not None
        pipe.stdin.write(f"{name}\n".encode())
        pipe.stdin.flush()
        size = int(pipe.stdout.readline().split()[2])
        content = pipe.stdout.read(size + 1)[:-1]
        return content if size <= MOST else None

"""Files in a user's own checkout that differ from a commit: in the working tree, in the index, or through a patch."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from graph import paths
from graph.changes import GITLINK, SYMLINK, Changes, Entry
from graph.errors import AetherError, BadInput, TooLarge, UnknownRevision
from mirror import listing
from mirror.command import in_checkout
from mirror.names import object_name
from mirror.runner import run

SECONDS: Final = 60
BYTES: Final = 1 << 26
MOST: Final = 1_000  # files


class CheckedOut(NamedTuple):
    path: str
    content: bytes | None  # None: deleted
    mode: int | None


class Checkout:
    """`commit`: what its files are compared with; the checkout must contain it."""

    def __init__(self, directory: Path, commit: str) -> None:
        self._directory, self._commit, self._places = directory.resolve(), object_name(commit), dict[str, str]()
        try:
            self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{self._commit}^{{tree}}")
        except AetherError as error:
            raise UnknownRevision(
                f"{self._directory} is not a checkout that contains {commit}, the indexed commit: fetch it there first."
            ) from error

    def staged(self) -> list[CheckedOut]:
        return self._files(self._differing("--cached"), self._blob)

    def worktree(self) -> list[CheckedOut]:
        """Tracked files only; untracked ones are ignored."""
        return self._files(self._differing(), self._written)

    def patched(self, patch: bytes) -> list[CheckedOut]:
        """The commit with the patch applied, using a temporary index and object directory."""
        with self._aside():
            self._git("read-tree", self._commit)
            try:
                self._git("apply", "--cached", "--whitespace=nowarn", "-", stdin=patch)
            except AetherError as error:
                raise BadInput(f"The patch does not apply to {self._commit}. {error}") from error
            return self.staged()

    def _differing(self, *options: str) -> Changes:
        told = self._git(
            "diff-index", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", *options, self._commit, "--"
        )
        return listing.changes(self._commit, told)

    def _files(self, changes: Changes, content: Callable[[Entry], bytes]) -> list[CheckedOut]:
        put = [each for each in changes.put if each.mode != GITLINK]
        if len(put) > MOST:
            raise TooLarge(f"{len(put)} files differ from {self._commit}, the indexed commit: push them to a branch.")
        gone = [CheckedOut(paths.show(path), None, None) for path in changes.gone]
        return [*(CheckedOut(paths.show(each.path), content(each), each.mode) for each in put), *gone]

    def _blob(self, entry: Entry) -> bytes:
        return self._git("cat-file", "blob", object_name(entry.blob))

    def _written(self, entry: Entry) -> bytes:
        path = self._directory / os.fsdecode(entry.path)
        if entry.mode == SYMLINK:
            return os.fsencode(path.readlink())
        with path.open("rb") as file:
            return file.read(BYTES)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        objects = self._git("rev-parse", "--git-path", "objects").decode().rstrip("\n")
        with tempfile.TemporaryDirectory(prefix="aether-patch-") as made:
            self._places = {
                "GIT_INDEX_FILE": f"{made}/index",
                "GIT_OBJECT_DIRECTORY": made,
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(self._directory / objects),
            }
            try:
                yield
            finally:
                self._places = {}

    def _git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return run(in_checkout(self._directory, *arguments, **self._places), seconds=SECONDS, limit=BYTES, stdin=stdin)

"""Reads a local repository that others than the operator can write to, so that nothing in it can lead git elsewhere."""

import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

from graph.errors import NotARepository, Refused, RepositoryParseError
from mirror.names import SHA256

_SMALL = 1 << 16  # files up to this many bytes are copied; larger ones are linked by their open descriptor
_TREES, _FILES = ("refs", "objects"), ("HEAD", "packed-refs", "shallow")
_ALTERNATES = ("objects/info/alternates", "objects/info/http-alternates")
_CONFIG_BYTES = 1 << 20
_SHA256 = re.compile(rb"(?i)objectformat\s*=\s*\"?sha256")
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def view(directory: Path, about: Path) -> Iterator[Path]:
    """A temporary repository with the refs and objects of this one but none of its configuration.

    Every file is opened once, below the directory and never through a link, so that git reads exactly what was checked, even if
    it is replaced meanwhile. Refused if part of the repository is elsewhere.
    """
    with tempfile.TemporaryDirectory(prefix="aether-view-") as made, ExitStack() as held:
        opened = _View(Path(made), about, held)
        try:
            opened.fill(directory)
        except FileNotFoundError as error:
            raise NotARepository(
                f"{about}: No git repository is there, or not all of it ({error.filename} is missing)."
            ) from error
        except OSError as error:
            opened.refuse(error)
        yield opened.made


class _View:
    def __init__(self, made: Path, about: Path, held: ExitStack) -> None:
        self.made, self._about, self._held = made, about, held

    def fill(self, directory: Path) -> None:
        git_dir = self._git_dir(self._directory(directory))
        if _exists("commondir", git_dir):
            raise self._leads_away("commondir")
        self._refuse_sha256(git_dir)
        for tree in _TREES:
            self._take_tree(tree, self._directory(tree, git_dir))
        for name in _FILES:
            if name == "HEAD" or _exists(name, git_dir):
                self._take(name, git_dir, self.made / name)
        for leading in _ALTERNATES:
            if (self.made / leading).exists():  # checked in the copy, which cannot change any more
                raise self._leads_away(leading)

    def refuse(self, error: OSError) -> NoReturn:
        """Opening a link fails in the same way as opening a file without permission."""
        raise Refused(
            f"{self._about}: {error.filename} is a link, or cannot be opened ({error.strerror}). Below a directory that "
            "tenants can write, a repository is read only where all of it lies in it."
        ) from error

    def _leads_away(self, name: str) -> Refused:
        return Refused(
            f"{self._about} is a part of another repository ({name}). Below a directory that tenants can write, a "
            "repository is read only where all of it lies in it."
        )

    def _git_dir(self, repository: int) -> int:
        """The `.git` directory of a work tree, or the repository itself if it is bare."""
        return self._directory(".git", repository) if _exists(".git", repository) else repository

    def _directory(self, name: Path | str, at: int | None = None) -> int:
        flags = _DIRECTORY if at is not None else _DIRECTORY & ~os.O_NOFOLLOW  # the first is a link in /proc
        descriptor = os.open(name, flags, dir_fd=at)
        self._held.callback(os.close, descriptor)
        return descriptor

    def _refuse_sha256(self, git_dir: int) -> None:
        """Reads only the object format from the configuration."""
        if not _exists("config", git_dir):
            return
        with os.fdopen(os.open("config", _FILE, dir_fd=git_dir), "rb") as config:
            if _SHA256.search(config.read(_CONFIG_BYTES)):
                raise RepositoryParseError(SHA256)

    def _take_tree(self, tree: str, top: int) -> None:
        for path, directories, files, at in os.fwalk(".", dir_fd=top):
            (self.made / tree / path).mkdir()
            for name in files:
                self._take(name, at, self.made / tree / path / name)
            for name in directories:
                if stat.S_ISLNK(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode):
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), f"{tree}/{name}")

    def _take(self, name: str, at: int, target: Path) -> None:
        descriptor = os.open(name, _FILE, dir_fd=at)
        seen = os.fstat(descriptor)
        with ExitStack() as rest:
            rest.callback(os.close, descriptor)
            if not stat.S_ISREG(seen.st_mode):
                raise OSError(errno.EINVAL, "it is no plain file", name)
            if seen.st_size > _SMALL and Path("/proc/self/fd").is_dir():
                target.symlink_to(f"/proc/{os.getpid()}/fd/{descriptor}")
                self._held.push(rest.pop_all())
            else:
                with target.open("xb") as copy, os.fdopen(descriptor, "rb", closefd=False) as source:
                    shutil.copyfileobj(source, copy)


def _exists(name: str, at: int) -> bool:
    try:
        os.stat(name, dir_fd=at, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True

"""Opens a local repository so that what is read is exactly what was allowed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import NotARepository, Refused
from mirror.confined import view


@contextmanager
def opened(path: Path, *, confined: bool = False) -> Iterator[tuple[Path, Path]]:
    """The path, and a name that keeps referring to the same directory inside the block, even if the path is replaced.

    `confined`: others than the operator can write there, so nothing outside it is read. Stored paths contain no symbolic links,
    so a link on the way was put there later, and is Refused. On systems without such names (not Linux) the path itself is
    opened.
    """
    if not path.is_dir():
        raise NotARepository(f"{path} is not a directory, so it holds no git repository.")
    with _held(path) as name:
        if not confined:
            yield path, name
            return
        with view(name, path) as shown:
            yield path, shown


@contextmanager
def _held(path: Path) -> Iterator[Path]:
    descriptors = Path(f"/proc/{os.getpid()}/fd")
    if not descriptors.is_dir():
        yield path
        return
    descriptor = _descend(path)
    try:
        yield descriptors / str(descriptor)
    finally:
        os.close(descriptor)


def _descend(path: Path) -> int:
    """Opens one component at a time from the root, so that none can be a link."""
    flags = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path.anchor, flags)
    for part in path.parts[1:]:
        above = descriptor
        try:
            descriptor = os.open(part, flags, dir_fd=above)
        except NotADirectoryError as error:
            raise Refused(
                f"{path} leads through a symbolic link at {part}, created after the path was allowed. Use the real path."
            ) from error
        except OSError as error:
            raise NotARepository(f"{path} cannot be opened at {part} ({error.strerror}).") from error
        finally:
            os.close(above)
    return descriptor

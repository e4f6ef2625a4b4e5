"""Private files, which only their owner may read."""

import base64
import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from graph.errors import BrokenSetup

_LOG_LIMIT = 8 << 20  # bytes


def data_directory(path: Path) -> Path:
    """The directory as an absolute path, created with mode 0700 if missing. An existing one keeps its mode."""
    try:
        home = path.expanduser().resolve()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise BrokenSetup(
            f"{path} cannot be used as the data directory ({error}); choose another with --data-dir."
        ) from error
    if home.stat().st_uid != os.geteuid():
        raise BrokenSetup(
            f"The data directory {home} belongs to another user. Run this command as that user, "
            "or name a directory of your own with --data-dir."
        )
    return home


def write_private(path: Path, content: bytes) -> None:
    """Writes a file atomically with mode 0600."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def encryption_key(data_dir: Path) -> str:
    """The installation's own key, used if the operator set none. It is generated once, even if two commands need it at once."""
    path = data_directory(data_dir) / "encryption.key"
    with held(path.with_suffix(".lock")):
        if not path.exists():
            write_private(path, base64.urlsafe_b64encode(os.urandom(32)))
    return path.read_text("ascii")


@contextlib.contextmanager
def held(path: Path) -> Iterator[int]:
    """Waits for the lock and holds it. Yields its descriptor; a child that inherits it keeps holding the lock."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)  # never LOCK_UN, which would release the children's lock too


def open_log(path: Path) -> IO[bytes]:
    """Opens a log for appending. A log beyond the limit is rotated first; one old file is kept."""
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path.open("ab")

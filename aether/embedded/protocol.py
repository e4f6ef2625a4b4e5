"""The protocol between a command and the keeper: one line each way; the open connection is then the command's claim."""

import hashlib
import os
import stat
from pathlib import Path

import msgspec

from graph.errors import BrokenSetup

POSTGRES, VALKEY = "postgres", "valkey"
_LONGEST = 100  # bytes; a Unix socket's path is limited to 107, on macOS to 103


class Servers(msgspec.Struct, frozen=True):
    """Addresses that include passwords; '' for a server that was not requested."""

    database_url: str = ""  # with the application's login
    admin_database_url: str = ""  # with the owner's login, for migrations
    broker_url: str = ""

    def __repr__(self) -> str:
        return "Servers(...)"


class Answer(msgspec.Struct, frozen=True):
    servers: Servers = Servers()
    error: str = ""  # the message for the user if a server is unavailable


def socket_path(home: Path) -> Path:
    """The socket's path in the data directory or, if that is too long, in a short directory that only this user may enter."""
    path = home / "keeper.sock"
    if len(os.fsencode(path)) <= _LONGEST:
        return path
    short = Path("/tmp") / f"aether-{os.geteuid()}"  # noqa: S108 (TMPDIR may differ between two commands)
    short.mkdir(mode=0o700, exist_ok=True)
    status = short.lstat()
    if status.st_uid != os.geteuid() or not stat.S_ISDIR(status.st_mode) or status.st_mode & 0o077:
        raise BrokenSetup(f"{short} is not a directory of this user with mode 700; remove it.")
    return short / f"{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}.sock"

"""What a command and the keeper say to each other: one line each way, then the open connection is the claim."""

import hashlib
import os
import stat
from pathlib import Path

import msgspec

from graph.errors import BrokenSetup

POSTGRES, VALKEY = "postgres", "valkey"
_LONGEST = 100  # bytes; the address of a Unix socket holds 107, 103 on macOS


class Servers(msgspec.Struct, frozen=True):
    """Addresses with passwords; '' for a server that was not asked for."""

    database_url: str = ""  # the application's ordinary login
    admin_database_url: str = ""  # the owner: migrates
    broker_url: str = ""

    def __repr__(self) -> str:
        return "Servers(...)"


class Answer(msgspec.Struct, frozen=True):
    servers: Servers = Servers()
    error: str = ""  # what to tell a person where a server could not be had


def socket_path(home: Path) -> Path:
    """In the data directory; where its path is too long, in a short directory that only this user may enter."""
    path = home / "keeper.sock"
    if len(os.fsencode(path)) <= _LONGEST:
        return path
    short = Path("/tmp") / f"aether-{os.geteuid()}"  # noqa: S108 (TMPDIR may differ between two commands)
    short.mkdir(mode=0o700, exist_ok=True)
    status = short.lstat()
    if status.st_uid != os.geteuid() or not stat.S_ISDIR(status.st_mode) or status.st_mode & 0o077:
        raise BrokenSetup(f"{short} is not a directory of this user with mode 700; remove it.")
    return short / f"{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}.sock"

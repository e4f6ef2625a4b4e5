"""`servers.json`, a data directory's private record of its servers."""

import secrets
from pathlib import Path

import msgspec

from aether.embedded.files import write_private
from aether.embedded.protocol import POSTGRES, VALKEY
from graph.errors import BrokenSetup

NAME = "servers.json"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    state: str  # the servers' files: in the data directory itself or, for root, below /var/lib/aether
    owner_password: str
    login_password: str
    broker_password: str
    ports: dict[str, int] = {}  # last used, by server

    def __repr__(self) -> str:
        return f"Record({self.state})"


def load(home: Path, state: Path) -> Record:
    """The record. It is created before any server file, so that a password is never newer than its server."""
    path = home / NAME
    if path.exists():
        return _read(path)
    if used(home):
        raise BrokenSetup(
            f"{path}, which holds the passwords of the embedded servers, is gone. Restore it from a backup, "
            f"or move {home} away to begin with an empty one."
        )
    record = Record(
        state=str(state),
        owner_password=secrets.token_urlsafe(24),
        login_password=secrets.token_urlsafe(24),
        broker_password=secrets.token_urlsafe(24),
    )
    save(home, record)
    return record


def used(home: Path) -> bool:
    """Whether any server was ever started here."""
    return any((home / f"{name}.lock").exists() for name in (POSTGRES, VALKEY))


def save(home: Path, record: Record) -> None:
    write_private(home / NAME, msgspec.json.format(msgspec.json.encode(record)))


def _read(path: Path) -> Record:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except msgspec.MsgspecError as error:
        raise BrokenSetup(f"{path} is damaged ({error}); restore it from a backup.") from error

"""The account that runs the servers, and the directories of their files."""

import os
import pwd
import secrets
from pathlib import Path
from typing import NamedTuple

from aether.embedded import record
from aether.embedded.files import data_directory
from aether.embedded.record import Record
from graph.errors import BrokenSetup

SHARED = Path("/var/lib/aether")  # accessible to root's servers without loosening any parent's mode


class Account(NamedTuple):
    """The user that the servers run as, as arguments of Popen; all None means the current user."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None


class Site(NamedTuple):
    """One data directory: `home` is private to its owner, and `state` holds the servers' own files."""

    home: Path
    state: Path
    account: Account

    def lock(self, name: str) -> Path:
        return self.home / f"{name}.lock"

    def log(self, name: str) -> Path:
        return self.home / "logs" / f"{name}.log"

    def directory(self, name: str) -> Path:
        """A directory that only the servers' user may enter, inside one that this user cannot modify."""
        path = self.state / name
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account.user is not None and self.account.group is not None:
            os.chown(path, self.account.user, self.account.group)
        return path


def open_site(data_dir: Path) -> tuple[Site, Record]:
    """Opens the site and creates what is missing. For root, `state` is a uniquely named directory, kept in the record."""
    home = data_directory(data_dir)
    (home / "logs").mkdir(mode=0o700, exist_ok=True)
    root = os.geteuid() == 0
    kept = record.load(home, SHARED / secrets.token_hex(8) if root else home)
    if not root:
        return Site(home, home, Account()), kept
    state = Path(kept.state)
    if record.used(home) and not state.exists():
        raise BrokenSetup(
            f"The server files of {home} were in {state} and are gone. Restore them from a backup, "
            f"or move {home} away to begin with an empty one."
        )
    enterable(SHARED, 0o755)
    enterable(state, 0o711)
    (state / "data-directory").write_text(f"{home}\n")  # shows an operator which installation owns these files
    return Site(home, state, _unprivileged(state)), kept


def enterable(directory: Path, mode: int) -> None:
    if not directory.exists():
        directory.mkdir()
        directory.chmod(mode)  # not with mkdir's argument, which the umask would mask
    elif not directory.stat().st_mode & 0o001:
        raise BrokenSetup(
            f"{directory} holds the programs that the embedded servers run as an unprivileged user, who cannot enter it: "
            f"give it mode {mode:o}. It cannot be a data directory, which is private."
        )


def _unprivileged(state: Path) -> Account:
    """The account for servers started by root, as which PostgreSQL refuses to run: the cluster's owner, else the user `aether`
    if it exists, else `nobody`.
    """
    if (state / "postgres").exists():
        owner = (state / "postgres").stat()
        return Account(owner.st_uid, owner.st_gid, ())
    for name in ("aether", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user.pw_uid, user.pw_gid, ())
    raise BrokenSetup("The embedded PostgreSQL cannot run as root: create a user named aether, or set DATABASE_URL.")

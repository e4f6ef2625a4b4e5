"""Mirrors are a cache: the least recently used are evicted when they exceed their quota."""

import fcntl
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import structlog

from graph.errors import Busy
from mirror import upkeep
from mirror.locking import lock_of, writing
from mirror.policy import Policy

_EVERY = 60  # seconds between two checks, over all processes of the host
_AT_WORK = 600  # seconds after a fetch during which its run may still be reading, which it does without a lock
_LOOK = "looked"  # a file whose modification time is that of the last check

_log = structlog.get_logger()


class Room(NamedTuple):
    """The outcome of a check of the mirrors."""

    used: int  # bytes, before
    removed: list[Path]


def make_room(root: Path, policy: Policy) -> Room | None:
    """May be called any number of times: about once a minute, one process of the host checks all mirrors below `root`
    (`root/<tenant>/<repository>`), and evicts what exceeds a tenant's quota, the total quota or the disk reserve. None if it
    is not our turn.
    """
    with _turn(root) as ours:
        if not ours:
            return None
        used = {path: _size(path) for path in root.glob("*/*") if path.is_dir() and lock_of(path).exists()}
        removed = _within_tenants(used, policy)
        left = {path: size for path, size in used.items() if path not in removed}
        over = max(sum(left.values()) - policy.quota_bytes, policy.reserve_bytes - shutil.disk_usage(root).free, 0)
        return Room(sum(used.values()), removed + _evict_over(left, over))


def _within_tenants(used: Mapping[Path, int], policy: Policy) -> list[Path]:
    """Evicts within each tenant's quota, so that one tenant's mirrors do not displace another's."""
    if policy.tenant_bytes is None:
        return []
    removed = []
    for tenant in {path.parent for path in used}:
        theirs = {path: size for path, size in used.items() if path.parent == tenant}
        removed += _evict_over(theirs, sum(theirs.values()) - policy.tenant_bytes)
    return removed


def _evict_over(used: Mapping[Path, int], over: int) -> list[Path]:
    """`over`: bytes to free. Spares mirrors that a run may be reading."""
    idle = [path for path in used if time.time() - lock_of(path).stat().st_mtime > _AT_WORK]
    return evict(idle, sum(used[path] for path in idle) - over) if over > 0 else []


@contextmanager
def _turn(root: Path) -> Iterator[bool]:
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / _LOOK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _is_due(descriptor)
    finally:
        os.close(descriptor)


def _is_due(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False  # another process is checking now
    seen = os.fstat(descriptor)
    due = seen.st_size == 0 or not 0 <= time.time() - seen.st_mtime < _EVERY
    if due:
        os.pwrite(descriptor, b"1", 0)
    return due


def evict(mirrors: Iterable[Path], limit: int) -> list[Path]:
    """Removes mirrors, least recently used first, until the rest takes at most `limit` bytes; returns the removed ones. Skips
    mirrors in use.
    """
    oldest_first = sorted(
        (path for path in mirrors if lock_of(path).exists()), key=lambda path: lock_of(path).stat().st_mtime_ns
    )
    sizes = {path: _size(path) for path in oldest_first}
    removed: list[Path] = []
    for path in oldest_first:
        if sum(sizes.values()) > limit and _removed(path):
            removed.append(path)
            del sizes[path]
    if removed:
        _log.info("mirrors_evicted", mirrors=[path.name for path in removed], limit=limit)
    return removed


def forget(mirrors: Iterable[Path]) -> list[Path]:
    """Removes mirrors of what is no longer registered. Skips mirrors in use, which are removed another time."""
    return [path for path in mirrors if lock_of(path).exists() and _removed(path)]


def discard(tenant: Path) -> Room:
    """Removes all mirrors of a tenant (`root/<tenant>`). Busy while one of them is being fetched into."""
    used = _size(tenant)
    mirrors = sorted(path for path in tenant.glob("*") if path.is_dir() and lock_of(path).exists())
    for path in mirrors:
        with writing(path, seconds=0):
            upkeep.remove(path)
    if tenant.exists():
        shutil.rmtree(tenant)  # lock files, and leftovers of killed writers
    return Room(used, mirrors)


def _size(path: Path) -> int:
    return sum(map(_bytes, path.rglob("*")))


def _bytes(file: Path) -> int:
    """The file's size; 0 for directories, and for files that git has just renamed or removed."""
    try:
        seen = file.lstat()
    except FileNotFoundError:
        return 0
    return seen.st_size if stat.S_ISREG(seen.st_mode) else 0


def _removed(path: Path) -> bool:
    try:
        with writing(path, seconds=0):
            upkeep.remove(path)
    except Busy:
        _log.info("mirror_in_use_not_evicted", mirror=path.name)
        return False
    return True

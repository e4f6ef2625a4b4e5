"""Mirrors are a cache: the least recently used go when the disk they may fill is full."""

from collections.abc import Iterable
from pathlib import Path

import structlog

from graph.errors import Busy
from mirror import upkeep
from mirror.locking import lock_of, writing

_log = structlog.get_logger()


def evict(mirrors: Iterable[Path], limit: int) -> list[Path]:
    """Removes mirrors until the rest takes at most `limit` bytes; returns those removed. One in use is left alone."""
    oldest_first = sorted(
        (path for path in mirrors if lock_of(path).exists()), key=lambda path: lock_of(path).stat().st_mtime_ns
    )
    sizes = {path: _size(path) for path in oldest_first}
    removed: list[Path] = []
    for path in oldest_first:
        if sum(sizes.values()) > limit and _removed(path):
            removed.append(path)
            del sizes[path]
    return removed


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _removed(path: Path) -> bool:
    try:
        with writing(path, seconds=0):
            upkeep.remove(path)
    except Busy:
        _log.info("mirror_in_use_not_evicted", mirror=path.name)
        return False
    return True

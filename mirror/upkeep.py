"""The life of a mirror's directory: made whole or not at all, cleaned after a crash, kept from growing without end."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from glob import escape
from itertools import chain
from pathlib import Path

import structlog

from graph.errors import MirrorUnavailable, Refused
from mirror import command
from mirror.names import ObjectName
from mirror.policy import Policy
from mirror.runner import run

_log = structlog.get_logger()
_KEPT_COMMITS, _PACKS = 64, 24
_SCRATCH, HISTORY = ".scratch.", ".history."
_LEFT = 24 * 3600  # seconds after which nobody works at a history any more
_LEFTOVERS = ("*.lock", "refs/aether/**/*.lock", "objects/pack/tmp_*", "objects/pack/.tmp-*")


def prepare(directory: Path, policy: Policy) -> None:
    """Called by the only writer: whatever a writer that was killed has left is nobody's."""
    if not (directory / "HEAD").is_file():
        _make(directory, policy)
    sweep(directory)


def sweep(directory: Path) -> None:
    """Removes what git leaves when it is killed or the disk is full: locks, halves of packs, and our own scratch."""
    for leftover in chain.from_iterable(directory.glob(pattern) for pattern in _LEFTOVERS):
        _log.warning("mirror_leftover_removed", mirror=directory.name, file=leftover.name)
        leftover.unlink(missing_ok=True)
    for scratch in directory.parent.glob(f"{escape(directory.name)}{_SCRATCH}*"):
        shutil.rmtree(scratch)
    for history in directory.parent.glob(f"{escape(directory.name)}{HISTORY}*"):  # which is made without the lock
        if history.stat().st_mtime < time.time() - _LEFT:
            shutil.rmtree(history)


def remove(directory: Path) -> None:
    """Moved aside first: nobody finds half a mirror."""
    if directory.exists():
        grave = Path(tempfile.mkdtemp(prefix=directory.name + _SCRATCH, dir=directory.parent))
        directory.rename(grave / "mirror")
        shutil.rmtree(grave)


def _make(directory: Path, policy: Policy) -> None:
    with tempfile.TemporaryDirectory(prefix=directory.name + _SCRATCH, dir=directory.parent) as scratch:
        fresh = Path(scratch) / "mirror"
        run(command.init(fresh), seconds=policy.read_seconds)
        fresh.chmod(0o700)  # it will hold private source code
        if directory.exists():
            directory.rename(Path(scratch) / "broken")
        fresh.rename(directory)


def touch(directory: Path, commit: ObjectName) -> bool:
    """Whether the commit is kept; if so, it now counts as the last one used."""
    try:
        os.utime(directory / command.kept(commit))
    except FileNotFoundError:
        return False
    return True


def quota(directory: Path, policy: Policy, about: str) -> Callable[[], None]:
    """A check that a fetch adds no more to the disk than it may, and leaves the reserve; git has no such limits of its own."""
    before = _packed(directory)

    def check() -> None:
        if _packed(directory) - before > policy.fetch_bytes:
            raise Refused(f"{about}: a fetch of it takes more than {policy.fetch_bytes:,} bytes, the limit here.")
        if shutil.disk_usage(directory).free < policy.reserve_bytes:
            raise MirrorUnavailable(
                f"{about}: the disk that holds the mirrors is full, up to the {policy.reserve_bytes:,} bytes kept free. "
                "It will be retried; free some space, or lower AETHER_MIRROR_QUOTA_BYTES."
            )

    return check


def _packed(directory: Path) -> int:
    with os.scandir(directory / "objects" / "pack") as files:
        return sum(map(_bytes, files))


def _bytes(file: "os.DirEntry[str]") -> int:
    """None of a file that git has just renamed or removed."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def tidy(directory: Path, policy: Policy) -> None:
    """Bounds the packs and the commits kept. A mirror that cannot be tidied still serves."""
    kept = sorted((directory / command.KEPT).iterdir(), key=lambda ref: ref.stat().st_mtime_ns)
    packs = sum(1 for _ in (directory / "objects" / "pack").glob("*.pack"))
    try:
        if len(kept) >= 2 * _KEPT_COMMITS:
            _shrink(directory, policy, [ref.name for ref in kept[:-_KEPT_COMMITS]])
        elif packs >= _PACKS:
            run(command.roll_up(directory), seconds=policy.fetch_seconds)
    except MirrorUnavailable as error:
        _log.warning("mirror_not_tidied", mirror=directory.name, reason=str(error))


def _shrink(directory: Path, policy: Policy, commits: list[str]) -> None:
    lines = "".join(f"delete {command.KEPT}{commit}\n" for commit in commits)
    run(command.forget(directory), seconds=policy.read_seconds, stdin=lines.encode())
    run(command.repack(directory), seconds=policy.fetch_seconds)
    run(command.prune(directory), seconds=policy.fetch_seconds)

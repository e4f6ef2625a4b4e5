"""The life cycle of a mirror's directory: atomic creation and removal, clean-up after a crash, bounded growth."""

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
_LEFT = 24 * 3600  # seconds after which a history repository is certainly abandoned
_LEFTOVERS = ("*.lock", "refs/aether/**/*.lock", "objects/pack/tmp_*", "objects/pack/.tmp-*")


def prepare(directory: Path, policy: Policy) -> None:
    """Call as the only writer, so that leftovers of a killed writer can be removed safely."""
    if not (directory / "HEAD").is_file():
        _make(directory, policy)
    sweep(directory)


def sweep(directory: Path) -> None:
    """Removes what remains after git was killed or the disk was full: lock files, partial packs, and our own scratch."""
    for leftover in chain.from_iterable(directory.glob(pattern) for pattern in _LEFTOVERS):
        _log.warning("mirror_leftover_removed", mirror=directory.name, file=leftover.name)
        leftover.unlink(missing_ok=True)
    for scratch in directory.parent.glob(f"{escape(directory.name)}{_SCRATCH}*"):
        shutil.rmtree(scratch)
    for history in directory.parent.glob(f"{escape(directory.name)}{HISTORY}*"):  # used without holding the lock
        if history.stat().st_mtime < time.time() - _LEFT:
            shutil.rmtree(history)


def remove(directory: Path) -> None:
    """Deletes the mirror. It is renamed first, so that nobody finds half a mirror."""
    if directory.exists():
        grave = Path(tempfile.mkdtemp(prefix=directory.name + _SCRATCH, dir=directory.parent))
        directory.rename(grave / "mirror")
        shutil.rmtree(grave)


def _make(directory: Path, policy: Policy) -> None:
    with tempfile.TemporaryDirectory(prefix=directory.name + _SCRATCH, dir=directory.parent) as scratch:
        fresh = Path(scratch) / "mirror"
        run(command.init(fresh), seconds=policy.read_seconds)
        fresh.chmod(0o700)  # it will contain private source code
        if directory.exists():
            directory.rename(Path(scratch) / "broken")
        fresh.rename(directory)


def touch(directory: Path, commit: ObjectName) -> bool:
    """Whether the commit is kept. If so, marks it as the most recently used."""
    try:
        os.utime(directory / command.kept(commit))
    except FileNotFoundError:
        return False
    return True


def quota(directory: Path, policy: Policy, about: str) -> Callable[[], None]:
    """A check of a fetch's limit on disk use and of the disk reserve; git has no such limits itself."""
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
    """The file's size; 0 if git has just renamed or removed it."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def tidy(directory: Path, policy: Policy) -> None:
    """Bounds the number of packs and of kept commits. If that fails, the mirror is still usable."""
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

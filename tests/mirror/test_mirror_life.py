"""Never lost: mirrors keep to their share of the disk, and a full disk costs an attempt, not a mirror."""

import os
import subprocess
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from graph.errors import MirrorUnavailable, Refused
from mirror import Mirror, Policy, Remote, Target, eviction, make_room, upkeep
from tests.git_http import GitHandler
from tests.mirror.mirror_support import Scene, eventually, processes_of
from tests.repositories import create

NO_LIMIT = Policy(reserve_bytes=0)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    create(tmp_path / "source.git", {b"noise": os.urandom(3 << 20)})
    return tmp_path / "source.git"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by a privileged root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def mirrors(root: Path, source: Path, *names: str) -> list[Path]:
    """The directories of mirrors, the least recently used first."""
    made = [Mirror(root / "1" / name, NO_LIMIT) for name in names]
    for number, mirror in enumerate(made):
        mirror.fetch(Remote(str(source), local=True), Target())
        os.utime(mirror.directory.with_name(mirror.directory.name + ".lock"), (number, number))
    return [mirror.directory for mirror in made]


def test_a_full_disk_is_an_outage_that_passes_and_leaves_no_rest(small_disk: Path, source: Path) -> None:
    mirror, remote = Mirror(small_disk / "1" / "1", NO_LIMIT), Remote(str(source), local=True)
    for _ in range(2):
        with pytest.raises(MirrorUnavailable, match="disk with the mirrors is full") as raised:
            mirror.fetch(remote, Target())
        assert type(raised.value) is MirrorUnavailable
        assert sum(file.stat().st_size for file in mirror.directory.glob("objects/pack/*")) == 0
    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    assert len(mirror.tree(mirror.fetch(remote, Target()))) == 1


def test_a_disk_without_room_for_a_mirror_at_all_is_an_outage_too(small_disk: Path, source: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize))
    with pytest.raises(MirrorUnavailable):
        Mirror(small_disk / "1" / "1", NO_LIMIT).fetch(Remote(str(source), local=True), Target())


def test_a_fetch_leaves_the_reserve_free(tmp_path: Path, source: Path) -> None:
    mirror = Mirror(tmp_path / "mirrors" / "1", Policy(reserve_bytes=1 << 60))
    with pytest.raises(MirrorUnavailable, match="kept free"):
        mirror.fetch(Remote(str(source), local=True), Target())
    eventually(lambda: not processes_of(mirror))


def removed(
    root: Path, quota_bytes: int = NO_LIMIT.quota_bytes, reserve_bytes: int = NO_LIMIT.reserve_bytes
) -> list[Path]:
    room = make_room(root, NO_LIMIT._replace(quota_bytes=quota_bytes, reserve_bytes=reserve_bytes))
    assert room is not None
    return room.removed


def test_room_is_made_by_removing_what_was_used_least_recently(tmp_path: Path, source: Path) -> None:
    root = tmp_path / "mirrors"
    old, middle, new = mirrors(root, source, "old", "middle", "new")
    assert removed(root, quota_bytes=7 << 20) == [old]
    assert [path.exists() for path in (old, middle, new)] == [False, True, True]


def test_room_is_looked_for_once_a_minute_whoever_asks(tmp_path: Path, source: Path) -> None:
    root = tmp_path / "mirrors"
    mirrors(root, source, "old", "new")
    seen = make_room(root, NO_LIMIT)
    assert seen is not None
    assert seen.used == sum(file.stat().st_size for file in root.glob("1/*/**/*") if file.is_file())
    assert seen.removed == []
    assert make_room(root, NO_LIMIT._replace(quota_bytes=0)) is None, "somebody has just looked"
    os.utime(root / eviction._LOOK, (1, 1))
    assert len(removed(root, quota_bytes=0)) == 2


def test_a_tenant_that_takes_too_much_loses_its_own_mirrors_and_no_others(tmp_path: Path, source: Path) -> None:
    root = tmp_path / "mirrors"
    old, new = mirrors(root, source, "old", "new")
    other = Mirror(root / "2" / "older", NO_LIMIT).directory
    Mirror(other, NO_LIMIT).fetch(Remote(str(source), local=True), Target())
    os.utime(other.with_name("older.lock"), (0, 0))
    room = make_room(root, NO_LIMIT._replace(tenant_bytes=eviction._size(new)))
    assert room is not None
    assert (room.removed, new.exists(), other.exists()) == ([old], True, True)


def test_a_mirror_that_a_run_may_be_reading_stays(tmp_path: Path, source: Path) -> None:
    root = tmp_path / "mirrors"
    mirrors(root, source, "idle", "read")
    os.utime(root / "1" / "read.lock")
    assert removed(root, quota_bytes=0) == [root / "1" / "idle"]


def test_a_disk_that_others_fill_costs_mirrors_too(tmp_path: Path, source: Path) -> None:
    root = tmp_path / "mirrors"
    mirrors(root, source, "old", "new")
    assert len(removed(root, reserve_bytes=1 << 60)) == 2


def test_no_file_outgrows_the_limit_of_the_kernel(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        create(scene.source, {b"noise": os.urandom(3 << 20)})
        mirror = scene.with_policy(fetch_bytes=1 << 20)
        with pytest.raises(Refused):
            mirror.fetch(scene.remote, Target("main"))
        assert sum(file.stat().st_size for file in mirror.directory.rglob("*.pack")) == 0


class Trickle(GitHandler):
    """Answers a byte at a time, and never with the last one."""

    def answer(self, path: str, suffix: str, asked_well: bool) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        self.end_headers()
        self.wfile.write(b"001e# service=git-upload-pack\n0000")
        while not self.server.release.wait(0.05):
            self.wfile.write(b"0")
            self.wfile.flush()


def test_a_forge_that_trickles_is_given_up(tmp_path: Path) -> None:
    with Scene(tmp_path, Trickle) as scene, pytest.raises(MirrorUnavailable, match="stopped after"):
        scene.with_policy(fetch_seconds=1).fetch(scene.remote, Target("main"))
    eventually(lambda: not processes_of(scene.mirror))


def test_a_file_that_git_renames_while_files_are_measured_costs_no_attempt(tmp_path: Path) -> None:
    """It is listed, and gone when it is looked at."""
    packs = tmp_path / "objects" / "pack"
    packs.mkdir(parents=True)
    (packs / "tmp_pack").symlink_to("gone")
    check = upkeep.quota(tmp_path, NO_LIMIT, "a repository")
    (packs / "another").write_bytes(b"x")

    check()

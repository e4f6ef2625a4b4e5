"""Never lost: a fetch ends on time and leaves nothing behind; a broken mirror costs a fetch and no more."""

import fcntl
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

import pytest

from graph.errors import Busy, MirrorUnavailable, Refused
from mirror import Mirror, Policy, Remote, Target, discard, evict, upkeep
from mirror.failures import failure
from tests.git_http import GitHandler
from tests.mirror.mirror_support import Scene, eventually, processes_of
from tests.mirror.pack_bomb import create_bomb
from tests.repositories import commit, create, git

TREE = {b"a.py": b"x = 1\n"}
TOO_MUCH = "takes more than|exceeds the size limit of a fetch"  # our look at the disk, or the kernel's limit on a file


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path) as forge:
        yield forge


class SoftLimit(Exception): ...


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stalled_forge_is_given_up_and_no_process_is_left(scene: Scene, method: str) -> None:
    create(scene.source, TREE)
    scene.stall = lambda request: request.method == method
    with pytest.raises(MirrorUnavailable, match=r"stopped after 0\.5 s"):
        scene.with_policy(fetch_seconds=0.5).fetch(scene.remote, Target("main"))
    eventually(lambda: not processes_of(scene.mirror))


def test_an_exception_in_the_middle_of_a_fetch_leaves_no_process(scene: Scene) -> None:
    """As a task's soft time limit does: raised by a signal, wherever the program is."""
    create(scene.source, TREE)

    def stalled(_: object) -> bool:
        os.kill(os.getpid(), signal.SIGALRM)
        return True

    def interrupt(*_: object) -> None:
        raise SoftLimit

    scene.stall = stalled
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with pytest.raises(SoftLimit):
            scene.mirror.fetch(scene.remote, Target("main"))
    finally:
        signal.signal(signal.SIGALRM, before)
    eventually(lambda: not processes_of(scene.mirror))


def test_a_killed_worker_takes_git_with_it_and_frees_the_mirror(scene: Scene) -> None:
    [head] = create(scene.source, TREE)
    scene.stall = lambda _: True
    program = (
        "import sys; from pathlib import Path; from mirror import *\n"
        "mirror = Mirror(Path(sys.argv[1]), Policy(private_hosts=frozenset([sys.argv[2]])))\n"
        "mirror.fetch(Remote(sys.argv[3], sys.argv[4]), Target('main'))"
    )
    argv = (sys.executable, "-c", program, str(scene.mirror.directory), scene.host, scene.remote.url, scene.url)
    with subprocess.Popen(argv) as worker:
        assert scene.stalled.wait(20)
        worker.kill()
    eventually(lambda: not processes_of(scene.mirror))
    scene.stall = lambda _: False
    scene.release.set()
    assert scene.mirror.fetch(scene.remote, Target("main")) == head


def test_runs_of_several_branches_share_a_mirror(scene: Scene) -> None:
    create(scene.source, TREE)
    heads = {f"b{n}": commit(scene.source, {b"a.py": b"%d" % n}, branch=f"b{n}") for n in range(6)}
    with ThreadPoolExecutor(6) as pool:
        fetched = list(pool.map(lambda branch: scene.mirror.fetch(scene.remote, Target(branch)), heads))
    assert fetched == list(heads.values())
    for head, other in pairwise(fetched):
        assert [entry.path for entry in scene.mirror.changes(head, other).put] == [b"a.py"]


def test_a_second_writer_waits_and_then_says_who_is_busy(scene: Scene) -> None:
    create(scene.source, TREE)
    scene.mirror.fetch(scene.remote, Target("main"))
    with (scene.mirror.directory.parent / "1.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Busy, match="Another run"):
            scene.with_policy(fetch_seconds=0.1).fetch(scene.remote, Target("main"))


@pytest.mark.parametrize(
    "leftover", ["shallow.lock", "config.lock", "HEAD.lock", "refs/aether/incoming.lock", "objects/pack/tmp_pack_x"]
)
def test_what_a_killed_writer_left_does_not_stop_the_next(scene: Scene, leftover: str) -> None:
    create(scene.source, TREE)
    scene.mirror.fetch(scene.remote, Target("main"))
    head = commit(scene.source, {b"b.py": b"2"})
    (scene.mirror.directory / leftover).touch()
    assert scene.mirror.fetch(scene.remote, Target("main")) == head
    assert not (scene.mirror.directory / leftover).exists()


def truncate_pack(directory: Path) -> None:
    for pack in directory.glob("objects/pack/*.pack"):
        pack.chmod(0o600)
        pack.write_bytes(pack.read_bytes()[:40])


def remove_packs(directory: Path) -> None:
    for pack in directory.glob("objects/pack/*"):
        pack.unlink()


def garble_config(directory: Path) -> None:
    (directory / "config").write_text("[core\n")


def remove_head(directory: Path) -> None:
    (directory / "HEAD").unlink()


def garble_ref(directory: Path) -> None:
    next((directory / "refs/aether/kept").iterdir()).write_text("not an object\n")


@pytest.mark.parametrize("damage", [truncate_pack, remove_packs, garble_config, remove_head, garble_ref])
def test_a_damaged_mirror_is_made_anew(scene: Scene, damage: Callable[[Path], None]) -> None:
    create(scene.source, {**TREE, b"big": bytes(range(256)) * 100})
    scene.mirror.fetch(scene.remote, Target("main"))
    head = commit(scene.source, {b"b.py": b"2", b"big": bytes(range(256)) * 100})
    damage(scene.mirror.directory)
    assert scene.mirror.fetch(scene.remote, Target("main", head)) == head
    assert [content for _, content in scene.mirror.blobs([e.blob for e in scene.mirror.tree(head)], 100)] == [
        b"2",
        None,
    ]
    assert [path.name for path in scene.mirror.directory.parent.iterdir() if path.name not in {"1", "1.lock"}] == []


def test_a_fetch_that_grows_beyond_the_limit_is_refused(scene: Scene, tmp_path: Path) -> None:
    create(scene.source, {b"%d" % n: os.urandom(200_000) for n in range(40)})
    with pytest.raises(Refused, match=TOO_MUCH):
        scene.with_policy(fetch_bytes=1_000_000).fetch(scene.remote, Target("main"))
    eventually(lambda: not processes_of(scene.mirror))


class EndlessPack(GitHandler):
    """Answers a fetch with a pack that never ends."""

    def answer(self, path: str, suffix: str, asked_well: bool) -> None:
        if self.command == "GET":
            super().answer(path, suffix, asked_well)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/x-git-upload-pack-result")
        self.end_headers()
        self.packet(b"packfile\n")
        self.packet(b"\1PACK\0\0\0\2\0\x0f\xff\xff")
        while True:  # until git is killed, and the connection with it
            self.packet(b"\1" + blob(os.urandom(1000)))

    def packet(self, data: bytes) -> None:
        self.wfile.write(b"%04x%b" % (len(data) + 4, data))


def blob(content: bytes) -> bytes:
    """As an object of a pack: type and size, then the content deflated."""
    size = len(content)
    return bytes([0xB0 | size & 15, size >> 4]) + zlib.compress(content)


def test_a_pack_without_end_is_stopped_at_the_limit(tmp_path: Path) -> None:
    with Scene(tmp_path, EndlessPack) as scene:
        create(scene.source, TREE)
        with pytest.raises(Refused, match=TOO_MUCH):
            scene.with_policy(fetch_bytes=100_000).fetch(scene.remote, Target(commit="a" * 40))
        eventually(lambda: not processes_of(scene.mirror))
        assert not list(scene.mirror.directory.glob("objects/pack/*")), "what it sent is gone"


def test_a_pack_that_unfolds_in_memory_is_stopped_at_the_limit(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a kilobyte: no limit on what is sent or stored would notice it."""
    scene.source.parent.mkdir(parents=True)
    create_bomb(scene.source, mebibytes=200)
    monkeypatch.setattr("mirror.runner.MEMORY", 100 << 20)
    with pytest.raises(Refused, match="more memory than git may use"):
        scene.mirror.fetch(scene.remote, Target("main"))
    monkeypatch.undo()
    commit = scene.mirror.fetch(scene.remote, Target("main"))
    entry, _ = scene.mirror.tree(commit)
    assert list(scene.mirror.blobs([entry.blob], 1 << 20)) == [(entry.blob, None)], "and it is not read either"


def test_a_full_disk_is_an_outage_that_passes() -> None:
    said = b"fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output\n"
    error = failure("https://git.example.com/a", said, ())
    assert type(error) is MirrorUnavailable
    assert "disk with the mirrors is full" in str(error)


def test_what_the_remote_says_cannot_pass_for_damage_of_the_mirror() -> None:
    said = b"remote: error: object file is corrupt\nfatal: remote error: the tree is corrupt\n"
    assert type(failure("https://git.example.com/a", said, ())) is MirrorUnavailable


def test_the_name_of_a_repository_is_no_symptom() -> None:
    url = "https://git.example.com/error:404/not-our-ref/inflate"
    error = failure(url, f"fatal: unable to access '{url}/': Could not resolve host\n".encode(), ())
    assert type(error) is MirrorUnavailable


def test_the_least_recently_used_mirror_goes_first_and_one_in_use_stays(tmp_path: Path) -> None:
    create(tmp_path / "source.git", {b"a": os.urandom(100_000)})
    mirrors = [Mirror(tmp_path / "mirrors" / name, Policy()) for name in ("busy", "old", "new")]
    for mirror in mirrors:
        mirror.fetch(Remote(str(tmp_path / "source.git"), local=True), Target())
    busy, old, new = (mirror.directory for mirror in mirrors)
    assert evict([new, old, busy], 1 << 20) == []
    with (tmp_path / "mirrors" / "busy.lock").open("w") as lock:
        os.utime(lock.fileno(), (1, 1))
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert evict([new, old, busy], 250_000) == [old]
    assert [path.exists() for path in (busy, old, new)] == [True, False, True]
    assert evict([new, busy, tmp_path / "never-fetched"], 0) == [busy, new]


def test_all_mirrors_of_a_tenant_go_unless_one_is_fetched_into(tmp_path: Path) -> None:
    create(tmp_path / "source.git", {b"a": os.urandom(100_000)})
    tenants = [tmp_path / "mirrors" / name for name in ("1", "2")]
    for tenant in tenants:
        Mirror(tenant / "7", Policy()).fetch(Remote(str(tmp_path / "source.git"), local=True), Target())
    with (tenants[0] / "7.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            discard(tenants[0])
    assert (tenants[0] / "7" / "HEAD").exists()
    used, removed = discard(tenants[0])
    assert (used > 100_000, removed) == (True, [tenants[0] / "7"])
    assert [tenant.exists() for tenant in tenants] == [False, True]
    assert discard(tenants[0]) == (0, [])


def test_a_tree_that_unfolds_without_end_is_refused(scene: Scene) -> None:
    """Ten small trees, each ten times in the next: ten thousand million paths in a few hundred bytes."""
    [head] = create(scene.source, TREE)
    tree = git(scene.source, "rev-parse", f"{head}^{{tree}}")
    for _ in range(10):
        tree = git(
            scene.source, "mktree", stdin=b"".join(b"040000 tree %s\td%d\n" % (tree.encode(), n) for n in range(10))
        )
    author = ("-c", "user.name=T", "-c", "user.email=t@example.invalid")
    bomb = git(scene.source, *author, "commit-tree", "-m", "bomb", tree)
    git(scene.source, "update-ref", "refs/heads/main", bomb)
    mirror = scene.with_policy(listing_bytes=1 << 20)
    assert mirror.fetch(scene.remote, Target("main")) == bomb
    with pytest.raises(Refused, match="printed more than 1,048,576 bytes"):
        mirror.tree(bomb)
    eventually(lambda: not processes_of(mirror))


def test_a_mirror_that_has_seen_many_pushes_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And still serves the next one as a delta."""
    monkeypatch.setattr(upkeep, "_KEPT_COMMITS", 4)
    monkeypatch.setattr(upkeep, "_PACKS", 3)
    [old] = create(tmp_path / "source.git", TREE)
    mirror, remote = Mirror(tmp_path / "mirror", Policy()), Remote(str(tmp_path / "source.git"), local=True)
    mirror.fetch(remote, Target("main"))
    for number in range(10):
        new = commit(tmp_path / "source.git", {b"a.py": b"%d" % number})
        assert mirror.fetch(remote, Target("main")) == new
        assert [entry.path for entry in mirror.changes(old, new).put] == [b"a.py"]
        assert len(list(mirror.directory.glob("objects/pack/*.pack"))) <= 3
        old = new
    assert len(git(mirror.directory, "for-each-ref", "refs/aether/kept").splitlines()) < 8
    assert len((mirror.directory / "shallow").read_text().splitlines()) < 10
    assert git(mirror.directory, "fsck", "--connectivity-only") == ""

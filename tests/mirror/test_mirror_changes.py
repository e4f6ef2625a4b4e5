"""True: what changed is what the trees say, whatever the names are."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.changes import GITLINK, SYMLINK, Changes, Entry
from graph.errors import BadInput
from mirror import Mirror, Policy, Remote, Target
from mirror.failures import Damaged
from mirror.listing import entries
from tests.mirror.mirror_support import Scene, eventually, processes_of
from tests.repositories import Content, commit, create

PLAIN, PROGRAM = 0o100644, 0o100755
PATHS = [b"a", b"b.py", b"d/a", b"d/e/a", b"d/e/b\xff", b"z/\n"]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path) as forge:
        yield forge


def pushed(scene: Scene, before: dict[bytes, Content], after: dict[bytes, Content]) -> Changes:
    """What the mirror says of a push from one tree to the other."""
    [old] = create(scene.source, before)
    scene.mirror.fetch(scene.remote, Target("main"))
    new = commit(scene.source, after)
    scene.mirror.fetch(scene.remote, Target("main", new))
    return scene.mirror.changes(old, new)


def test_added_changed_and_deleted_files(scene: Scene) -> None:
    changes = pushed(
        scene, {b"same": b"1", b"changed": b"1", b"gone": b"1"}, {b"same": b"1", b"changed": b"2", b"new": b"1"}
    )
    assert [entry.path for entry in changes.put] == [b"changed", b"new"]
    assert changes.gone == (b"gone",)


def test_a_rename_is_one_path_gone_and_one_put(scene: Scene) -> None:
    changes = pushed(scene, {b"d/old.py": b"x = 1\n"}, {b"e/new.py": b"x = 1\n"})
    assert ([entry.path for entry in changes.put], changes.gone) == ([b"e/new.py"], (b"d/old.py",))


def test_a_changed_mode_is_a_change(scene: Scene) -> None:
    changes = pushed(scene, {b"run": b"1"}, {b"run": (PROGRAM, b"1")})
    assert [(entry.path, entry.mode) for entry in changes.put] == [(b"run", PROGRAM)]


def test_a_file_that_becomes_a_directory(scene: Scene) -> None:
    changes = pushed(scene, {b"a": b"1"}, {b"a/b": b"1"})
    assert ([entry.path for entry in changes.put], changes.gone) == ([b"a/b"], (b"a",))


def test_links_and_submodules_are_entries_that_lead_nowhere(scene: Scene) -> None:
    submodule = b"c" * 40
    changes = pushed(
        scene, {b"a": b"1"}, {b"a": b"1", b"link": (SYMLINK, b"/etc/passwd"), b"vendored": (GITLINK, submodule)}
    )
    link, module = changes.put
    assert (link.mode, module) == (SYMLINK, Entry(b"vendored", GITLINK, submodule.decode()))
    assert list(scene.mirror.blobs([link.blob], 100)) == [(link.blob, b"/etc/passwd")]


def test_odd_names_are_bytes_and_never_options_or_lines(scene: Scene) -> None:
    names = [
        b"--output=pwned",
        b"-rf.py",
        b"A.py",
        b"a.py",
        b"caf\xe9.py",
        b"new\nline.py",
        b'quo"te\\.py',
        b"tab\t.py",
        b"x" * 200 + b"/" + b"y" * 250,
    ]
    changes = pushed(scene, {b"a.py": b"1"}, dict.fromkeys(names, b"2"))
    assert [entry.path for entry in changes.put] == names
    assert [entry.path for entry in scene.mirror.tree(changes.commit)] == names
    assert not list(scene.mirror.directory.parent.rglob("*pwned*"))


def test_changes_applied_one_after_the_other_give_the_tree(tmp_path: Path) -> None:
    """Whatever is pushed: commits on top, force pushes, jumps back, an empty tree."""
    chance, source = random.Random(20), tmp_path / "source.git"
    mirror, remote = Mirror(tmp_path / "mirror", Policy()), Remote(str(source), local=True)
    create(source)
    held: dict[bytes, Entry] = {}
    old = None
    for _ in range(25):
        files: dict[bytes, Content] = {
            path: any_content(chance) for path in chance.sample(PATHS, chance.randrange(len(PATHS)))
        }
        new = commit(source, files, onto=chance.choice([None, ""]))
        changes = mirror.changes(old, mirror.fetch(remote, Target("main")))
        held = {} if changes.whole else {path: entry for path, entry in held.items() if path not in changes.gone}
        held |= {entry.path: entry for entry in changes.put}
        assert held == {entry.path: entry for entry in mirror.tree(new)}
        assert sorted(held) == sorted(files)
        old = new


def any_content(chance: random.Random) -> Content:
    mode = chance.choice([PLAIN, PROGRAM, SYMLINK, GITLINK])
    return (mode, b"c" * 40 if mode == GITLINK else b"%d" % chance.randrange(3))


def test_with_nothing_to_compare_the_whole_tree_is_put(scene: Scene) -> None:
    [head] = create(scene.source, {b"a": b"1", b"d/b": b"2"})
    scene.mirror.fetch(scene.remote, Target("main"))
    for old in (None, "b" * 40):
        changes = scene.mirror.changes(old, head)
        assert changes.whole
        assert changes.put == tuple(scene.mirror.tree(head))
        assert len(changes.put) == 2


def test_blobs_come_in_the_order_asked_and_large_ones_are_not_read(scene: Scene) -> None:
    large = bytes(50 << 20)
    [head] = create(scene.source, {b"a": b"", b"b": b"two\n", b"large": large, b"z": b"\0\n"})
    scene.mirror.fetch(scene.remote, Target("main"))
    names = {entry.path: entry.blob for entry in scene.mirror.tree(head)}
    asked = [names[path] for path in (b"z", b"large", b"b", b"a", b"b")]
    assert [content for _, content in scene.mirror.blobs(asked, 1 << 20)] == [b"\0\n", None, b"two\n", b"", b"two\n"]
    assert list(scene.mirror.blobs([names[b"large"]], len(large))) == [(names[b"large"], large)]
    assert list(scene.mirror.blobs([], 10)) == []


def test_a_reader_that_stops_early_leaves_no_process(scene: Scene) -> None:
    [head] = create(scene.source, {b"%d" % n: b"%d" % n * 20_000 for n in range(100)})
    scene.mirror.fetch(scene.remote, Target("main"))
    reader = scene.mirror.blobs([entry.blob for entry in scene.mirror.tree(head)], 1 << 20)
    assert next(reader)[1]
    assert processes_of(scene.mirror)
    reader.close()  # type: ignore[attr-defined]  # a generator, promised as an iterator only
    eventually(lambda: not processes_of(scene.mirror))


def test_a_blob_name_that_is_no_name_is_refused(scene: Scene) -> None:
    with pytest.raises(BadInput):
        list(scene.mirror.blobs(["HEAD:README"], 10))


def test_a_mirror_that_lost_an_object_is_deleted_and_fetched_anew(scene: Scene) -> None:
    [head] = create(scene.source, {b"a": b"1"})
    scene.mirror.fetch(scene.remote, Target("main"))
    with pytest.raises(Damaged, match="a new one will be created"):
        list(scene.mirror.blobs(["d" * 40], 10))
    assert not scene.mirror.directory.exists()
    with pytest.raises(Damaged):
        scene.mirror.tree(head)
    assert scene.mirror.fetch(scene.remote, Target("main", head)) == head
    assert len(scene.mirror.tree(head)) == 1


def test_a_listing_of_many_files_is_read_whole() -> None:
    listing = b"".join(b"100644 blob %040x\tdir-%d/file-%d.py\0" % (n, n % 100, n) for n in range(120_000))
    found = entries(listing)
    assert len(found) == 120_000
    assert found[-1] == Entry(b"dir-99/file-119999.py", PLAIN, f"{119_999:040x}")

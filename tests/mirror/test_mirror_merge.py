"""True: a merge is said to be what git would make of it, from a mirror that holds no history."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import RepositoryParseError
from mirror import Target
from mirror.merging import Merge
from tests.mirror.mirror_support import Scene
from tests.repositories import Files, commit, create, git

LINES = b"".join(b"line %d\n" % number for number in range(20))
BASE: Files = {b"a.py": LINES, b"b.py": b"b\n", b"gone.py": b"x\n"}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path) as forge:
        yield forge


def merged(scene: Scene, ours: str, theirs: str) -> Merge:
    for each in (ours, theirs):
        scene.mirror.fetch(scene.remote, Target(commit=each))
    return scene.mirror.merge(scene.remote, ours, theirs)


def really(scene: Scene, ours: str, theirs: str) -> str:
    """The tree that git makes where the whole history is."""
    return git(scene.source, "merge-tree", "--write-tree", ours, theirs)


@pytest.mark.parametrize("filters", ["true", "false"])
def test_both_sides_are_in_the_tree_whatever_the_server_can_leave_out(scene: Scene, filters: str) -> None:
    *_, base = create(scene.source, {}, {b"b.py": b"old\n"}, BASE)
    git(scene.source, "config", "uploadpack.allowFilter", filters)
    theirs = commit(scene.source, {**BASE, b"a.py": LINES.replace(b"line 2\n", b"two\n")}, branch="feature", onto=base)
    ours = commit(scene.source, {b"a.py": LINES.replace(b"line 18\n", b"18\n"), b"c.py": b"b\n"})

    found = merged(scene, ours, theirs)

    assert (found.base, found.tree, found.conflicts) == (base, really(scene, ours, theirs), ())
    changes = scene.mirror.changes(ours, found.tree)
    assert [(each.path, changes.gone) for each in changes.put] == [(b"a.py", ())]
    assert list(scene.mirror.directory.parent.glob("*.history.*")) == []


def test_what_conflicts_is_named(scene: Scene) -> None:
    [base] = create(scene.source, BASE)
    theirs = commit(scene.source, {**BASE, b"b.py": b"theirs\n", b"gone.py": b"y\n"}, branch="feature", onto=base)
    ours = commit(scene.source, {b"a.py": LINES, b"b.py": b"ours\n"})

    assert merged(scene, ours, theirs).conflicts == ("b.py", "gone.py")


def test_a_request_that_is_up_to_date_is_its_head(scene: Scene) -> None:
    [base] = create(scene.source, BASE)
    head = commit(scene.source, {**BASE, b"b.py": b"new\n"}, branch="feature", onto=base)

    assert merged(scene, base, head) == Merge(base, git(scene.source, "rev-parse", f"{head}^{{tree}}"), ())


def test_histories_without_a_commit_in_common_cannot_be_merged(scene: Scene) -> None:
    [base] = create(scene.source, BASE)
    stranger = commit(scene.source, {b"a.py": b"x\n"}, branch="feature", onto="")

    with pytest.raises(RepositoryParseError, match="no commit in common"):
        merged(scene, base, stranger)

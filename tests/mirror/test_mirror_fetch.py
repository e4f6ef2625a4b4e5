"""Proportional: a fetch brings one commit, and of it only what the mirror lacks."""

import os
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import cast

import pytest

from graph.errors import BadInput, EmptyRepository, NotARepository, Refused, RepositoryParseError, UnknownRevision
from mirror import Mirror, Policy, Remote, Target, command
from mirror.access import admitted
from mirror.runner import run
from tests.git_http import GitHandler
from tests.mirror.mirror_support import Scene, processes_of
from tests.repositories import commit, commits, create, forget, git

README = {b"README": b"hello\n"}
INCOMPRESSIBLE = bytes(range(256)) * 40


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path) as forge:
        yield forge


def packed(mirror: Mirror) -> int:
    return sum(pack.stat().st_size for pack in mirror.directory.glob("objects/pack/*.pack"))


def test_a_first_fetch_brings_the_branch_head_without_its_history(scene: Scene) -> None:
    *_, head = create(scene.source, README, {b"a.py": b"1"}, {b"a.py": b"2"})
    assert scene.mirror.fetch(scene.remote, Target("main")) == head
    assert git(scene.mirror.directory, "rev-list", "--all") == head
    assert [(entry.path, entry.mode) for entry in scene.mirror.tree(head)] == [(b"a.py", 0o100644)]


@pytest.mark.parametrize("ref", ["main", "refs/heads/main", "v1", "refs/tags/v1", None])
def test_a_ref_may_be_short_or_full_a_branch_or_an_annotated_tag(scene: Scene, ref: str | None) -> None:
    [head] = create(scene.source, README)
    git(scene.source, "-c", "user.name=T", "-c", "user.email=t@example.invalid", "tag", "-a", "-m", "one", "v1", head)
    assert scene.mirror.fetch(scene.remote, Target(ref)) == head
    assert scene.mirror.ls_remote(scene.remote).refs["refs/tags/v1"] == head


def test_a_branch_comes_before_a_tag_of_the_same_name(scene: Scene) -> None:
    first, head = create(scene.source, README, {b"a.py": b"1"})
    git(scene.source, "tag", "main", first)
    assert scene.mirror.fetch(scene.remote, Target("main")) == head


def test_the_next_fetch_costs_the_change_and_not_the_repository(scene: Scene) -> None:
    big = {b"big-%d" % n: bytes([n]) * n + INCOMPRESSIBLE + bytes([n]) for n in range(100)}
    first = create(scene.source, big)[0]
    scene.mirror.fetch(scene.remote, Target("main"))
    before = packed(scene.mirror)
    head = commit(scene.source, {**big, b"a.py": b"x = 1\n"})
    assert scene.mirror.fetch(scene.remote, Target("main")) == head
    assert packed(scene.mirror) - before < 6000, "a tree of 101 names, a commit and a small blob"
    assert scene.mirror.changes(first, head).put[0].path == b"a.py"


def test_a_commit_is_fetched_by_name_even_when_the_branch_has_moved_on(scene: Scene) -> None:
    first, _ = create(scene.source, README, {b"a.py": b"1"})
    assert scene.mirror.fetch(scene.remote, Target("main", first)) == first
    assert scene.fetches() == 1, "an object name needs no look-up of refs"


def test_a_commit_that_is_kept_already_costs_no_connection(scene: Scene) -> None:
    [head] = create(scene.source, README)
    scene.mirror.fetch(scene.remote, Target("main"))
    scene.seen.clear()
    assert scene.mirror.fetch(scene.remote, Target("main", head)) == head
    assert not scene.seen


def test_a_force_push_that_removed_the_old_commit_falls_back_to_the_branch(scene: Scene) -> None:
    [gone] = create(scene.source, README)
    scene.mirror.fetch(scene.remote, Target("main"))
    [lost] = commits(scene.source, [{b"lost": b"1"}], branch="side")
    forget(scene.source, "side")
    head = commit(scene.source, {b"new.py": b"1"}, onto="")
    forget(scene.source)
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", lost)) == head
    changes = scene.mirror.changes(gone, head)
    assert (changes.gone, [entry.path for entry in changes.put], changes.whole) == ((b"README",), [b"new.py"], False)


def test_a_push_on_top_of_the_indexed_commit_is_taken_in_one_round_trip(scene: Scene) -> None:
    [old] = create(scene.source, README)
    scene.mirror.fetch(scene.remote, Target("refs/heads/main"))
    new = commit(scene.source, {b"a.py": b"1"})
    scene.seen.clear()
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", new, onto=old)) == new
    assert scene.fetches() == 1


def test_a_push_of_several_commits_is_taken_once_the_branch_is_seen_to_be_there(scene: Scene) -> None:
    [old] = create(scene.source, README)
    scene.mirror.fetch(scene.remote, Target("refs/heads/main"))
    _, new = commits(scene.source, [{b"a.py": b"1"}, {b"a.py": b"2"}])
    scene.seen.clear()
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", new, onto=old)) == new
    assert scene.fetches() == 2


def test_a_push_of_several_commits_whose_event_began_at_the_indexed_one_needs_no_question(scene: Scene) -> None:
    [old] = create(scene.source, README)
    scene.mirror.fetch(scene.remote, Target("refs/heads/main"))
    late, new = commits(scene.source, [{b"a.py": b"1"}, {b"a.py": b"2"}])
    scene.seen.clear()
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", new, onto=old, moved=True)) == new
    assert scene.fetches() == 1
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", new, onto=late, moved=True)) == new, "no news"


def test_an_event_that_comes_late_does_not_turn_the_branch_back(scene: Scene) -> None:
    first, late, head = create(scene.source, README, {b"a.py": b"1"}, {b"a.py": b"2"})
    scene.mirror.fetch(scene.remote, Target("refs/heads/main"))
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", late, onto=head)) == head
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", first, onto=head)) == head
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", head, onto=head)) == head


def test_an_event_whose_commit_is_gone_means_what_the_branch_is_at(scene: Scene) -> None:
    [old] = create(scene.source, README)
    scene.mirror.fetch(scene.remote, Target("refs/heads/main"))
    head = commit(scene.source, {b"a.py": b"1"}, onto="")
    assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", "a" * 40, onto=old)) == head


class WithoutShallow(GitHandler):
    """A server that sends a commit with its history only."""

    def pass_on(self, answer: BufferedReader) -> None:
        super().pass_on(cast("BufferedReader", BytesIO(answer.read().replace(b"fetch=shallow", b"fetch=nothing"))))


def test_a_server_that_cannot_send_one_commit_sends_its_history(tmp_path: Path) -> None:
    with Scene(tmp_path, WithoutShallow) as scene:
        *_, old = create(scene.source, README, {b"a.py": b"1"}, {b"a.py": b"2"})
        assert scene.mirror.fetch(scene.remote, Target("main")) == old
        assert len(git(scene.mirror.directory, "rev-list", old).splitlines()) == 3
        new = commit(scene.source, {b"a.py": b"3"})
        assert scene.mirror.fetch(scene.remote, Target("refs/heads/main", new, onto=old)) == new
        assert [entry.path for entry in scene.mirror.changes(old, new).put] == [b"a.py"]


def test_the_default_branch_is_followed_when_it_is_renamed(scene: Scene) -> None:
    [head] = create(scene.source, README)
    assert scene.mirror.default_branch(scene.remote) == "main"
    git(scene.source, "branch", "-m", "main", "trunk")
    assert scene.mirror.default_branch(scene.remote) == "trunk"
    assert scene.mirror.fetch(scene.remote, Target()) == head
    with pytest.raises(UnknownRevision, match=r"has no main\. Its default branch is trunk"):
        scene.mirror.fetch(scene.remote, Target("main"))


def test_an_empty_repository_is_told_from_a_missing_branch(scene: Scene) -> None:
    create(scene.source)
    for target in (Target(), Target("main"), Target(commit="a" * 40)):
        with pytest.raises(EmptyRepository, match="no commit yet"):
            scene.mirror.fetch(scene.remote, target)
    head = commit(scene.source, README)
    assert scene.mirror.fetch(scene.remote, Target()) == head


def test_what_is_not_there_is_said_clearly(scene: Scene, tmp_path: Path) -> None:
    create(scene.source, README)
    with pytest.raises(UnknownRevision, match="has no " + "a" * 40):
        scene.mirror.fetch(scene.remote, Target(commit="a" * 40))
    with pytest.raises(NotARepository, match="There is no git repository"):
        scene.mirror.fetch(Remote(scene.remote_url("acme/other"), scene.url), Target())
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(NotARepository):
            scene.mirror.fetch(Remote(str(path), local=True), Target())


def test_a_ref_to_something_that_is_not_a_commit_is_unknown(scene: Scene) -> None:
    [head] = create(scene.source, README)
    git(scene.source, "tag", "tree", f"{head}^{{tree}}")
    with pytest.raises(UnknownRevision, match="not a commit"):
        scene.mirror.fetch(scene.remote, Target("tree"))


def test_a_repository_with_sha256_names_is_refused_clearly(scene: Scene) -> None:
    scene.source.mkdir(parents=True)
    git(scene.source, "init", "--quiet", "--bare", "--object-format=sha256", "--initial-branch=main")
    commit(scene.source, README)
    with pytest.raises(RepositoryParseError, match="SHA-256"):
        scene.mirror.fetch(scene.remote, Target("main"))
    with pytest.raises(RepositoryParseError, match="SHA-256"):
        scene.mirror.ls_remote(scene.remote)
    with pytest.raises(RepositoryParseError, match="SHA-256"):
        scene.mirror.fetch(scene.remote, Target(commit="a" * 64))


@pytest.mark.parametrize(
    "ref",
    [
        "--upload-pack=touch pwned",
        "-x",
        "a..b",
        "a b",
        "a:b",
        "^a",
        "a.lock",
        "/a",
        "a/",
        "",
        "a\n",
        "*",
        "@{u}",
        "\udce9",
    ],
)
def test_a_name_git_would_not_allow_is_refused_with_no_command_run(scene: Scene, ref: str) -> None:
    with pytest.raises(BadInput):
        scene.mirror.fetch(scene.remote, Target(ref))
    assert not scene.mirror.directory.exists()
    assert not scene.seen


@pytest.mark.parametrize("commit_id", ["", "HEAD", "--all", "a" * 39, "A" * 40, "a" * 40 + "\n"])
def test_a_commit_is_forty_digits_or_nothing(scene: Scene, commit_id: str) -> None:
    for call in (
        lambda: scene.mirror.tree(commit_id),
        lambda: scene.mirror.fetch(scene.remote, Target(commit=commit_id or "x")),
    ):
        with pytest.raises(BadInput, match="not a commit id"):
            call()


def test_a_local_path_is_opened_as_given(tmp_path: Path) -> None:
    """A bare repository, a work tree, a shallow clone: all are the operator's own."""
    [_, head] = create(tmp_path / "bare:odd name.git", README, {b"a.py": b"1"})
    git(tmp_path, "clone", "--quiet", "bare:odd name.git", "tree")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path}/tree", "shallow")
    for number, name in enumerate(["bare:odd name.git", "tree", "shallow"]):
        mirror = Mirror(tmp_path / "mirrors" / str(number), Policy())
        remote = Remote(str(tmp_path / name), local=True)
        assert mirror.fetch(remote, Target()) == head
        assert mirror.default_branch(remote) == "main"
        assert not processes_of(mirror)


def test_a_local_path_that_was_turned_into_a_link_is_refused(tmp_path: Path) -> None:
    """Between the check of a path and its use, whoever may write there could lead it elsewhere."""
    create(tmp_path / "allowed" / "source.git", README)
    create(tmp_path / "secret" / "source.git", {b"secret.py": b"1"})
    remote, mirror = Remote(str(tmp_path / "allowed" / "source.git"), local=True), Mirror(tmp_path / "m", Policy())
    for link in (tmp_path / "allowed" / "source.git", tmp_path / "allowed"):
        link.rename(tmp_path / f"was-{link.name}")
        link.symlink_to(tmp_path / "secret" / link.relative_to(tmp_path / "allowed"))
        with pytest.raises(Refused, match="symbolic link"):
            mirror.fetch(remote, Target())
        link.unlink()
        (tmp_path / f"was-{link.name}").rename(link)


def test_a_local_repository_is_read_where_it_was_opened(tmp_path: Path) -> None:
    """Whatever is put in its place while it is read."""
    create(tmp_path / "source.git", README)
    remote = Remote(str(tmp_path / "source.git"), local=True)
    with admitted(remote, Policy()) as access:
        (tmp_path / "source.git").rename(tmp_path / "moved")
        create(tmp_path / "source.git", {b"other.py": b"1"})
        asked = run(command.ls_remote(tmp_path / "m", access), seconds=30)
        assert git(tmp_path / "moved", "rev-parse", "main").encode() in asked
        assert str(access) == f"Access({str(tmp_path / 'source.git')!r})"


def test_a_person_may_name_a_commit_of_a_local_repository(scene: Scene, tmp_path: Path) -> None:
    first, head = create(tmp_path / "source.git", README, {b"a.py": b"1"})
    git(tmp_path, "clone", "--quiet", "source.git", "tree")
    mirror = Mirror(tmp_path / "mirror", Policy())
    for path in ("source.git", "tree"):
        remote = Remote(str(tmp_path / path), local=True)
        assert mirror.commit_of(remote, "HEAD~1") == mirror.commit_of(remote, first[:9]) == first
        assert mirror.commit_of(remote, "main") == head
        for missing in ("HEAD~7", "nothing", "main^{tree}"):
            with pytest.raises(UnknownRevision):
                mirror.commit_of(remote, missing)
        for odd in ("--all", "-1", "main:a.py", "a b", ""):
            with pytest.raises(BadInput, match="not a revision"):
                mirror.commit_of(remote, odd)
    with pytest.raises(Refused, match="only be looked up in a local repository"):
        mirror.commit_of(scene.remote, "HEAD~1")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files to another user")
def test_a_local_repository_may_belong_to_another_user(tmp_path: Path) -> None:
    """As in a container that mounts a checkout."""
    [head] = create(tmp_path / "source.git", README)
    for path in (tmp_path / "source.git", *(tmp_path / "source.git").rglob("*")):
        os.chown(path, 12345, 12345)
    assert (
        Mirror(tmp_path / "mirror", Policy()).fetch(Remote(str(tmp_path / "source.git"), local=True), Target()) == head
    )


def test_a_detached_head_has_no_default_branch(tmp_path: Path) -> None:
    first, _ = create(tmp_path / "source.git", README, {b"a.py": b"1"})
    git(tmp_path / "source.git", "update-ref", "--no-deref", "HEAD", first)
    mirror, remote = Mirror(tmp_path / "mirror", Policy()), Remote(str(tmp_path / "source.git"), local=True)
    assert mirror.default_branch(remote) is None
    assert mirror.fetch(remote, Target()) == first

"""Never mixed: below a root that a tenant can write, no file of a repository leads git to what lies outside."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import NotARepository, Refused, RepositoryParseError
from mirror import Mirror, Policy, Remote, Target
from mirror.access import admitted
from tests.repositories import commit, create, git

SECRET = {b"secret.py": b"1"}
LARGE = {b"large.bin": os.urandom(1 << 17)}


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    create(tmp_path / "victim.git", SECRET)
    return tmp_path / "victim.git"


def fetch(tmp_path: Path, repository: Path) -> str:
    return Mirror(tmp_path / "mirror", Policy()).fetch(Remote(str(repository), local=True, confined=True), Target())


def emptied(tree: Path) -> Path:
    """Bare, without a commit of its own."""
    create(tree)
    return tree


def git_file(tree: Path, victim: Path) -> None:
    tree.mkdir()
    (tree / ".git").write_text(f"gitdir: {victim}\n")


def git_link(tree: Path, victim: Path) -> None:
    tree.mkdir()
    (tree / ".git").symlink_to(victim)


def common_directory(tree: Path, victim: Path) -> None:
    (emptied(tree) / "commondir").write_text(f"{victim}\n")


def alternates(tree: Path, victim: Path) -> None:
    (emptied(tree) / "objects" / "info" / "alternates").write_text(f"{victim}/objects\n")
    git(tree, "update-ref", "refs/heads/main", git(victim, "rev-parse", "main"))


def link_at(name: str) -> Callable[[Path, Path], None]:
    def lead(tree: Path, victim: Path) -> None:
        own, other = emptied(tree) / name, victim / name
        if own.is_dir():
            own.rename(tree / "was")
        own.unlink(missing_ok=True)
        own.symlink_to(other)

    return lead


def linked_pack(tree: Path, victim: Path) -> None:
    for file in (victim / "objects" / "pack").iterdir():
        (emptied(tree) if not tree.exists() else tree).joinpath("objects", "pack", file.name).symlink_to(file)


def pipe(tree: Path, _victim: Path) -> None:
    os.mkfifo(emptied(tree) / "refs" / "heads" / "main")


@pytest.mark.parametrize(
    "lead",
    [git_file, git_link, common_directory, alternates, linked_pack, pipe]
    + [link_at(name) for name in ("HEAD", "refs", "objects", "objects/pack", "refs/heads", "refs/heads/main")],
)
def test_a_repository_of_which_a_part_lies_elsewhere_is_refused(
    lead: Callable[[Path, Path], None], tmp_path: Path, victim: Path
) -> None:
    git(victim, "repack", "-q", "-a", "-d")
    lead(tmp_path / "tree", victim)
    with pytest.raises(Refused, match=r"all of it lies in it"):
        fetch(tmp_path, tmp_path / "tree")
    assert not list((tmp_path / "mirror").glob("objects/pack/*.pack"))


def test_what_lies_in_it_is_read_and_its_configuration_is_not(tmp_path: Path, victim: Path) -> None:
    """Large packs, loose objects, a work tree; and settings that would read other files or run a program."""
    create(tmp_path / "source.git", LARGE)
    git(tmp_path, "clone", "--quiet", f"file://{tmp_path}/source.git", "tree")
    (tmp_path / "tree" / "new.py").write_text("1\n")
    git(tmp_path / "tree", "add", ".")
    git(
        tmp_path / "tree", "-c", "user.name=T", "-c", "user.email=t@example.invalid", "commit", "--quiet", "-m", "loose"
    )
    head = git(tmp_path / "tree", "rev-parse", "HEAD")
    ran = tmp_path / "ran"
    with (tmp_path / "tree" / ".git" / "config").open("a") as config:
        config.write(f"[include]\n\tpath = {victim}/HEAD\n[core]\n\tworktree = {victim}\n")
        config.write(f"[uploadpack]\n\tpackObjectsHook = touch {ran};\n[core]\n\talternateRefsCommand = touch {ran};\n")
    assert fetch(tmp_path, tmp_path / "tree") == head
    mirror, remote = Mirror(tmp_path / "mirror", Policy()), Remote(str(tmp_path / "tree"), local=True, confined=True)
    assert [entry.path for entry in mirror.tree(head)] == [b"large.bin", b"new.py"]
    assert mirror.commit_of(remote, "HEAD~1") == git(tmp_path / "source.git", "rev-parse", "main")
    assert mirror.default_branch(remote) == "main"
    assert not ran.exists()


def test_what_is_put_in_its_place_later_is_not_read(tmp_path: Path, victim: Path) -> None:
    create(tmp_path / "tree", LARGE)
    head = commit(tmp_path / "tree", SECRET | LARGE)
    with admitted(Remote(str(tmp_path / "tree"), local=True, confined=True), Policy()) as access:
        for part in ("objects", "refs"):
            (tmp_path / "tree" / part).rename(tmp_path / f"was-{part}")
            (tmp_path / "tree" / part).symlink_to(victim / part)
        git(Path(access.url), "fsck", "--full")
        assert git(Path(access.url), "rev-parse", "main") == head
    assert not Path(access.url).exists()


def test_what_is_no_repository_is_told(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    with pytest.raises(NotARepository, match="No git repository is there"):
        fetch(tmp_path, tmp_path / "tree")
    git(tmp_path / "tree", "init", "--quiet", "--object-format=sha256")
    with pytest.raises(RepositoryParseError, match="SHA-256"):
        fetch(tmp_path, tmp_path / "tree")

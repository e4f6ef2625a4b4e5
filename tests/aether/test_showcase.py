"""The introduction works from any checkout: on another branch, at a bare commit, shallow, or beside the main work tree."""

from pathlib import Path

import pytest

from aether.loopback_git import LoopbackGit
from aether.showcase import showcase
from graph.errors import NotARepository
from tests.repositories import create, git

CHECKOUTS = {
    "another branch": ("clone", "--quiet", "--branch", "work", "file://{origin}", "{checkout}"),
    "shallow": ("clone", "--quiet", "--depth", "1", "file://{origin}", "{checkout}"),
    "beside the main work tree": ("-C", "{origin}", "worktree", "add", "--quiet", "--detach", "{checkout}"),
}


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    path = tmp_path / "origin"
    create(path, {b"a.py": b"1\n"}, {b"a.py": b"2\n"}, branch="work")
    return path


@pytest.mark.parametrize("how", CHECKOUTS)
def test_what_is_checked_out_is_served_as_main(how: str, origin: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    git(tmp_path, *(part.format(origin=origin, checkout=checkout) for part in CHECKOUTS[how]))
    fetched = tmp_path / "fetched"
    git(tmp_path, "init", "--quiet", "--bare", str(fetched))

    with showcase(checkout) as bare, LoopbackGit({"demo": bare}) as server:
        git(fetched, "fetch", "--quiet", "--depth=1", f"{server.url}/demo.git", "refs/heads/main:refs/heads/main")

    assert git(fetched, "rev-parse", "main") == git(checkout, "rev-parse", "HEAD")


def test_a_directory_without_a_commit_is_told(tmp_path: Path) -> None:
    create(tmp_path / "empty")

    with pytest.raises(NotARepository, match="cannot be read"), showcase(tmp_path / "empty"):
        pass

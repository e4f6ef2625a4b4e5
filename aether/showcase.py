"""What is checked out here, be it a branch, a tag or a bare commit, as the branch `main` of a repository that is served."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import NotARepository

BRANCH = "main"
# The operator's own git settings must not decide, and the checkout may belong to another user.
_ENVIRONMENT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
_GIT = ("git", "-c", "safe.directory=*", "-c", f"init.defaultBranch={BRANCH}")


@contextmanager
def showcase(checkout: Path) -> Iterator[Path]:
    """A bare repository that borrows the checkout's objects; nothing is copied, and nothing written there."""
    with tempfile.TemporaryDirectory(prefix="aether-") as directory:
        bare = Path(directory)
        _git(bare, "init", "--quiet", "--bare")
        commit, objects, shallow = (_git(checkout, "rev-parse", "--verify", "HEAD"), *_paths(checkout))
        (bare / "objects" / "info" / "alternates").write_text(f"{objects}\n")
        if shallow.exists():
            shutil.copy(shallow, bare / "shallow")  # else the parents that it lacks would be missed
        _git(bare, "update-ref", f"refs/heads/{BRANCH}", commit)
        yield bare


def _paths(checkout: Path) -> list[Path]:
    """Of a work tree beside the main one, these lie in the main one's `.git`."""
    named = _git(checkout, "rev-parse", "--git-path", "objects", "--git-path", "shallow")
    return [(checkout / name).resolve() for name in named.splitlines()]


def _git(directory: Path, *arguments: str) -> str:
    environment = _ENVIRONMENT | {"PATH": os.environ.get("PATH", os.defpath)}
    done = subprocess.run(
        [*_GIT, *arguments], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotARepository(f"{directory} cannot be read as a git checkout: {done.stderr.strip()}")
    return done.stdout.strip()

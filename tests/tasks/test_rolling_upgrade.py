"""Never lost in the middle of an upgrade: processes of before the newest migration beside those of now, over the new schema."""

import subprocess
import tarfile
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest

from store.migrate import migrations
from store.model import TaskState
from tests.aether.installation import until
from tests.architecture.checkout import ROOT, packages
from tests.tasks.test_index_push import name
from tests.tasks.workplace import FILES, Workplace


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product as it was when the newest migration was not there yet."""
    newest = migrations()[-1]
    introduced = git(
        "log", "-1", "--diff-filter=A", "--format=%H", "--", f"store/migrations/{newest.version:04}_{newest.name}.sql"
    )
    archive = git("archive", f"{introduced.decode().strip()}^", *packages()) if introduced else b""
    if not archive:
        pytest.skip("this clone has no history of the newest migration: processes of before it were NOT tried")
    directory = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(directory, filter="data")
    return directory


@pytest.mark.parametrize("old", [("worker", "scheduler"), ("scheduler",)], ids=" and ".join)
def test_processes_of_both_releases_work_together(place: Workplace, before: Path, old: tuple[str, ...]) -> None:
    """In the order of an upgrade: the schema is new, then workers are."""
    repo = name()
    place.local(repo, FILES)
    commands = {"worker": ("worker", "--concurrency", "1"), "scheduler": ("scheduler",)}
    with ExitStack() as running:
        for role, argv in commands.items():
            enter = ("env", "--chdir", str(before)) if role in old else ()
            running.enter_context(place.elsewhere(enter, "aether", *argv))
        run_id = place.request(repo)
        until(lambda: place.status(run_id).state is TaskState.SUCCESS)

    other = name()
    place.local(other, FILES)
    place.index(other)
    assert place.digest(repo) == place.digest(other)


def git(*arguments: str) -> bytes:
    """What it answers; nothing where this clone does not know."""
    argv = ("git", "-c", f"safe.directory={ROOT}", *arguments)
    return subprocess.run(argv, cwd=ROOT, capture_output=True, check=False).stdout

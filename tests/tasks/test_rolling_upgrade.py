"""Never lost in the middle of an upgrade: processes of before the newest migration beside those of now, over the new schema."""

import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from aether.starting import free_port
from store.migrate import migrations
from store.model import TaskState
from tests.aether.installation import until
from tests.architecture.checkout import ROOT, packages
from tests.chaos.sources import Source
from tests.git_http import GitHTTP
from tests.tasks.test_index_push import name
from tests.tasks.workplace import FILES, TENANT, Workplace

ROLES = ("worker", "receiver", "scheduler")  # in the order in which they are upgraded


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product as it was when the newest migration was not there yet."""
    newest = migrations()[-1]
    introduced = git(
        *("log", "--first-parent", "-m", "-1", "--diff-filter=A", "--format=%H"),  # a merge may have brought it
        *("--", f"store/migrations/{newest.version:04}_{newest.name}.sql"),
    )
    archive = git("archive", f"{introduced.decode().strip()}^", *packages()) if introduced else b""
    if not archive:
        pytest.skip("this clone has no history of the newest migration: processes of before it were NOT tried")
    directory = tmp_path_factory.mktemp("before")
    subprocess.run(("tar", "--extract", "--directory", directory), input=archive, check=True)
    return directory


@pytest.mark.parametrize("upgraded", range(len(ROLES)), ids=("none", "worker", "worker and receiver"))
def test_processes_of_both_releases_work_together(
    place: Workplace, before: Path, forge: GitHTTP, upgraded: int
) -> None:
    """A push is received, sent and indexed in each step of an upgrade: the schema is new, then one role after the other is."""
    repo, port = name(), free_port()
    source = announced(place, forge, repo)
    options = {"worker": ("--concurrency", "1"), "receiver": ("--port", str(port), "--workers", "1"), "scheduler": ()}

    def entered(role: str) -> tuple[str, ...]:
        return () if ROLES.index(role) < upgraded else ("env", "--chdir", str(before))

    with ExitStack() as running:
        for role in ROLES:
            running.enter_context(place.elsewhere(entered(role), "aether", role, *options[role]))
        until(lambda: 202 in source.deliver(f"http://127.0.0.1:{port}"))
        [run] = place.runs.recent(place.tenant, repo)
        until(lambda: place.status(run.run_id).state is TaskState.SUCCESS)

    other = name()
    argv = ("aether", "index", str(place.local(other, FILES)), "--tenant", TENANT, "--repo", other)
    with place.elsewhere(
        entered("worker"), *argv
    ) as indexing:  # by the worker's release: another may know more of the code
        assert indexing.wait() == 0, place.log()
    assert place.digest(repo) == place.digest(other)


def announced(place: Workplace, forge: GitHTTP, repo: str) -> Source:
    """A repository of which the forge has a push to tell."""
    hook = place.remote(forge, repo)
    source = Source(TENANT, place.tenant, repo, forge.directory / TENANT / f"{repo}.git", hook.hook_id, hook.secret, "")
    source.owed.append((repo, "1" * 40))
    return source


def git(*arguments: str) -> bytes:
    """What it answers; nothing where this clone does not know."""
    argv = ("git", "-c", f"safe.directory={ROOT}", *arguments)
    return subprocess.run(argv, cwd=ROOT, capture_output=True, check=False).stdout

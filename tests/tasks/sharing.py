"""Two machines that share one first index, and the death of the one that leads it. Each has a data directory, and with it
mirrors, of its own; what they have in common is PostgreSQL, the broker and the forge.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from store.bridge import Role
from store.model import TaskState
from tasks.work import Limits
from tests.aether.installation import until
from tests.git_http import GitHTTP
from tests.repositories import Files, create
from tests.tasks.workplace import TENANT, Workplace

MANY = 2400  # files: chunks enough for two
PATIENCE = 180  # seconds: a machine that vanished may have held a row for one minute
TREE: Files = {
    b"pkg%02d/m%04d.py" % (each % 60, each): b"from pkg%02d.m%04d import f\n\n\ndef f():\n    return f() + %d\n"
    % ((each + 1) % 60, (each + 1) % MANY, each)
    for each in range(MANY)
}

# Starts the machine of this name; gives what makes it die.
Start = Callable[[str], AbstractContextManager[Callable[[], None]]]


def share(place: Workplace, forge: GitHTTP, start: Start) -> None:
    """Both work on both stages; then the leader dies, and the graph becomes what one process alone makes of it."""
    repo = "large"
    create(forge.directory / TENANT / f"{repo}.git", TREE)
    place.catalogue.repositories.ensure(place.tenant, repo, forge.remote_url(f"{TENANT}/{repo}"))
    with place.process("aether", "scheduler"), start("a") as kill_a, start("b") as kill_b:
        run_id = place.request(repo)
        for stage in ("extract", "link"):
            until(partial(_busy, place, stage))
        (leader,) = place.sql(f"select lease_owner from branches where graph_id = {place.graph(repo).graph_id}")
        (kill_a if _machine(leader["lease_owner"]) == "a" else kill_b)()
        until(lambda: place.status(run_id).state is TaskState.SUCCESS, PATIENCE)
    assert place.status(run_id).info["attempt"] == 2
    assert all(any((place.directory / name / "mirrors").glob("*/*/HEAD")) for name in "ab")
    place.local("large-alone", TREE)
    place.index("large-alone", Limits(alone=1000))
    assert place.digest(repo) == place.digest("large-alone")


@contextmanager
def worker(place: Workplace, name: str, host: str, enter: tuple[str, ...] = ()) -> Iterator[int]:
    """The process group of one machine's worker."""
    argv = ("celery", "-A", "tasks.celery_app", "worker", "--concurrency=1", "--queues=push,bulk", "--loglevel=warning")
    data = str(place.directory / name)
    with place.elsewhere(enter, *argv, f"--hostname=worker@{host}", AETHER_DATA_DIR=data) as process:
        yield process.pid


async def _owners(place: Workplace, stage: str) -> set[str]:
    """Machines that hold a chunk of this stage now."""
    async with place.bridge.transaction(Role.WORKER, place.tenant) as connection:
        rows = await connection.fetch("select lease_owner from chunks where stage = $1 and lease_owner <> ''", stage)
        return {_machine(row["lease_owner"]) for row in rows}


def _busy(place: Workplace, stage: str) -> bool:
    return place.bridge.run(_owners(place, stage)) == {"a", "b"}


def _machine(lease_owner: str) -> str:
    return lease_owner.partition("@")[2][:1]

"""Never lost: two machines share one first index, and the death of one leaves it to the other. Each has a data directory, and
with it mirrors, of its own; what they have in common is PostgreSQL, the broker and the forge.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from store.bridge import Role
from store.model import TaskState
from tasks.dispatcher import dispatch_for_ever
from tasks.work import Limits
from tests.aether.installation import until
from tests.git_http import GitHTTP
from tests.repositories import Files, create
from tests.tasks.workplace import TENANT, Workplace

MANY = 2400  # files: chunks enough for two
TREE: Files = {
    b"pkg%02d/m%04d.py" % (each % 60, each): b"from pkg%02d.m%04d import f\n\n\ndef f():\n    return f() + %d\n"
    % ((each + 1) % 60, (each + 1) % MANY, each)
    for each in range(MANY)
}


@pytest.fixture
def dispatcher(place: Workplace) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=dispatch_for_ever, args=(place.runs, stop))
    thread.start()
    yield
    stop.set()
    thread.join()


@contextmanager
def machine(place: Workplace, name: str) -> Iterator[int]:
    """The process group of one worker machine."""
    data = str(place.directory / name)
    argv = ("celery", "-A", "tasks.celery_app", "worker", "--concurrency=1", "--queues=push,bulk", "--loglevel=warning")
    with place.process(*argv, f"--hostname={name}@here", AETHER_DATA_DIR=data) as process:
        yield process.pid


async def owners(place: Workplace, stage: str) -> set[str]:
    """Machines that hold a chunk of this stage now."""
    async with place.bridge.transaction(Role.WORKER, place.tenant) as connection:
        rows = await connection.fetch("select lease_owner from chunks where stage = $1 and lease_owner <> ''", stage)
        return {row["lease_owner"].partition("@")[0] for row in rows}


def busy(place: Workplace, stage: str) -> bool:
    return place.bridge.run(owners(place, stage)) == {"a", "b"}


@pytest.mark.usefixtures("dispatcher")
def test_two_machines_share_a_first_index_and_one_finishes_it(place: Workplace, forge: GitHTTP) -> None:
    repo = "large"
    create(forge.directory / TENANT / f"{repo}.git", TREE)
    place.catalogue.repositories.ensure(place.tenant, repo, forge.remote_url(f"{TENANT}/{repo}"))
    with machine(place, "a") as first, machine(place, "b") as second:
        run_id = place.request(repo)
        for stage in ("extract", "link"):
            until(partial(busy, place, stage))
        (leader,) = place.sql(f"select lease_owner from branches where graph_id = {place.graph(repo).graph_id}")
        os.killpg(first if leader["lease_owner"].startswith("a@") else second, signal.SIGKILL)
        until(lambda: place.status(run_id).state is TaskState.SUCCESS)
    assert place.status(run_id).info["attempt"] == 2
    assert all(any((place.directory / name / "mirrors").glob("*/*/HEAD")) for name in "ab")
    place.local("large-alone", TREE)
    place.index("large-alone", Limits(alone=1000))
    assert place.digest(repo) == place.digest("large-alone")

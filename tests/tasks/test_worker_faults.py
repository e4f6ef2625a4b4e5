"""Never lost: whatever is killed, the run is taken up again and ends; nothing is left behind, nothing is published twice."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from celery.result import AsyncResult

from graph.errors import StorageError
from store.model import TaskState
from tasks import parse_and_index_repository
from tasks.celery_app import celery_app
from tasks.dispatcher import dispatch_for_ever
from tests.aether.installation import until
from tests.chaos.processes import family, parses
from tests.git_http import GitHTTP
from tests.postgres import locked
from tests.tasks.workplace import FILES, TENANT, Workplace

SECONDS = 60
SOLO = ("celery", "-A", "tasks.celery_app", "worker", "--concurrency=1", "--queues=push,bulk", "--loglevel=warning")


@pytest.fixture
def dispatcher(place: Workplace) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=dispatch_for_ever, args=(place.runs, stop))
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture
def held(forge: GitHTTP) -> Iterator[GitHTTP]:
    """The forge keeps every fetch waiting until it is released."""
    hold(forge)
    yield forge
    let_go(forge)


def hold(forge: GitHTTP) -> None:
    forge.stalled.clear()
    forge.release.clear()
    forge.stall = lambda _: True


def let_go(forge: GitHTTP) -> None:
    forge.stall = lambda _: False
    forge.release.set()


def staff(pid: int) -> list[int]:
    """The process's descendants, nearest first, without parsers: those are there before a run and stay for the next."""
    return [each for each in family(pid) if not parses(each)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.usefixtures("dispatcher")
def test_a_run_survives_the_death_of_its_process_and_of_its_worker(place: Workplace, held: GitHTTP) -> None:
    place.remote(held, "mortal")
    run_id = place.request("mortal")
    with place.process("aether", "worker", "--concurrency", "1") as first:
        assert held.stalled.wait(SECONDS)
        (child, *git) = staff(first.pid)
        assert git
        hold(held)
        os.kill(child, signal.SIGKILL)
        assert held.stalled.wait(SECONDS)  # after the lease, in the process that took the dead one's place
        until(lambda: not any(map(alive, (child, *git))))
        left = family(first.pid)
        kill(first)
        until(lambda: not any(map(alive, left)))
        let_go(held)
    with place.process("aether", "worker", "--concurrency", "1"):
        until(lambda: place.status(run_id).state is TaskState.SUCCESS)
        until(lambda: AsyncResult(run_id, app=celery_app).state == "SUCCESS")
    assert place.status(run_id).info["attempt"] == 3
    assert place.fence("mortal") == 3


def test_a_run_that_takes_too_long_says_so_and_leaves_its_process_usable(place: Workplace, held: GitHTTP) -> None:
    place.remote(held, "slow")
    with place.process(*SOLO) as worker:
        asked = {"tenant_id": TENANT, "repo_id": "slow"}
        found = parse_and_index_repository.apply_async(kwargs=asked, soft_time_limit=2)
        assert held.stalled.wait(SECONDS)
        (child, *git) = staff(worker.pid)
        assert git
        result = found.get(timeout=SECONDS)
        assert (result["success"], result["error"]) == (False, "Task exceeded time limit")
        status = place.status(str(found.id))
        assert (status.state, status.info["error_code"]) == (TaskState.FAILURE, "time_limit")
        until(lambda: not any(map(alive, git)))
        let_go(held)
        assert (
            parse_and_index_repository.delay(tenant_id=TENANT, repo_id="slow").get(timeout=SECONDS)["success"] is True
        )
        assert staff(worker.pid) == [child]


def test_a_time_limit_inside_a_transaction_leaves_the_pool_usable(place: Workplace) -> None:
    place.local("in-publish", FILES)
    with place.process(*SOLO) as worker:
        with locked(place.admin_url, "lock table code_edges in exclusive mode"):
            found = parse_and_index_repository.delay(tenant_id=TENANT, repo_id="in-publish")
            until(lambda: place.sql("select from pg_stat_activity where wait_event_type = 'Lock'"))
            child, *_ = staff(worker.pid)  # and git, which is asked until the run ends
            os.kill(child, signal.SIGUSR1)  # as the worker does when the soft limit is over
            assert found.get(timeout=SECONDS)["error"] == "Task exceeded time limit"
        assert place.sql("select from code_nodes where graph_id = " + str(place.graph("in-publish").graph_id)) == []
        again = parse_and_index_repository.delay(tenant_id=TENANT, repo_id="in-publish").get(timeout=SECONDS)
        assert (again["success"], again["files"]) == (True, len(FILES))
        assert staff(worker.pid) == [child]


@pytest.mark.usefixtures("dispatcher")
def test_a_forge_that_is_away_is_asked_four_times_and_then_no_more(place: Workplace, forge: GitHTTP) -> None:
    place.remote(forge, "away")
    forge.status = HTTPStatus.BAD_GATEWAY
    with place.process(*SOLO):
        found = parse_and_index_repository.delay(tenant_id=TENANT, repo_id="away")
        with pytest.raises(StorageError):
            found.get(timeout=SECONDS)
    forge.status = None
    status = place.status(str(found.id))
    assert (status.state, status.info["attempt"], status.info["error_code"]) == (TaskState.FAILURE, 4, "quarantined")
    assert place.fence("away") == 4


def kill(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_planned_stop_gives_the_run_back_and_costs_no_execution(place: Workplace, held: GitHTTP) -> None:
    place.remote(held, "planned")
    run_id = place.request("planned")
    said = len(place.log())
    with place.process("aether", "worker", "--concurrency", "1") as first:
        parse_and_index_repository.apply_async(kwargs={"tenant_id": TENANT, "repo_id": "planned"}, task_id=run_id)
        assert held.stalled.wait(SECONDS)
        left = family(first.pid)
        first.terminate()
        first.wait(SECONDS)
    assert first.returncode == 0
    assert not any(map(alive, left))
    status = place.status(run_id)
    assert (status.state, status.info["attempt"]) == (TaskState.PENDING, 0)
    let_go(held)
    with place.process("aether", "worker", "--concurrency", "1"):  # no dispatcher: the message came back
        until(lambda: place.status(run_id).state is TaskState.SUCCESS)
    assert place.status(run_id).info["attempt"] == 1
    assert "the worker stops" in place.log()[said:]
    assert "Traceback" not in place.log()[said:]

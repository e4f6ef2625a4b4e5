"""Never lost, never doubled, never mixed: a real worker process, as a client and an operator see it."""

import json
import pickle
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import redis
from celery.result import AsyncResult

from aether.starting import free_port
from graph.errors import BadInput
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.keyring import Keyring
from store.model import TaskState
from tasks import parse_and_index_repository
from tasks.celery_app import celery_app
from tests.aether.installation import until
from tests.git_http import GitHTTP
from tests.postgres import PASSWORD
from tests.repositories import create
from tests.tasks.workplace import FILES, ROOT, TENANT, Workplace

NUMBERS = count()
SECONDS = 60  # that a result is waited for at most


@pytest.fixture(scope="module")
def worker(place: Workplace) -> Iterator["subprocess.Popen[bytes]"]:
    with place.process("aether", "worker", "--concurrency", "2") as process:
        until(lambda: celery_app.control.ping(timeout=1))
        yield process


@pytest.fixture
def held(forge: GitHTTP, repo: str) -> Iterator[GitHTTP]:
    """The forge keeps every fetch of the repository waiting until it is released."""
    forge.stalled.clear()
    forge.release.clear()
    forge.stall = lambda seen: f"/{repo}.git/" in seen.path
    yield forge
    forge.stall = lambda _: False
    forge.release.set()


@pytest.fixture
def repo() -> str:
    return f"repo-{next(NUMBERS)}"


def delay(repo: str, **arguments: str) -> "AsyncResult[Any]":
    return parse_and_index_repository.delay(tenant_id=TENANT, repo_id=repo, **arguments)


def publish(place: Workplace, repo: str, run_id: str) -> None:
    """As the dispatcher does, or a broker that delivers again."""
    parse_and_index_repository.apply_async(
        kwargs={"tenant_id": TENANT, "repo_id": repo}, task_id=run_id, ignore_result=True
    )


def state(task_id: str | None) -> str:
    """As a client sees it now."""
    return str(AsyncResult(str(task_id), app=celery_app).state)


def idle(place: Workplace) -> bool:
    """No message waits, is worked on, or waits in a worker for its time."""
    return not any(place.broker.exists(key) for key in ("push", "bulk", "unacked"))


def everything(broker: "redis.Redis") -> str:
    """All keys and values of the broker's database."""
    readers: dict[str, Any] = {
        "none": lambda _: "it has gone meanwhile",
        "string": broker.get,
        "list": lambda key: broker.lrange(key, 0, -1),
        "hash": broker.hgetall,
        "set": broker.smembers,
        "zset": lambda key: broker.zrange(key, 0, -1),
    }
    return "\n".join(f"{key} {readers[str(broker.type(key))](key)}" for key in broker.scan_iter())


def retried(place: Workplace) -> bool:
    """A message waits in a worker to look again."""
    return re.search(r"retries\W+1\b", everything(place.broker)) is not None


def celery(place: Workplace, *arguments: str) -> str:
    """An operator's command."""
    argv = (sys.executable, "-m", "celery", "-A", "tasks.celery_app", *arguments)
    done = subprocess.run(argv, cwd=ROOT, env=place.environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


@pytest.mark.usefixtures("worker")
def test_a_client_sees_every_mark_and_the_result(place: Workplace, forge: GitHTTP, repo: str) -> None:
    place.remote(forge, repo)
    task_id = str(uuid4())
    with place.broker.pubsub(ignore_subscribe_messages=True) as states:  # type: ignore[no-untyped-call]
        states.subscribe(f"celery-task-meta-{task_id}")
        states.get_message(timeout=SECONDS)
        found = parse_and_index_repository.apply_async(kwargs={"tenant_id": TENANT, "repo_id": repo}, task_id=task_id)
        result = found.get(timeout=SECONDS)
        told: list[dict[str, Any]] = []
        while not told or told[-1]["status"] != "SUCCESS":
            message = states.get_message(timeout=SECONDS)
            if message is not None:
                told.append(json.loads(message["data"]))
    marks = [each["result"]["progress"] for each in told if each["status"] == "PROGRESS"]
    assert marks[:3] == [10, 20, 30]
    assert marks == sorted(marks)
    texts = [each["result"]["status"] for each in told if each["status"] == "PROGRESS"]
    assert texts[:3] == ["connecting to database", "creating parser service", "parsing repository"]
    assert (found.state, result["success"], result["files"], result["repo"]) == ("SUCCESS", True, 3, repo)
    status = place.status(task_id)
    assert (status.state, status.info["progress"], status.result) == (TaskState.SUCCESS, 100, result)


@pytest.mark.usefixtures("worker")
def test_no_connection_string_travels(place: Workplace, second_url: str, held: GitHTTP, repo: str) -> None:
    bridge = Bridge(second_url)
    catalogue = Catalogue(bridge, Keyring([place.environment["AETHER_ENCRYPTION_KEYS"]]))
    tenant = catalogue.tenants.ensure(TENANT)
    catalogue.repositories.add(tenant, repo, source=held.remote_url(f"acme/{repo}"))
    create(held.directory / TENANT / f"{repo}.git", FILES)
    found = delay(repo, connection_string=second_url)
    assert held.stalled.wait(SECONDS)
    assert state(found.id) == "PROGRESS"
    assert "'connection_string': 'second'" in str(celery_app.control.inspect(timeout=5).active())
    shown = everything(place.broker) + celery(place, "inspect", "active") + place.log()
    held.release.set()
    assert found.get(timeout=SECONDS)["success"] is True
    shown += everything(place.broker) + place.log()
    assert PASSWORD not in shown
    assert place.sql(f"select from repositories where name = '{repo}'") == []
    assert [branch.run_state for branch in catalogue.repositories.branches(tenant, repo)] == ["succeeded"]
    bridge.close()


class Poison(NamedTuple):
    """What loads it makes the file."""

    path: Path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_what_is_no_json_of_ours_is_never_loaded(
    place: Workplace, forge: GitHTTP, repo: str, worker: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    """Who can write to the broker can waste a worker's time, and no more."""
    place.remote(forge, repo)
    poisoned, headers = tmp_path / "poisoned", {"id": str(uuid4()), "task": "os.system", "lang": "py"}
    with celery_app.connection_for_write() as connection:
        producer = connection.Producer(routing_key="push")
        pickled = pickle.dumps(Poison(poisoned))
        producer.publish(
            pickled, headers=headers, content_type="application/x-python-serialize", content_encoding="binary"
        )
        producer.publish([[f"touch {poisoned}"], {}, {}], serializer="json", headers=headers)
        producer.publish({"neither": "task nor arguments"}, serializer="json")
    assert delay(repo).get(timeout=SECONDS)["success"] is True
    until(lambda: idle(place))

    assert worker.poll() is None
    assert not poisoned.exists()
    pickle.loads(pickled)
    assert poisoned.exists(), "it would have been made"


def test_an_unknown_server_is_refused_before_anything_is_published(place: Workplace, repo: str) -> None:
    before = place.broker.dbsize()
    with pytest.raises(BadInput, match="AETHER_DATABASES") as refused:
        delay(repo, connection_string="postgresql://evil:hunter2@db.example/evil")
    assert "hunter2" not in str(refused.value)
    assert place.broker.dbsize() == before


@pytest.mark.usefixtures("worker")
def test_only_what_the_operator_opened_is_read(place: Workplace, repo: str) -> None:
    inside, outside, data = place.roots / repo, place.directory / f"out-{repo}", place.directory / "data" / "mine"
    for path in (inside, outside, data):
        create(path, FILES)
    link = place.roots / f"link-{repo}"
    link.symlink_to(outside)
    asked = {path: delay(f"{repo}-{n}", repo_path=str(path)) for n, path in enumerate((inside, outside, link, data))}
    results = {path: found.get(timeout=SECONDS) for path, found in asked.items()}
    assert results[inside]["success"] is True
    for path in (outside, link, data):
        assert results[path]["error"].startswith(f"Repository parse failed: {path} is not below a directory")


@pytest.mark.usefixtures("worker")
def test_a_message_that_comes_twice_publishes_once(place: Workplace, held: GitHTTP, repo: str) -> None:
    place.remote(held, repo)
    run_id = place.request(repo)
    publish(place, repo, run_id)
    publish(place, repo, run_id)
    assert held.stalled.wait(SECONDS)
    until(lambda: retried(place))  # the twin found the branch taken, and waits
    held.release.set()
    until(lambda: idle(place))
    status = place.status(run_id)
    assert (status.state, status.info["attempt"], place.fence(repo)) == (TaskState.SUCCESS, 1, 1)
    result: Any = AsyncResult(run_id, app=celery_app).get()
    assert result == status.result
    publish(place, repo, run_id)  # and once more, long after
    until(lambda: idle(place))
    assert (place.fence(repo), place.status(run_id)) == (1, status)


@pytest.mark.usefixtures("worker")
def test_a_run_that_was_overtaken_ends_quietly(place: Workplace, held: GitHTTP, repo: str) -> None:
    place.remote(held, repo)
    run_id = place.request(repo)
    publish(place, repo, run_id)
    assert held.stalled.wait(SECONDS)
    place.lapse(repo)
    claim = place.runs.claim(run_id, "another")
    assert claim is not None
    held.release.set()
    until(lambda: idle(place))
    assert state(run_id) == "PROGRESS"
    assert place.status(run_id).state is TaskState.PROGRESS
    assert place.sql(f"select from code_nodes where graph_id = {claim.graph_id}") == []
    assert "task.overtaken" in place.log()


@pytest.mark.usefixtures("worker")
def test_a_younger_request_takes_the_older_along(place: Workplace, held: GitHTTP, repo: str) -> None:
    place.remote(held, repo)
    older = place.request(repo)
    younger = delay(repo)
    assert held.stalled.wait(SECONDS)
    publish(place, repo, older)
    until(lambda: retried(place))
    held.release.set()
    result = younger.get(timeout=SECONDS)
    assert AsyncResult(older, app=celery_app).get(timeout=SECONDS) == result
    assert (result["success"], place.fence(repo)) == (True, 1)


@pytest.mark.usefixtures("worker")
def test_operators_tools_answer(place: Workplace) -> None:
    (stats,) = json.loads(celery(place, "inspect", "stats", "--json")).values()
    assert stats["pool"]["max-concurrency"] == 2
    (active,) = json.loads(celery(place, "inspect", "active", "--json")).values()
    assert active == []
    port = free_port()
    with (
        place.process("celery", "-A", "tasks.celery_app", "events", "--dump"),
        place.process("aether", "flower", "--port", str(port)) as flower,
    ):
        until(lambda: flower.poll() is None and answers(f"http://127.0.0.1:{port}/healthcheck"))
        until(lambda: "] heartbeat" in place.log())


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False

"""Never lost: what is wanted stands in PostgreSQL, and reaches the broker whenever both are there."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.housekeeping import Housekeeping
from store.keyring import Keyring
from store.runs import Runs
from tasks.dispatcher import dispatch_for_ever, dispatch_once
from tests.aether.installation import until
from tests.postgres import Server
from tests.tasks.workplace import FILES, Workplace, workplace

AWAY = "redis://127.0.0.1:1/0"  # nothing listens on port 1


@pytest.fixture
def repo(place: Workplace, request: pytest.FixtureRequest) -> Iterator[str]:
    """A registered repository; nothing is on the broker, and nothing of other tests is due."""
    name = request.node.name.replace("_", "-")[:90]
    place.local(name, FILES)
    place.broker.flushdb()
    yield name
    place.sql("delete from outbox")


@contextmanager
def dispatching(place: Workplace, republish: float = 0.2) -> Iterator[threading.Thread]:
    stop = threading.Event()
    runs = Runs(place.bridge, Keyring([Keyring.new_key()]), republish=republish)
    thread = threading.Thread(target=dispatch_for_ever, args=(runs, stop))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join()


def waiting(place: Workplace, queue: str) -> int:
    return place.broker.llen(queue)


def test_a_request_is_published_and_again_when_the_broker_lost_it(place: Workplace, repo: str) -> None:
    with dispatching(place):
        run_id = place.request(repo)
        until(lambda: waiting(place, "bulk"))
        place.broker.flushdb()
        until(lambda: waiting(place, "bulk"))
        assert run_id in str(place.broker.lindex("bulk", 0))


def test_a_first_index_and_a_push_go_to_queues_of_their_own(place: Workplace, repo: str) -> None:
    place.request(repo)
    assert dispatch_once(place.runs) == 1
    assert (waiting(place, "bulk"), waiting(place, "push")) == (1, 0)
    place.index(repo)
    place.request(repo)
    assert dispatch_once(place.runs) == 1
    assert (waiting(place, "bulk"), waiting(place, "push")) == (1, 1)


def test_a_message_names_no_secret_and_no_path(place: Workplace, repo: str) -> None:
    place.request(repo)
    dispatch_once(place.runs)
    message = str(place.broker.lindex("bulk", 0))
    assert str(place.roots) not in message
    assert place.environment["DATABASE_URL"] not in message


def test_what_is_more_than_a_batch_is_published_in_one_go(
    place: Workplace, repo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.dispatcher.BATCH", 3)
    for number in range(8):
        place.local(f"{repo[:20]}-{number}", FILES)
        place.request(f"{repo[:20]}-{number}")
    monkeypatch.setattr("tasks.dispatcher.TICK", 3600.0)
    stop = threading.Event()
    thread = threading.Thread(target=dispatch_for_ever, args=(place.runs, stop))
    thread.start()
    until(lambda: waiting(place, "bulk") == 8)
    stop.set()
    place.request(repo)  # ends its wait
    thread.join()


def test_a_settled_run_is_published_no_more(place: Workplace, repo: str) -> None:
    place.index(repo)
    assert dispatch_once(place.runs) == 0


def test_two_schedulers_publish_each_run_once_and_sweep_without_harm(place: Workplace, repo: str) -> None:
    names = [f"{repo[:20]}-{number}" for number in range(30)]
    for name in names:
        place.local(name, FILES)
    housekeeping = Housekeeping(place.bridge)
    with dispatching(place, 60.0), dispatching(place, 60.0), ThreadPoolExecutor(2) as pool:
        for name in names:
            place.request(name)
        sweeps = [pool.submit(housekeeping.sweep) for _ in range(4)]
        until(lambda: not place.sql("select from outbox where due_at <= now()"))
    assert waiting(place, "bulk") == len(names)
    assert [sweep.exception() for sweep in sweeps] == [None] * 4


def test_without_a_broker_runs_stay_due_and_the_scheduler_lives(place: Workplace, repo: str) -> None:
    run_id = place.request(repo)
    with place.process("aether", "scheduler", CELERY_BROKER_URL=AWAY) as scheduler:
        until(lambda: place.log().count("dispatcher.broker_away"))
        assert scheduler.poll() is None
    place.sql("update outbox set due_at = now()")  # the guard between two looks is over
    assert [due.run_id for due in place.runs.due(10)] == [run_id]


def test_a_broker_that_comes_back_is_used_again(place: Workplace, repo: str) -> None:
    place.request(repo)
    with dispatching(place):
        until(lambda: waiting(place, "bulk"))
        place.broker.flushdb()
        for client in place.broker.client_list():  # as a restart of the broker looks to its clients
            if client["id"] != str(place.broker.client_id()):
                place.broker.client_kill_filter(_id=client["id"])
        until(lambda: waiting(place, "bulk"))


def test_while_the_database_is_away_the_dispatcher_pauses_and_then_goes_on(
    broker_url: str, tmp_path: Path, place: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server.create()
    try:
        name = server.fresh()
        with workplace(tmp_path, server.app(name), server.admin(name), broker_url) as other:
            other.local("widget", FILES)
            with dispatching(other) as thread:
                server.stop()
                until(lambda: "dispatcher.database_away" in capsys.readouterr().out)
                server.start()
                assert thread.is_alive()
                other.request("widget")
                until(lambda: other.broker.llen("bulk"))
    finally:
        server.remove()

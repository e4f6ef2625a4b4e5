"""Never lost: what a push changed for a watch is told, whoever dies between the publish and the receiver's answer, and once."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import count
from typing import Any

import pytest

from graph.errors import BadInput, Refused
from mirror import Policy
from store.model import Scope
from store.watches import NewWatch
from store.watching import Pass, Watching
from tasks.notifier import AT_ONCE, Notifier
from tasks.watcher import watch_once
from tasks.watches import Asked, WatchRequests
from tests.aether.installation import until
from tests.repositories import commit
from tests.tasks.test_notifier import Listener, listening, notices, verified
from tests.tasks.workplace import FILES, Workplace

NUMBERS = count()
CALLER = {b"app/c.py": b"from app.b import g\n\n\ndef h():\n    return g()\n"}
KILLS = 3  # spread over the statements of telling and sending


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as server:
        yield server


@pytest.fixture
def repo(place: Workplace) -> Iterator[str]:
    """Indexed once; `flip` changes who calls `app.b.g`."""
    name = f"watched-{next(NUMBERS)}"
    place.local(name, FILES)
    place.index(name)
    yield name
    place.sql("delete from watches")
    place.sql("delete from watch_outbox")


class Flips:
    """Pushes that add a caller and take it away again, in turn."""

    def __init__(self, place: Workplace, repo: str) -> None:
        self._place, self._repo, self._turn = place, repo, 0

    def __call__(self) -> None:
        self._turn += 1
        commit(self._place.roots / self._repo, {**FILES, **CALLER} if self._turn % 2 else FILES)
        self._place.index(self._repo)


def requests(place: Workplace, listener: Listener) -> WatchRequests:
    return WatchRequests(place.catalogue.watches, listener.policy(), most=10)


def watch(place: Workplace, listener: Listener, repo: str) -> NewWatch:
    return requests(place, listener).add(Scope(place.tenant), Asked(repo, "callers of app.b.g", url=listener.url))


def tell(place: Workplace) -> int:
    return watch_once(Watching(place.bridge, lambda _: {"attached": True}))


def send(place: Workplace, policy: Policy) -> int:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Notifier(notices(place), policy, pool).begin()


def states(place: Workplace, made: NewWatch) -> list[tuple[str, int, int | None]]:
    return [(row.state, row.attempts, row.status) for row in place.catalogue.watches.log(place.tenant, made.watch_id)]


def data(told: list[Any], secret: str | None) -> list[dict[str, Any]]:
    return [verified(each, str(secret))["data"] for each in told]


def test_a_new_caller_is_told_signed_and_with_what_the_push_changed(
    place: Workplace, listener: Listener, repo: str
) -> None:
    made, flip = watch(place, listener, repo), Flips(place, repo)
    flip()
    assert (tell(place), send(place, listener.policy())) == (1, 1)

    (told,) = data(listener.told, made.secret)
    assert (told["watch_id"], told["query"], told["repo"]) == (made.watch_id, "callers of app.b.g", repo)
    assert [(each["qualified_name"], each["path"], each["line"]) for each in told["added"]] == [
        ("app.c.h", "app/c.py", 4)
    ]
    assert told["says"] == "callers of app.b.g: 1 new (app.c.h)"
    assert told["changes"].startswith(f"/repositories/{repo}/changes?from={told['from_commit']}")
    assert told["change"] == {"attached": True}
    assert (tell(place), send(place, listener.policy())) == (0, 0)
    assert states(place, made) == [("delivered", 1, 204)]
    (event,) = place.catalogue.watches.events(place.tenant, watch_id=made.watch_id)
    assert event.event_id == told["event_id"]
    assert str(made.secret) not in repr(made) + str(place.sql("select sealed, url from watches"))


def test_who_is_killed_between_publish_and_answer_loses_nothing_and_doubles_nothing(
    place: Workplace, listener: Listener, repo: str
) -> None:
    made, flip = watch(place, listener, repo), Flips(place, repo)
    private = {"AETHER_PRIVATE_HOSTS": f"127.0.0.1:{listener.server_port}"}

    def mortal(last: int) -> int:
        with place.process("tests.tasks.mortal_watcher", str(last), **private) as process:
            return process.wait(60)

    flip()
    assert mortal(0) == 0
    statements = int(re.findall(r"(\d+) statements", place.log())[-1])
    for kill in range(KILLS):
        flip()
        assert mortal(statements * (2 * kill + 1) // (2 * KILLS)) == -9
        place.sql("update watch_outbox set due_at = now()")
        tell(place)
        place.sql("update notices set due_at = now() where state = 'waiting'")
        send(place, listener.policy())

    told = data(listener.told, made.secret)
    ids = {each.headers["webhook-id"]: verified(each, str(made.secret))["data"]["event_id"] for each in listener.told}
    assert len(ids) == len(set(ids.values())) == KILLS + 1, "one id for each event"
    assert len({each["to_commit"] for each in told}) == KILLS + 1
    assert Counter(state for state, _, _ in states(place, made)) == {"delivered": KILLS + 1}
    assert len(place.catalogue.watches.events(place.tenant, watch_id=made.watch_id)) == KILLS + 1


def test_a_receiver_that_is_down_or_fails_is_tried_again_until_it_is_gone(
    place: Workplace, listener: Listener, repo: str
) -> None:
    made, flip = watch(place, listener, repo), Flips(place, repo)
    flip()
    tell(place)
    for status in (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.FOUND):
        listener.status = status
        assert send(place, listener.policy()) == 1
        assert states(place, made)[0][0::2] == ("waiting", status)
        place.sql("update notices set due_at = now() where state = 'waiting'")
    listener.status = HTTPStatus.GONE
    send(place, listener.policy())
    assert states(place, made) == [("failed", 3, 410)]
    listener.server_close()
    flip()
    tell(place)
    send(place, listener.policy())
    newest = place.catalogue.watches.log(place.tenant, made.watch_id)[0]
    assert (newest.state, newest.status) == ("waiting", None)
    assert "is unreachable" in str(newest.error)


def test_two_that_tell_and_send_at_once_do_it_once_and_who_hangs_keeps_no_publish(
    place: Workplace, listener: Listener, repo: str
) -> None:
    made, flip = watch(place, listener, repo), Flips(place, repo)
    listener.answers.clear()
    stop = threading.Event()

    def work() -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            notifier = Notifier(notices(place), listener.policy(), pool)
            while not stop.is_set():
                tell(place)
                notifier.begin()
                stop.wait(0.02)

    with ThreadPoolExecutor(2) as pool:
        working = [pool.submit(work) for _ in range(2)]
        for _ in range(4):
            flip()
        until(lambda: len(listener.told) == 4)
        listener.answers.set()
        until(lambda: [state for state, _, _ in states(place, made)] == ["delivered"] * 4)
        stop.set()
        for each in working:
            each.result()
    assert len({each.headers["webhook-id"] for each in listener.told}) == len(listener.told) == 4


def test_a_pass_that_fails_keeps_no_other_waiting(place: Workplace, listener: Listener, repo: str) -> None:
    class Poisoned(Watching):
        async def _answers(self, due: Pass, *more: Any) -> Any:
            if due == first:
                raise ValueError("a fault of ours")
            return await super()._answers(due, *more)

    made, flip = watch(place, listener, repo), Flips(place, repo)
    flip()
    flip()
    found = Poisoned(place.bridge, lambda _: {})
    first, second = found.take(2, guard=0)
    assert first.delta_id < second.delta_id
    assert watch_once(found) == 2
    assert len(place.catalogue.watches.events(place.tenant, watch_id=made.watch_id)) == 1
    (row,) = place.sql("select error from watch_outbox")
    assert row["error"] == "ValueError: a fault of ours"


def test_an_address_is_judged_before_it_is_watched_and_tried_when_asked(
    place: Workplace, listener: Listener, repo: str
) -> None:
    found, within = requests(place, listener), Scope(place.tenant)
    for url in ("https://10.0.0.1/", "http://example.com/", "https://127.0.0.1:1/", "https://a.example/?key=hunter2"):
        with pytest.raises(Refused) as told:
            found.add(within, Asked(repo, "callers of g", url=url))
        assert "hunter2" not in str(told.value)
    wrong = (
        Asked(repo, "callers of g"),
        Asked(repo, "callers of g", url=listener.url, mcp=True),
        Asked(repo, "callers of g", mcp=True, digest="daily"),
    )
    for asked in wrong:
        with pytest.raises(BadInput):
            found.add(within, asked)
    made = watch(place, listener, repo)
    assert found.test(within, made.watch_id) == (204, None)
    assert verified(listener.told[0], str(made.secret))["type"] == "watch.test"
    listener.server_close()
    tried = found.test(within, made.watch_id)
    assert not tried.good
    assert "is unreachable" in str(tried.error)

"""Never lost: whoever asked to be told is told, once it can be, in a message that proves where it comes from."""

import hashlib
import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, NamedTuple

import pytest

from graph.errors import Refused, RepositoryParseError
from mirror import Policy
from store.catalogue import Catalogue
from store.keyring import Keyring
from store.notices import Notices
from store.notifications import NewNotification
from tasks.notifier import AT_ONCE, OF_ONE, Notifier, checked
from tests.aether.installation import until
from tests.repositories import commit
from tests.tasks.workplace import FILES, Workplace

NUMBERS = count()


class Told(NamedTuple):
    headers: dict[str, str]
    body: bytes


class Listener(ThreadingHTTPServer):
    """An address of a tenant's: keeps what it is told, and answers with `status`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = HTTPStatus.NO_CONTENT
        self.told: list[Told] = []
        self.answers = threading.Event()  # cleared, it hangs
        self.answers.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/told"

    def policy(self) -> Policy:
        return Policy(frozenset([f"127.0.0.1:{self.server_port}"]))


class Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(Told({name.lower(): value for name, value in self.headers.items()}, body))
        self.server.answers.wait(60)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        """The test looks at `told`."""


@contextmanager
def listening() -> Iterator[Listener]:
    with Listener() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.answers.set()
        server.shutdown()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as server:
        yield server


@pytest.fixture
def repo(place: Workplace) -> Iterator[str]:
    name = f"told-{next(NUMBERS)}"
    place.local(name, FILES)
    yield name
    place.sql("delete from notifications")


def deliver(place: Workplace, policy: Policy) -> int:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Notifier(notices(place), policy, pool).begin()


def notices(place: Workplace) -> Notices:
    return Notices(place.bridge, Keyring([place.environment["AETHER_ENCRYPTION_KEYS"]]))


def verified(told: Told, secret: str) -> Any:
    """As a receiver reads it by Standard Webhooks."""
    key = b64decode(secret.removeprefix("whsec_"))
    head = f"{told.headers['webhook-id']}.{told.headers['webhook-timestamp']}.".encode()
    expected = b64encode(hmac.new(key, head + told.body, hashlib.sha256).digest()).decode()
    assert told.headers["webhook-signature"] == f"v1,{expected}"
    return json.loads(told.body)


def subscribe(place: Workplace, listener: Listener, *events: str) -> NewNotification:
    added = place.catalogue.notifications.add
    return added(place.tenant, listener.url, events) if events else added(place.tenant, listener.url)


def states(place: Workplace, made: NewNotification) -> list[tuple[str, int, int | None]]:
    return [
        (each.state, each.attempts, each.status)
        for each in place.catalogue.notifications.log(place.tenant, made.notification_id)
    ]


def test_a_run_and_a_changed_graph_are_told_once_and_signed(place: Workplace, listener: Listener, repo: str) -> None:
    made = subscribe(place, listener)
    result = place.index(repo)
    assert deliver(place, listener.policy()) == 2
    assert deliver(place, listener.policy()) == 0
    told = {body["type"]: body["data"] for body in (verified(each, made.secret) for each in listener.told)}
    assert told.keys() == {"run.finished", "graph.changed"}
    assert (told["run.finished"]["repo"], told["run.finished"]["commit"]) == (repo, result["commit"])
    assert told["graph.changed"]["counts"]["nodes_created"] == result["nodes_created"]
    assert states(place, made) == [("delivered", 1, 204)] * 2
    place.index(repo)  # nothing is new
    assert deliver(place, listener.policy()) == 1
    assert made.secret not in repr(made) + place.sql("select sealed::text from notifications")[0]["sealed"]


def test_a_failed_run_is_told_with_its_reason_to_who_asked_for_it(
    place: Workplace, listener: Listener, repo: str
) -> None:
    made = subscribe(place, listener, "run.failed")
    place.index(repo)
    assert deliver(place, listener.policy()) == 0
    claim = place.runs.claim(place.request(repo), "test")
    assert claim is not None
    place.runs.fail(claim, RepositoryParseError("no commit"), None)
    assert deliver(place, listener.policy()) == 1
    body = verified(listener.told[0], made.secret)
    assert (body["data"]["code"], body["data"]["error"]) == ("repository_unusable", "no commit")


def test_a_run_that_was_given_up_without_a_worker_is_told(place: Workplace, listener: Listener, repo: str) -> None:
    made = subscribe(place, listener, "run.failed")
    run_id = place.request(repo, ref="main")
    for _ in range(4):
        assert place.runs.claim(run_id, "killed") is not None
        place.lapse(repo)
    assert place.runs.claim(run_id, "another") is None
    deliver(place, listener.policy())
    assert verified(listener.told[0], made.secret)["data"]["code"] == "quarantined"


def test_what_is_not_taken_is_told_again_and_given_up_when_nobody_is_there(
    place: Workplace, listener: Listener, repo: str
) -> None:
    made = subscribe(place, listener, "run.finished")
    place.index(repo)
    listener.status = HTTPStatus.SERVICE_UNAVAILABLE
    for _ in range(3):
        deliver(place, listener.policy())
        assert deliver(place, listener.policy()) == 0, "there was no wait"
        place.sql("update notices set due_at = now() where state = 'waiting'")
    assert states(place, made) == [("waiting", 3, 503)]
    assert len({each.headers["webhook-id"] for each in listener.told}) == 1
    listener.status = HTTPStatus.GONE
    deliver(place, listener.policy())
    assert states(place, made) == [("failed", 4, 410)]


def test_no_notification_reaches_a_private_address_that_the_operator_did_not_allow(
    place: Workplace, listener: Listener, repo: str
) -> None:
    made = subscribe(place, listener, "run.finished")
    place.index(repo)
    deliver(place, Policy())
    assert listener.told == []
    (row,) = place.catalogue.notifications.log(place.tenant, made.notification_id)
    assert (row.state, row.status) == ("failed", None)
    assert "AETHER_PRIVATE_HOSTS" in str(row.error)
    for url in ("ftp://example.com/", "ssh://git@example.com/x", "https://user:secret@example.com/"):
        with pytest.raises(Refused):
            checked(url)


def test_a_secret_whose_key_was_lost_costs_its_own_message(place: Workplace, listener: Listener, repo: str) -> None:
    key = Keyring.new_key()
    lost = Catalogue(place.bridge, Keyring([key])).notifications.add(place.tenant, listener.url, ["run.finished"])
    made = subscribe(place, listener, "run.finished")
    place.index(repo)
    assert deliver(place, listener.policy()) == 2
    assert (states(place, lost), states(place, made)) == ([("waiting", 1, None)], [("delivered", 1, 204)])
    place.sql("update notices set due_at = now() where state = 'waiting'")
    with ThreadPoolExecutor(1) as pool:
        Notifier(Notices(place.bridge, Keyring([Keyring.new_key(), key])), listener.policy(), pool).begin()
    assert states(place, lost) == [("delivered", 2, 204)], "the operator has found the key"


def test_a_change_that_was_taken_back_is_not_told(place: Workplace, listener: Listener, repo: str) -> None:
    made = subscribe(place, listener)
    place.index(repo)
    deliver(place, listener.policy())
    before = len(listener.told)
    commit(place.roots / repo, {**FILES, b"app/d.py": b"def d():\n    return 1\n"})
    claim = place.runs.claim(place.request(repo), "late")
    assert claim is not None
    place.lapse(repo)
    place.index(repo)  # overtakes it
    deliver(place, listener.policy())
    told = {body["type"]: body["data"] for body in (verified(each, made.secret) for each in listener.told[before:])}
    assert sorted(told) == ["graph.changed", "run.finished"]
    assert len(listener.told) == before + 2
    assert told["graph.changed"]["summary"]["symbols_added"] == {"count": 2, "first": ["app.d", "app.d.d"]}
    assert told["graph.changed"]["changes"].startswith(f"/repositories/{repo}/changes?from=")


def test_addresses_that_hang_keep_no_other_tenant_waiting(place: Workplace, listener: Listener, repo: str) -> None:
    other = place.catalogue.tenants.ensure("patient")
    with listening() as hanging, ThreadPoolExecutor(AT_ONCE) as pool:
        hanging.answers.clear()
        policy = Policy(frozenset(f"127.0.0.1:{each.server_port}" for each in (hanging, listener)))
        notifier = Notifier(notices(place), policy, pool)
        subscribe(place, hanging)
        place.catalogue.notifications.add(other, listener.url)
        place.sql(
            "insert into notices (tenant_id, notification_id, event, body) "
            "select tenant_id, notification_id, 'run.finished', '{}' from notifications, "
            f"generate_series(1, case tenant_id when {other} then 1 else {AT_ONCE + OF_ONE} end)"
        )
        assert notifier.begin() == OF_ONE + 1
        until(lambda: len(listener.told) == 1)
        assert notifier.begin() == 0, "more of the tenant whose addresses hang"
        hanging.answers.set()
        begun = OF_ONE
        while begun < AT_ONCE + OF_ONE:
            notifier.rest(threading.Event())
            begun += notifier.begin()
    assert len(hanging.told) == AT_ONCE + OF_ONE

"""Never lost: whoever is refused again and again holds up himself alone; what verifies is never turned away for its rate."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.errors import StorageError
from graph.intake import Delivery, Hook, Receipt
from tests.webhook.webhook_support import HMAC_SECRET, MemoryIntake, client, github_headers, push_github, send
from webhook.app import create_app
from webhook.doorkeeper import BURST, KNOWN, Doorkeeper
from webhook.errors import TooManyRefused

BODY = b'{"zen": "Keep it logically awesome."}'
WRONG = github_headers(BODY, f"not {HMAC_SECRET}")
HELPLESS = int(BURST) + 1


def slowed(doorkeeper: Doorkeeper, address: str) -> bool:
    """Whether a second request of the address is turned away while a first one is under way."""
    with doorkeeper.admitted(address, "a"), ExitStack() as second:
        try:
            second.enter_context(doorkeeper.admitted(address, "b"))
        except TooManyRefused:
            return True
    return False


def test_an_address_that_is_refused_too_often_goes_in_one_at_a_time_and_is_forgiven() -> None:
    now = [0.0]
    doorkeeper = Doorkeeper(lambda: now[0])
    for _ in range(HELPLESS):
        doorkeeper.refused("192.0.2.1")
    assert slowed(doorkeeper, "192.0.2.1")
    assert not slowed(doorkeeper, "192.0.2.2")
    now[0] += BURST
    assert not slowed(doorkeeper, "192.0.2.1")


def test_a_whole_ipv6_network_is_one_address() -> None:
    doorkeeper = Doorkeeper(lambda: 0.0)
    for number in range(HELPLESS):
        doorkeeper.refused(f"2001:db8::{number:x}")
    assert slowed(doorkeeper, "2001:db8::ffff")
    assert not slowed(doorkeeper, "2001:db8:0:1::1")


def test_what_is_remembered_is_bounded() -> None:
    doorkeeper = Doorkeeper(lambda: 0.0)
    for number in range(KNOWN + 10):
        doorkeeper.refused(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        doorkeeper.verified("192.0.2.1", str(number))
    assert len(doorkeeper._refused) == len(doorkeeper._verified) == KNOWN


class Held(MemoryIntake):
    """Holds whoever asks for the hook `held` until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.entered, self.release = threading.Event(), threading.Event()

    def hook(self, hook_id: str) -> Hook | None:
        if hook_id == "held":
            self.entered.set()
            self.release.wait()
        return super().hook(hook_id)


@contextmanager
def one_under_way(intake: Held, receiver: FlaskClient) -> Iterator[None]:
    thread = threading.Thread(target=lambda: send(receiver, "held", BODY, {}))
    thread.start()
    intake.entered.wait()
    try:
        yield
    finally:
        intake.release.set()
        thread.join()


def ping(receiver: FlaskClient) -> TestResponse:
    return push_github(receiver, BODY, X_GitHub_Event="ping")


def test_a_verified_delivery_passes_through_the_flood_of_its_own_address() -> None:
    intake = MemoryIntake()
    receiver = client(intake)
    statuses = {send(receiver, "hub", BODY, WRONG).status_code for _ in range(HELPLESS)}
    assert statuses == {401}
    assert ping(receiver).status_code == 200


def test_two_at_a_time_of_a_refused_address_are_429_unless_the_hook_has_verified_before() -> None:
    intake = Held()
    app = create_app(intake)
    receiver = app.test_client()
    assert ping(receiver).status_code == 200
    for _ in range(HELPLESS):
        send(receiver, "unknown", BODY, {})
    with one_under_way(intake, app.test_client()):
        refused = send(receiver, "lab", BODY, {})
        assert refused.status_code == 429
        assert refused.json is not None
        assert refused.json["code"] == "too_many_refused"
        assert int(refused.headers["Retry-After"]) > 0
        assert ping(receiver).status_code == 200
        elsewhere = receiver.post("/webhooks/lab", data=BODY, environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
        assert elsewhere.status_code == 415


class Away(Held):
    """A storage that goes away while it records."""

    def record(self, hook: Hook, delivery: Delivery) -> Receipt:
        raise StorageError("PostgreSQL is away: start it and look at its log.")


@pytest.mark.parametrize("body", [b"{", BODY])
def test_what_was_verified_counts_as_no_refusal(body: bytes) -> None:
    """A custom template, or a database that is away, is no stranger."""
    intake = Away()
    app = create_app(intake)
    receiver = app.test_client()
    for _ in range(HELPLESS):
        assert push_github(receiver, body, X_GitHub_Event="ping").status_code in {400, 503}
    with one_under_way(intake, app.test_client()):
        assert send(receiver, "lab", BODY, {}).status_code == 401

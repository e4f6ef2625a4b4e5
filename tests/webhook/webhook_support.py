"""A receiver to talk to: a dictionary as its storage, made-up secrets, and senders that sign like the forges do."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote_plus

from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from graph.errors import StorageError
from graph.intake import Delivery, Forge, Hook, Outcome, Receipt, Secret, SecretKind
from webhook import signatures
from webhook.app import create_app

HMAC_SECRET = "a-secret-of-sufficient-length"
SIGNING_TOKEN = "whsec_" + "c2l4dGVlbiBieXRlcyBhbmQgc2l4dGVlbiBtb3JlISE="
PLAIN_TOKEN = "a-plain-token-of-sufficient-length"

FORM = "application/x-www-form-urlencoded"

HOOKS = (
    Hook("hub", 1, Forge.GITHUB, "repository", (Secret(SecretKind.HMAC, HMAC_SECRET),)),
    Hook(
        "lab",
        1,
        Forge.GITLAB,
        "system",
        (Secret(SecretKind.SIGNING, SIGNING_TOKEN), Secret(SecretKind.TOKEN, PLAIN_TOKEN)),
    ),
    Hook("legacy", 2, Forge.GITLAB, "repository", (Secret(SecretKind.TOKEN, PLAIN_TOKEN),)),
)


class MemoryIntake:
    """The intake as a dictionary: recorded deliveries by id, the forge's keys beside them."""

    def __init__(self, *hooks: Hook) -> None:
        self.hooks = {hook.hook_id: hook for hook in hooks or HOOKS}
        self.deliveries: dict[str, Delivery] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.away = False

    def hook(self, hook_id: str) -> Hook | None:
        self.ready()
        return self.hooks.get(hook_id)

    def record(self, hook: Hook, delivery: Delivery) -> Receipt:
        self.ready()
        known = self.keys.get((hook.hook_id, delivery.key or ""))
        if known:
            return Receipt(known, Outcome.DUPLICATE, "This delivery was received before.")
        delivery_id = f"d{len(self.deliveries)}"
        self.deliveries[delivery_id] = delivery
        if delivery.key:
            self.keys[hook.hook_id, delivery.key] = delivery_id
        return Receipt(delivery_id, delivery.outcome, delivery.reason)

    def ready(self) -> None:
        if self.away:
            raise StorageError("PostgreSQL is away: start it and look at its log.")


def client(intake: MemoryIntake) -> FlaskClient:
    return create_app(intake).test_client()


def github_headers(body: bytes, secret: str = HMAC_SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": signatures.github(secret, body).decode()}


def gitlab_headers(body: bytes, token: str = SIGNING_TOKEN, at: float | None = None) -> dict[str, str]:
    key = signatures.signing_key(token)
    assert key
    stamp = str(int(time.time() if at is None else at))
    signature = signatures.standard(key, b"m1", stamp.encode(), body).decode()
    return {"webhook-id": "m1", "webhook-timestamp": stamp, "webhook-signature": signature}


def as_form(body: bytes) -> bytes:
    return b"payload=" + quote_plus(body).encode()


def send(to: FlaskClient, hook_id: str, body: bytes, headers: Mapping[str, str]) -> TestResponse:
    """JSON unless the headers say otherwise."""
    return to.post(f"/webhooks/{hook_id}", data=body, headers={"Content-Type": "application/json", **headers})


def push_github(to: FlaskClient, body: bytes, **headers: str) -> TestResponse:
    """A push event signed with the hook's secret."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return send(to, "hub", body, {"X-GitHub-Event": "push", **github_headers(body), **named})


@contextmanager
def listening(intake: MemoryIntake) -> Iterator[int]:
    """The receiver behind a real socket; its port."""
    server = make_server("127.0.0.1", 0, create_app(intake), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Never lost: the statuses that a forge acts on. What was answered with 202 is recorded; everything else says why not."""

import json
import socket
from http.client import HTTPConnection

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from graph.intake import Delivery, Hook, Receipt
from tests.webhook.webhook_support import (
    HMAC_SECRET,
    HOOKS,
    PLAIN_TOKEN,
    SIGNING_TOKEN,
    MemoryIntake,
    as_form,
    client,
    github_headers,
    gitlab_headers,
    listening,
    push_github,
    send,
)
from webhook.routes import MAX_BODY_BYTES

OBJECT = "1f0c8a6b5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f00"
PUSH = json.dumps({"ref": "refs/heads/main", "after": OBJECT, "repository": {"id": 7}}).encode()
GITLAB_PUSH = json.dumps({"event_name": "push", "ref": "refs/heads/main", "after": OBJECT, "project_id": 7}).encode()


def problem(response: TestResponse) -> tuple[int, str]:
    """Status and code, once it is certain that the answer is a whole problem document."""
    document = response.json
    assert response.mimetype == "application/problem+json"
    assert document is not None
    assert set(document) == {"type", "title", "status", "detail", "code"}
    assert document["status"] == response.status_code
    assert document["detail"]
    return response.status_code, document["code"]


def test_an_accepted_push_is_recorded_before_the_answer() -> None:
    intake = MemoryIntake()
    response = push_github(client(intake), PUSH, X_GitHub_Delivery="g-1")
    assert (response.status_code, response.json) == (202, {"delivery_id": "d0", "outcome": "accepted", "reason": ""})
    assert intake.deliveries["d0"].wants[0].forge_id == "7"


def test_the_same_delivery_again_is_a_duplicate_with_the_first_ones_id() -> None:
    intake = MemoryIntake()
    receiver = client(intake)
    push_github(receiver, PUSH, X_GitHub_Delivery="g-1")
    response = push_github(receiver, PUSH, X_GitHub_Delivery="g-1")
    assert response.status_code == 200
    assert response.json is not None
    assert (response.json["delivery_id"], response.json["outcome"]) == ("d0", "duplicate")


def test_equal_bodies_under_two_keys_or_none_are_two_deliveries() -> None:
    intake = MemoryIntake()
    receiver = client(intake)
    for headers in ({"X_GitHub_Delivery": "g-1"}, {"X_GitHub_Delivery": "g-2"}, {}, {}):
        assert push_github(receiver, PUSH, **headers).status_code == 202
    assert len(intake.deliveries) == 4


@pytest.mark.parametrize("key", ["", "x" * 257, "caf\xe9", "tab\there"])
def test_a_key_that_no_forge_sends_makes_no_duplicate(key: str) -> None:
    intake = MemoryIntake()
    push_github(client(intake), PUSH, X_GitHub_Delivery=key)
    assert intake.deliveries["d0"].key is None


@pytest.mark.parametrize("hook_id", ["unknown", "HUB", "hub%00", "h" * 500, "hub'--", "%F0%9F%8F%AE", "hub%2F..%2Flab"])
def test_unknown_hooks_are_404(hook_id: str) -> None:
    assert problem(send(client(MemoryIntake()), hook_id, PUSH, github_headers(PUSH))) == (404, "not_found")


def test_a_trailing_slash_is_answered_and_not_redirected() -> None:
    assert (
        send(client(MemoryIntake()), "hub/", PUSH, {"X-GitHub-Event": "push", **github_headers(PUSH)}).status_code
        == 202
    )


def test_doubled_slashes_are_refused_and_not_redirected() -> None:
    """GitLab counts 308 as success, and need not follow it: every push would be lost in silence."""
    assert problem(send(client(MemoryIntake()), "/hub", PUSH, github_headers(PUSH))) == (404, "not_found")


def test_another_hooks_secret_opens_nothing() -> None:
    receiver = client(MemoryIntake())
    assert send(receiver, "lab", GITLAB_PUSH, github_headers(GITLAB_PUSH)).status_code == 401
    assert send(receiver, "hub", PUSH, gitlab_headers(PUSH)).status_code == 401
    assert send(receiver, "lab", GITLAB_PUSH, {"X-Gitlab-Token": PLAIN_TOKEN}).status_code == 401
    assert send(receiver, "legacy", GITLAB_PUSH, {"X-Gitlab-Token": PLAIN_TOKEN}).status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": ""},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "identity, deflate"},
    ],
)
def test_other_media_types_and_encodings_are_415(headers: dict[str, str]) -> None:
    answer = send(client(MemoryIntake()), "hub", PUSH, {**github_headers(PUSH), **headers})
    assert problem(answer) == (415, "unsupported_media_type")


def test_gitlab_sends_no_forms() -> None:
    body = as_form(GITLAB_PUSH)
    form = {"Content-Type": "application/x-www-form-urlencoded", **gitlab_headers(body)}
    assert problem(send(client(MemoryIntake()), "lab", body, form)) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body",
    [
        b"payload=",
        b"payload",
        b"",
        b"other=%7B%7D",
        b"payload=%7B%7D&payload=%7B%7D",
        b"payload=%7B%7D&x=1",
        b"payload=%ff",
        b"payload={\xff}",
        b"payload=%7B%22a%22%3A%22%5Cud800%22%7D",
    ],
)
def test_forms_other_than_one_payload_field_are_400(body: bytes) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", "X-GitHub-Event": "ping", **github_headers(body)}
    assert problem(send(client(MemoryIntake()), "hub", body, form)) == (400, "bad_input")


def test_a_media_type_with_parameters_is_read() -> None:
    json_utf8 = {"Content-Type": "Application/JSON; charset=utf-8", "X-GitHub-Event": "ping"}
    assert send(client(MemoryIntake()), "hub", b"{}", {**json_utf8, **github_headers(b"{}")}).status_code == 200


def test_malformed_bodies_are_told_to_signers_only() -> None:
    receiver = client(MemoryIntake())
    assert problem(push_github(receiver, b"{")) == (400, "bad_input")
    assert problem(send(receiver, "hub", b"{", {"X-GitHub-Event": "push"})) == (401, "unauthorised")


def test_a_declared_length_above_the_limit_is_413_before_anything_else() -> None:
    response = client(MemoryIntake()).post(
        "/webhooks/unknown", content_type="text/plain", environ_overrides={"CONTENT_LENGTH": str(MAX_BODY_BYTES + 1)}
    )
    assert problem(response) == (413, "too_large")


def test_storage_away_is_503_with_a_time_to_come_back() -> None:
    intake = MemoryIntake()
    receiver = client(intake)
    intake.away = True
    response = push_github(receiver, PUSH)
    assert problem(response) == (503, "storage_unavailable")
    assert int(response.headers["Retry-After"]) > 0
    intake.away = False
    assert push_github(receiver, PUSH).status_code == 202


class Broken(MemoryIntake):
    """A storage with a fault nobody foresaw."""

    def record(self, hook: Hook, delivery: Delivery) -> Receipt:
        raise LookupError("postgresql://aether:hunter2@db/aether")


def test_an_unforeseen_error_is_logged_and_tells_outsiders_nothing() -> None:
    with capture_logs() as logs:
        response = push_github(client(Broken()), PUSH)
    assert problem(response) == (500, "internal_error")
    assert "hunter2" not in response.text
    assert [entry["event"] for entry in logs] == ["request_failed"]


def test_wrong_methods_and_paths_are_problems_too() -> None:
    receiver = client(MemoryIntake())
    response = receiver.get("/webhooks/hub")
    assert problem(response) == (405, "method_not_allowed")
    assert "POST" in response.headers["Allow"]
    assert problem(receiver.get("/nowhere")) == (404, "not_found")


def test_liveness_does_not_ask_the_storage_and_readiness_does() -> None:
    intake = MemoryIntake()
    receiver = client(intake)
    assert [receiver.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    intake.away = True
    assert receiver.get("/healthz").status_code == 200
    assert problem(receiver.get("/readyz")) == (503, "storage_unavailable")


def test_the_route_stands_in_the_openapi_document_with_its_statuses() -> None:
    document = client(MemoryIntake()).get("/openapi.json").json
    assert document is not None
    operation = document["paths"]["/webhooks/{hook_id}"]["post"]
    assert set(operation["responses"]) == {"200", "202", "400", "401", "404", "413", "415", "429", "503"}
    assert set(operation["requestBody"]["content"]) == {"application/json", "application/x-www-form-urlencoded"}
    assert operation["parameters"][0]["name"] == "hook_id"
    assert {"/healthz", "/readyz"} < set(document["paths"])


def test_every_request_is_counted_and_logged_once_without_its_secrets() -> None:
    receiver = client(MemoryIntake())
    before = [_count("github", "accepted"), _count("github", "unauthorised"), _count("unknown", "not_found")]
    with capture_logs() as logs:
        push_github(receiver, PUSH)
        send(receiver, "hub", PUSH, {"X-Gitlab-Token": PLAIN_TOKEN, **github_headers(PUSH, "wrong secret")})
        send(receiver, "legacy", PUSH, {"X-Gitlab-Token": f"{PLAIN_TOKEN}?"})
        send(receiver, "none", PUSH, {})
    after = [_count("github", "accepted"), _count("github", "unauthorised"), _count("unknown", "not_found")]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1]
    assert [entry["event"] for entry in logs] == ["delivery_recorded", *["delivery_refused"] * 3]
    assert not [secret for secret in (HMAC_SECRET, PLAIN_TOKEN, SIGNING_TOKEN) if secret in repr(logs)]
    assert not [secret for hook in HOOKS for secret in hook.secrets if secret.value in repr(hook)]


def _count(forge: str, outcome: str) -> float:
    return REGISTRY.get_sample_value("aether_webhook_deliveries_total", {"forge": forge, "outcome": outcome}) or 0.0


def test_a_chunked_body_is_verified_whole() -> None:
    intake = MemoryIntake()
    with listening(intake) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"Content-Type": "application/json", "X-GitHub-Event": "push", **github_headers(PUSH)}
        connection.request("POST", "/webhooks/hub", iter([PUSH[:10], PUSH[10:]]), headers, encode_chunked=True)
        assert connection.getresponse().status == 202
        connection.close()


def test_an_endless_body_is_cut_at_the_limit() -> None:
    intake = MemoryIntake()
    with listening(intake) as port, socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(
            b"POST /webhooks/hub HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        try:
            for _ in range((MAX_BODY_BYTES >> 20) + 2):
                wire.sendall(chunk)
            assert wire.recv(12) == b"HTTP/1.1 413"
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server hung up on us, which is as good
    assert not intake.deliveries


def test_a_body_that_breaks_off_records_nothing() -> None:
    intake = MemoryIntake()
    signed = "".join(f"{name}: {value}\r\n" for name, value in github_headers(PUSH).items())
    with listening(intake) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        head = f"POST /webhooks/hub HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(PUSH)}\r\n"
        wire.sendall(f"{head}{signed}\r\n".encode() + PUSH[:20])
        wire.shutdown(socket.SHUT_WR)
        assert wire.recv(12) == b"HTTP/1.1 400"
    assert not intake.deliveries

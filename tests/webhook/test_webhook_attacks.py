"""Never mixed: the attacks that other receivers fell to, by the names they are known under, fail here."""

import ast
import inspect
import io
import json
from http.client import HTTPConnection
from typing import Any

import pytest

from graph.intake import Forge, Hook, Secret, SecretKind
from tests.webhook.webhook_support import (
    HMAC_SECRET,
    PLAIN_TOKEN,
    SIGNING_TOKEN,
    MemoryIntake,
    client,
    github_headers,
    gitlab_headers,
    listening,
    push_github,
    send,
)
from webhook import signatures
from webhook.forges import github, gitlab
from webhook.routes import MAX_BODY_BYTES

OBJECT = "1f0c8a6b5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f00"


def push(**fields: Any) -> bytes:
    document = {"ref": "refs/heads/main", "after": OBJECT, "repository": {"id": 7}, **fields}
    return json.dumps(document).encode()


def status(body: bytes, intake: MemoryIntake | None = None) -> int:
    return push_github(client(intake or MemoryIntake()), body).status_code


def test_secrets_are_compared_in_constant_time() -> None:
    """CVE-2022-43411, CVE-2022-43412, CVE-2022-36885, CVE-2024-23903: by construction, no other comparison is there."""
    assert _comparisons(inspect.getsource(signatures)) == []
    assert "hmac.compare_digest(candidate, value)" in inspect.getsource(signatures.any_equal)
    for module in (github, gitlab):
        verifiers = [
            part for part in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(part, ast.FunctionDef)
        ]
        sources = [ast.unparse(part) for part in verifiers if part.name.startswith("_verify")]
        assert sources
        assert {kind for source in sources for kind in _comparisons(source)} <= {"Is", "Gt"}  # a kind; the clock


def _comparisons(source: str) -> list[str]:
    compared = [part for part in ast.walk(ast.parse(source)) if isinstance(part, ast.Compare)]
    return [type(operator).__name__ for part in compared for operator in part.ops]


@pytest.mark.parametrize(
    "headers", [{}, {"X-Hub-Signature-256": ""}, {"X-Gitlab-Token": ""}, {"webhook-signature": ""}]
)
@pytest.mark.parametrize("hook_id", ["hub", "lab", "legacy"])
def test_a_missing_or_empty_signature_is_refused(hook_id: str, headers: dict[str, str]) -> None:
    """CWE-347 of Appwrite, CVE-2022-36883, CVE-2022-36884, CVE-2026-56357: absent is not valid."""
    intake = MemoryIntake()
    assert send(client(intake), hook_id, push(), {"X-GitHub-Event": "push", **headers}).status_code == 401
    assert not intake.deliveries


@pytest.mark.parametrize(
    ("hook", "headers"),
    [
        (Hook("h", 1, Forge.GITHUB, "repository", ()), github_headers(push(), "")),
        (Hook("h", 1, Forge.GITHUB, "repository", (Secret(SecretKind.HMAC, ""),)), github_headers(push(), "")),
        (Hook("h", 1, Forge.GITLAB, "repository", ()), {"X-Gitlab-Token": ""}),
        (Hook("h", 1, Forge.GITLAB, "repository", (Secret(SecretKind.TOKEN, ""),)), {"X-Gitlab-Token": ""}),
        (Hook("h", 1, Forge.GITLAB, "repository", (Secret(SecretKind.SIGNING, ""),)), {"X-Gitlab-Token": ""}),
    ],
)
def test_a_hook_without_a_usable_secret_takes_nothing(hook: Hook, headers: dict[str, str]) -> None:
    """CVE-2026-41432 and Coolify 4186: an empty secret equals no empty header and keys no signature."""
    intake = MemoryIntake(hook)
    assert send(client(intake), "h", push(), {"X-GitHub-Event": "push", **headers}).status_code == 401
    assert not intake.deliveries


def test_no_address_from_a_payload_is_passed_on() -> None:
    """putmein 42: a token went to the clone_url of the payload. A delivery has no place for one."""
    intake = MemoryIntake()
    repository = {"id": 7, "clone_url": "https://evil.example/x.git", "full_name": "../../evil", "url": "ext::sh -c id"}
    assert status(push(repository=repository, installation={"id": 666}), intake) == 202
    kept = repr(intake.deliveries["d0"])
    assert not [word for word in ("evil", "ext::", "666") if word in kept]


class Unread(io.BytesIO):
    """A body that must not be touched."""

    def read(self, _size: int | None = -1) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("hook_id", ["hub", "unknown"])
def test_a_huge_body_is_refused_unread(hook_id: str) -> None:
    """CVE-2024-40634, GHSA-jcc8-g2q4-9fxq: memory was filled before anything was verified."""
    length = {"CONTENT_LENGTH": str(MAX_BODY_BYTES + 1), "wsgi.input": Unread()}
    response = client(MemoryIntake()).post(
        f"/webhooks/{hook_id}", content_type="application/json", environ_overrides=length
    )
    assert response.status_code == 413


@pytest.mark.parametrize("bomb", ["[],", "{},", "[" * 60 + "]" * 60 + ","])
def test_a_signed_bomb_is_refused_unparsed(bomb: str) -> None:
    """A tenant may sign what it likes; small brackets must not become a gigabyte of objects."""
    body = ('{"a":[' + bomb * (24_000_000 // len(bomb)) + "0]}").encode()
    assert status(body) == 413


@pytest.mark.parametrize(
    "fields",
    [
        {"repository": None},
        {"repository": []},
        {"repository": "lantern"},
        {"repository": {"id": True}},
        {"repository": {"id": 0}},
        {"repository": {"id": -7}},
        {"repository": {"id": 7.0}},
        {"repository": {"id": 2**63}},
        {"repository": {"html_url": ""}},
        {"ref": None},
        {"ref": ["refs/heads/main"]},
        {"after": None},
        {"after": {}},
        {"after": OBJECT + "\n"},
        {"deleted": "yes"},
    ],
)
def test_odd_payloads_crash_nothing(fields: dict[str, Any]) -> None:
    """CVE-2025-59531, CVE-2025-59537, CVE-2025-59538, Argo CD 23024: a missing field took the whole server down."""
    intake = MemoryIntake()
    assert status(push(**fields), intake) == 400
    assert not intake.deliveries


def test_a_secret_opens_its_own_hook_and_no_payload_chooses_another() -> None:
    """CVE-2026-40109: a valid signature of somebody else is not authority here."""
    intake = MemoryIntake(
        Hook("ours", 1, Forge.GITHUB, "repository", (Secret(SecretKind.HMAC, HMAC_SECRET),)),
        Hook("theirs", 2, Forge.GITHUB, "repository", (Secret(SecretKind.HMAC, "the secret of the others"),)),
    )
    body = push(hook_id="theirs", tenant_id=2, hook={"config": {"url": "https://aether.example/webhooks/theirs"}})
    signed = {"X-GitHub-Event": "push", **github_headers(body)}
    assert send(client(intake), "theirs", body, signed).status_code == 401
    assert send(client(intake), "ours", body, signed).status_code == 202


@pytest.mark.parametrize(
    "ref",
    [
        "--upload-pack=touch owned",
        "-x",
        "main",
        "ext::sh -c id",
        "refs/heads/a b",
        "refs/heads/a\nb",
        "refs/heads/a\x7fb",
        "refs/heads/a~1",
        "refs/heads/a^{}",
        "refs/heads/a:b",
        "refs/heads/*",
        "refs/heads/a@{1}",
        "refs/heads/a\\b",
        "refs/heads/.git",
        "refs/heads/a.lock",
        "refs/heads/a.lock/b",
        "refs/heads/a//b",
        "refs/heads/",
        "refs/heads/a.",
        "refs/heads/../../../etc/passwd",
        "refs/heads/" + "a" * 1024,
    ],
)
def test_what_git_would_not_call_a_ref_goes_no_further(ref: str) -> None:
    """CVE-2022-24439, CVE-2023-40267, CVE-2026-42215, CVE-2017-1000117, CVE-2018-17456, CVE-2022-24348."""
    intake = MemoryIntake()
    assert status(push(ref=ref), intake) == 400
    assert not intake.deliveries


@pytest.mark.parametrize("branch", ["-x", "--help", "$(id)", "a;b", "a/b/c", "@", "ä"])
def test_a_branch_that_git_allows_stays_behind_its_full_name(branch: str) -> None:
    """So that it can never be taken for an option, nor a branch for a tag of the same name."""
    intake = MemoryIntake()
    assert status(push(ref=f"refs/heads/{branch}"), intake) == 202
    assert intake.deliveries["d0"].wants[0].ref == f"refs/heads/{branch}"


def test_headers_with_underscores_stand_in_for_none() -> None:
    """CVE-2015-0219: `X_Hub_Signature_256` became the header with dashes."""
    spoofed = {"Content-Type": "application/json", "X_Hub_Signature_256": github_headers(push())["X-Hub-Signature-256"]}
    with listening(MemoryIntake()) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("POST", "/webhooks/hub", push(), spoofed)
        assert connection.getresponse().status == 401
        connection.close()


def test_a_captured_body_sent_again_asks_for_the_same_and_no_more() -> None:
    """The delivery key and the event of GitHub are not signed: a replay under others costs one look at the branch."""
    intake = MemoryIntake()
    receiver = client(intake)
    push_github(receiver, push(), X_GitHub_Delivery="first")
    push_github(receiver, push(), X_GitHub_Delivery="replayed")
    push_github(receiver, push(), X_GitHub_Delivery="renamed", X_GitHub_Event="installation")
    wants = [tuple(delivery.wants) for delivery in intake.deliveries.values()]
    assert wants[0] == wants[1]
    assert wants[2] == ()


@pytest.mark.parametrize("changed", [{"webhook-id": "m2"}, {"webhook-timestamp": "1900000000"}])
def test_a_captured_signature_covers_id_and_time(changed: dict[str, str]) -> None:
    body = json.dumps({"event_name": "push"}).encode()
    assert send(client(MemoryIntake()), "lab", body, {**gitlab_headers(body), **changed}).status_code == 401
    stale = gitlab_headers(body, at=1_600_000_000)
    assert send(client(MemoryIntake()), "lab", body, stale).status_code == 401


def test_answers_echo_neither_secrets_nor_what_was_guessed() -> None:
    """Atlantis answered and logged `header X-Gitlab-Token=<value> did not match`."""
    response = send(client(MemoryIntake()), "legacy", push(), {"X-Gitlab-Token": "guess-4711"})
    assert not [word for word in ("guess-4711", PLAIN_TOKEN, SIGNING_TOKEN) if word in response.text]


def test_a_ping_is_verified_like_everything_else() -> None:
    """packit answered `Pong!` to anything shaped like a ping."""
    body = json.dumps({"zen": "Anything added dilutes everything else.", "hook_id": 1}).encode()
    intake = MemoryIntake()
    assert send(client(intake), "hub", body, {"X-GitHub-Event": "ping"}).status_code == 401
    assert push_github(client(intake), body, X_GitHub_Event="ping").json == {
        "delivery_id": "d0",
        "outcome": "ping",
        "reason": "The hook works.",
    }

"""Never mixed: an administrator registers what is his tenant's, and sees secrets once. Never lost: deliveries are replayed."""

import hashlib
import hmac
import json
import secrets
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.conftest import Caller, World

HOOK = {"forge": "github", "scope": "repository", "base_url": "https://github.com"}
PATHS = ("/hooks", "/tokens", "/deliveries")


def answer(response: TestResponse, status: int = 200) -> Any:
    assert response.status_code == status, response.text
    return response.json


def delete(who: Caller, path: str) -> TestResponse:
    return who.client.delete(path, headers={"Authorization": f"Bearer {who.token}"})


@pytest.fixture
def other(world: World) -> Caller:
    """An administrator of acme2."""
    return world.caller(world.acme2)


@pytest.mark.parametrize("path", PATHS)
def test_only_administrators_of_a_whole_tenant_administer(world: World, path: str) -> None:
    assert world.app.test_client().get(path).status_code == 401
    narrowed = world.caller(world.acme, "admin", repositories=[1])
    for caller in (world.caller(world.acme, "read"), world.caller(world.acme, "index"), narrowed):
        assert answer(caller.get(path), 403)["code"] == "forbidden"
    for caller in (world.caller(world.acme, "read", "index"), narrowed):
        assert caller.post("/hooks", HOOK).status_code == 403
        assert caller.post("/tokens", {"scopes": ["admin"]}).status_code == 403
        assert delete(caller, "/repositories/shop").status_code == 403


def test_a_hook_shows_its_secret_once_and_lives_through_rotation_and_rest(admin: Caller, world: World) -> None:
    made = answer(admin.post("/hooks", HOOK), 201)
    assert made["url"].endswith(f"/webhooks/{made['hook_id']}")
    shown = admin.get(f"/hooks/{made['hook_id']}")
    assert (answer(shown)["state"], answer(shown)["branches"]) == ("active", None)
    assert made["secret"] not in shown.text + admin.get("/hooks").text
    turned = answer(admin.post(f"/hooks/{made['hook_id']}/rotate", {}))
    hook = world.found.intake.hook(made["hook_id"])
    assert hook is not None
    assert {secret.value for secret in hook.secrets} == {made["secret"], turned["secret"]}
    answer(admin.post(f"/hooks/{made['hook_id']}/disable", {}))
    assert world.found.intake.hook(made["hook_id"]) is None
    answer(admin.post(f"/hooks/{made['hook_id']}/enable", {}))
    assert world.found.intake.hook(made["hook_id"]) is not None
    answer(delete(admin, f"/hooks/{made['hook_id']}"))
    assert answer(admin.get(f"/hooks/{made['hook_id']}"), 404)["code"] == "not_found"


@pytest.mark.parametrize(
    "fault",
    [
        {"secret": ""},
        {"secret": "short"},
        {"forge": "gitlab", "secret": "whsec_c2hvcnQ=aaaaaaaaa"},
        {"base_url": "ftp://github.com"},
        {"base_url": "https://user:secret@github.com"},
        {"base_url": "https://github.com?x=1"},
        {"scope": "galaxy"},
        {"branches": []},
        {"tenant": "acme2"},
    ],
)
def test_a_weak_secret_or_an_odd_address_registers_nothing(admin: Caller, fault: dict[str, Any]) -> None:
    before = admin.get("/hooks").json
    assert answer(admin.post("/hooks", HOOK | fault), 400)["code"] == "bad_input"
    assert admin.get("/hooks").json == before


def test_another_tenants_hook_repository_and_token_do_not_exist(admin: Caller, other: Caller) -> None:
    hook_id = answer(admin.post("/hooks", HOOK), 201)["hook_id"]
    for response in (
        other.get(f"/hooks/{hook_id}"),
        other.post(f"/hooks/{hook_id}/rotate", {}),
        other.post(f"/hooks/{hook_id}/disable", {}),
        delete(other, f"/hooks/{hook_id}"),
        other.post("/repositories", {"repo_id": "borrowed", "hook_id": hook_id, "path": "a/b", "forge_id": "7"}),
        delete(other, f"/tokens/{admin.get('/tokens').json['tokens'][0]['token_id']}"),  # type: ignore[index]
    ):
        assert answer(response, 404)["code"] == "not_found"
    assert hook_id not in other.get("/hooks").text


def test_a_repository_is_registered_once_and_forgotten(admin: Caller) -> None:
    hook_id = answer(admin.post("/hooks", HOOK), 201)["hook_id"]
    asked = {"repo_id": "widget", "hook_id": hook_id, "path": "acme/widget", "forge_id": "7"}
    answer(admin.post("/repositories", asked), 201)
    assert answer(admin.get("/repositories/widget"))["path"] == "acme/widget"
    assert answer(admin.post("/repositories", asked), 409)["code"] == "conflict"
    for fault in ({"path": "../x"}, {"forge_id": "0"}, {"repo_id": "UP"}):
        assert admin.post("/repositories", asked | fault).status_code == 400
    answer(delete(admin, "/repositories/widget"))
    assert admin.get("/repositories/widget").status_code == 404


def test_a_token_is_shown_once_and_removed(world: World, admin: Caller) -> None:
    asked = {"scopes": ["read"], "label": "ci", "repositories": ["shop"], "expires_in_days": 30}
    made = answer(admin.post("/tokens", asked), 201)["token"]
    listed = admin.get("/tokens")
    assert made not in listed.text
    (row,) = [each for each in answer(listed)["tokens"] if each["label"] == "ci"]
    assert (row["scopes"], row["narrowed"]) == (["read"], True)
    assert row["expires_at"] > row["created_at"]
    caller = Caller(world.app.test_client(), made)
    assert [each["repo_id"] for each in answer(caller.get("/repositories"))["repositories"]] == ["shop"]
    answer(delete(admin, f"/tokens/{row['token_id']}"))
    assert caller.get("/repositories").status_code == 401
    assert admin.post("/tokens", {"scopes": ["root"]}).status_code == 400


def test_a_delivery_is_listed_and_replayed_for_its_own_tenant_alone(world: World, admin: Caller, other: Caller) -> None:
    hook = answer(admin.post("/hooks", HOOK), 201)
    number = secrets.randbits(40) + 1
    body = json.dumps({"ref": "refs/heads/main", "after": "c" * 40, "repository": {"id": number}}).encode()
    signature = hmac.new(hook["secret"].encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-GitHub-Event": "push", "X-Hub-Signature-256": f"sha256={signature}"}
    sent = admin.client.post(
        f"/webhooks/{hook['hook_id']}", data=body, headers=headers, content_type="application/json"
    )
    assert answer(sent)["outcome"] == "ignored"
    (row,) = answer(admin.get("/deliveries", hook_id=hook["hook_id"]))["deliveries"]
    assert (row["delivery_id"], row["wants"][0]["forge_id"]) == (answer(sent)["delivery_id"], str(number))
    replay = f"/deliveries/{row['delivery_id']}/replay"
    assert other.post(replay, {}).status_code == 404
    assert answer(other.get("/deliveries", hook_id=hook["hook_id"]))["deliveries"] == []
    named = {"repo_id": f"late-{number}", "hook_id": hook["hook_id"], "path": "acme/late", "forge_id": str(number)}
    answer(admin.post("/repositories", named), 201)
    assert answer(admin.post(replay, {}), 202)["outcome"] == "accepted"
    assert len(answer(admin.get("/deliveries", hook_id=hook["hook_id"], limit=1))["deliveries"]) == 1
    assert answer(admin.get(f"/deliveries/{row['delivery_id']}"))["event"] == "push"


def test_only_an_administrator_says_who_is_told_and_sees_the_secret_once(world: World, admin: Caller) -> None:
    made = admin.post("/notifications", {"url": "https://ci.example.com/told", "events": ["graph.changed"]})
    assert made.status_code == 201, made.text
    assert made.json is not None
    wanted, secret = made.json["notification_id"], made.json["secret"]
    listed = admin.get("/notifications")
    assert wanted in listed.text
    assert secret not in listed.text
    assert admin.get(f"/notifications/{wanted}/log").json == {"notices": []}
    assert admin.post("/notifications", {"url": "file:///etc/passwd"}).status_code == 422
    assert wanted not in world.caller(world.acme2).get("/notifications").text
    assert world.caller(world.acme, "read", "index").get("/notifications").status_code == 403
    assert admin.client.delete(f"/notifications/{wanted}", headers=admin._headers()).status_code == 200
    assert wanted not in admin.get("/notifications").text

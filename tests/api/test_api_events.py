"""Never lost: a run is followed to its end, and every act of administration is written down."""

import json
from typing import Any

from tests.api.conftest import Caller, World


def events(caller: Caller, task_id: str) -> list[dict[str, Any]]:
    """All of a stream; it ends when the run is settled."""
    response = caller.get(f"/tasks/{task_id}/events")
    assert (response.status_code, response.mimetype) == (200, "text/event-stream")
    return [json.loads(line.removeprefix("data: ")) for line in response.text.splitlines() if line.startswith("data: ")]


def test_a_settled_run_is_one_event_that_says_what_the_task_says(world: World, admin: Caller) -> None:
    made = admin.post("/repositories/parse", {"repo_id": "shop"}).json
    assert made
    world.work("acme", made["task_id"])
    assert events(admin, made["task_id"]) == [admin.get(f"/tasks/{made['task_id']}").json]


def test_a_run_is_told_whenever_it_moves(world: World, admin: Caller) -> None:
    made = admin.post("/repositories/parse", {"repo_id": "shop"}).json
    assert made
    stream = admin.client.get(
        f"/tasks/{made['task_id']}/events", headers={"Authorization": f"Bearer {admin.token}"}, buffered=False
    )
    told = stream.iter_encoded()
    assert b'"PENDING"' in next(told)
    world.work("acme", made["task_id"])
    assert b'"SUCCESS"' in b"".join(told)
    stream.close()


def test_another_tenants_run_has_no_events(world: World, admin: Caller) -> None:
    made = admin.post("/repositories/parse", {"repo_id": "shop"}).json
    assert made
    assert world.caller(world.acme2).get(f"/tasks/{made['task_id']}/events").status_code == 404


def test_administration_is_written_down_without_its_secrets(world: World, admin: Caller) -> None:
    made = admin.post("/hooks", {"forge": "github", "scope": "app", "base_url": "https://github.com"}).json
    assert made
    admin.post(f"/hooks/{made['hook_id']}/disable", {})
    world.caller(world.acme, "read").post("/tokens", {"scopes": ["admin"]})
    listed = admin.get("/audit-log", limit=3)
    refused, disabled, added = (listed.json or {})["entries"]
    assert (refused["action"], refused["status"]) == ("POST /tokens", 403)
    assert (disabled["action"], disabled["subject"]) == ("POST /hooks/{hook_id}/disable", {"hook_id": made["hook_id"]})
    assert (added["action"], added["status"]) == ("POST /hooks", 201)
    assert added["actor"] == disabled["actor"] != refused["actor"]
    assert made["secret"] not in listed.text
    older = admin.get("/audit-log", limit=1, before=refused["entry_id"]).json
    assert older
    assert older["entries"] == [disabled]
    mine = {each["entry_id"] for each in (listed.json or {})["entries"]}
    theirs = world.caller(world.acme2).get("/audit-log").json
    assert theirs is not None
    assert not mine & {each["entry_id"] for each in theirs["entries"] if each["actor"] == added["actor"]}
    assert world.caller(world.acme, "read").get("/audit-log").status_code == 403

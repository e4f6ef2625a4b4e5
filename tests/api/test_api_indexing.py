"""Never lost: a request is a run that can be followed to its end. Never mixed: nobody follows another tenant's."""

from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from aether.application import web
from tests.api.conftest import Caller, World
from tests.repositories import create, git


def code(response: TestResponse) -> tuple[int, str]:
    assert response.content_type == "application/problem+json", response.text
    assert response.json is not None
    return response.status_code, response.json["code"]


def accepted(response: TestResponse) -> str:
    assert response.status_code == 202, response.text
    assert response.json is not None
    assert response.json["status"] == "queued"
    return str(response.json["task_id"])


def task(caller: Caller, task_id: str) -> dict[str, Any]:
    response = caller.get(f"/tasks/{task_id}")
    assert response.status_code == 200, response.text
    assert response.json is not None
    return dict(response.json)


def test_a_request_is_queued_done_and_told(world: World, admin: Caller) -> None:
    task_id = accepted(admin.post("/repositories/parse", {"repo_id": "shop", "full": True, "tenant_id": "acme"}))
    queued = task(admin, task_id)
    assert (queued["status"], queued["info"]["progress"], queued["result"]) == ("PENDING", 0, None)
    world.work("acme", task_id)
    done = task(admin, task_id)
    assert (done["status"], done["info"]["progress"], done["result"]["mode"]) == ("SUCCESS", 100, "full")
    assert done["result"]["success"]


def test_requests_that_one_run_serves_follow_it(world: World, admin: Caller) -> None:
    first, second = (accepted(admin.post("/repositories/parse", {"repo_id": "shop"})) for _ in range(2))
    assert first != second
    world.work("acme", second)
    assert task(admin, first)["status"] == task(admin, second)["status"] == "SUCCESS"
    assert task(admin, first)["result"]["commit"] == task(admin, second)["result"]["commit"]


def test_a_person_is_told_to_wait_while_too_much_of_the_tenant_waits(world: World) -> None:
    settings = world.found.settings.model_copy(update={"tenant_backlog": 2})
    tenant_id = world.found.catalogue.tenants.add("overloaded")
    world.found.catalogue.repositories.ensure(tenant_id, "shop", str(world.sources / "shop.git"))
    token = world.found.catalogue.tokens.add(tenant_id, ["index"])
    someone = Caller(web(world.found._replace(settings=settings)).test_client(), token)
    runs = [accepted(someone.post("/repositories/parse", {"repo_id": "shop"})) for _ in range(2)]
    refused = someone.post("/repositories/parse", {"repo_id": "shop"})
    assert code(refused) == (429, "overloaded")
    assert int(refused.headers["Retry-After"]) > 0
    world.work("overloaded", runs[1])
    accepted(someone.post("/repositories/parse", {"repo_id": "shop"}))


def test_a_branch_can_be_asked_for(world: World, admin: Caller) -> None:
    create(world.sources / "branched.git", {b"a.py": b"def a(): ...\n"})
    git(world.sources / "branched.git", "branch", "topic")
    world.found.catalogue.repositories.ensure(world.acme, "branched", str(world.sources / "branched.git"))
    for ref in ("topic", "refs/heads/topic"):
        world.work("acme", accepted(admin.post("/repositories/parse", {"repo_id": "branched", "ref": ref})))
    assert admin.get("/repositories/branched/graph/search", q="a", branch="topic").status_code == 200
    task_id = accepted(admin.post("/repositories/parse", {"repo_id": "branched", "ref": "gone"}))
    with pytest.raises(Exception, match="gone"):
        world.work("acme", task_id)
    failed = task(admin, task_id)
    assert (failed["status"], failed["result"]["success"], failed["result"]["code"]) == (
        "FAILURE",
        False,
        "unknown_revision",
    )
    states = {each["branch"]: each["state"] for each in repository(admin, "branched")["branches"]}
    assert states == {"topic": "succeeded", "gone": "failed"}


def test_an_idempotency_key_answers_with_the_task_it_made(world: World, admin: Caller) -> None:
    key = str(uuid4())
    first = accepted(admin.post("/repositories/parse", {"repo_id": "shop"}, Idempotency_Key=key))
    assert accepted(admin.post("/repositories/parse", {"repo_id": "shop"}, Idempotency_Key=key)) == first
    other = world.caller(world.acme2)
    theirs = accepted(other.post("/repositories/parse", {"repo_id": "shop"}, Idempotency_Key=key))
    assert theirs != first


def test_a_local_path_must_lie_below_a_root_that_the_operator_opened_to_this_tenant(
    world: World, admin: Caller
) -> None:
    inside, outside = str(world.sources / "other.git"), str(world.sources.parent / "data")
    task_id = accepted(admin.post("/repositories/parse", {"repo_path": inside}))
    world.work("acme", task_id)
    assert repository(admin, "other")["branches"][0]["state"] == "succeeded"
    link = world.sources / "link"
    link.symlink_to(outside)
    for path in (outside, "/etc", str(link), f"{inside}/../../data", "relative"):
        refused = code(admin.post("/repositories/parse", {"repo_path": path}))
        assert refused == (422, "repository_unusable"), path
    assert code(world.caller(world.acme2).post("/repositories/parse", {"repo_path": inside})) == (
        422,
        "repository_unusable",
    )


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"repo_id": "shop", "tenant_id": "acme2"}, (422, "tenant_invalid")),
        ({"repo_id": "no-such"}, (404, "not_found")),
        ({"repo_id": "theirs"}, (404, "not_found")),
        ({}, (400, "bad_input")),
        ({"repo_id": "Not A Name"}, (400, "bad_input")),
        ({"repo_id": "shop", "surprise": 1}, (400, "bad_input")),
        ({"repo_id": "shop", "ref": "--upload-pack=x"}, (400, "bad_input")),
        ({"repo_id": "shop", "ref": "a\0b"}, (400, "bad_input")),
        ({"repo_path": "a\0b"}, (400, "bad_input")),
        ({"repo_path": "/\ud800"}, (400, "bad_input")),
        ([], (400, "bad_input")),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_by_code(admin: Caller, body: Any, refusal: tuple[int, str]) -> None:
    assert code(admin.post("/repositories/parse", body)) == refusal


def test_a_task_of_another_tenant_is_404(world: World, admin: Caller) -> None:
    task_id = accepted(admin.post("/repositories/parse", {"repo_id": "shop"}))
    other = world.caller(world.acme2)
    assert code(other.get(f"/tasks/{task_id}")) == code(admin.get(f"/tasks/{uuid4()}")) == (404, "not_found")
    assert code(admin.get("/tasks/nonsense")) == (400, "bad_input")


def test_a_result_without_success_reads_failure(world: World, admin: Caller) -> None:
    task_id = accepted(admin.post("/repositories/parse", {"repo_id": "shop"}))
    claim = world.found.runs.claim(task_id, "test")
    assert claim
    world.found.runs.finish(claim, {"success": False, "error": "Task exceeded time limit"})
    assert task(admin, task_id)["status"] == "FAILURE"


def test_a_registered_repository_is_always_shown(world: World, admin: Caller) -> None:
    shown = repository(admin, "empty")
    assert (shown["repo_id"], shown["state"], shown["branches"]) == ("empty", "active", [])
    (branch,) = repository(admin, "shop")["branches"]
    assert (branch["branch"], branch["nodes"] > 0, branch["edges"] > 0) == ("main", True, True)
    assert branch["indexed_commit"]
    assert branch["run"]
    listed = admin.get("/repositories").json
    assert listed
    assert {"shop", "empty"} <= {each["repo_id"] for each in listed["repositories"]}
    theirs = world.caller(world.acme2).get("/repositories").json
    assert theirs
    assert {each["repo_id"] for each in theirs["repositories"]} <= {"shop", "empty", "theirs"}
    assert code(admin.get("/repositories/no-such")) == (404, "not_found")


def repository(caller: Caller, repo: str) -> dict[str, Any]:
    response = caller.get(f"/repositories/{repo}")
    assert response.status_code == 200, response.text
    assert response.json is not None
    return dict(response.json)


def test_the_runs_of_a_repository_are_listed_and_no_other_tenants(world: World, admin: Caller) -> None:
    task_id = accepted(admin.post("/repositories/parse", {"repo_id": "shop"}))
    listed = admin.get("/repositories/shop/runs", limit=1)
    assert listed.json is not None
    (row,) = listed.json["runs"]
    assert (row["run_id"], row["repo"], row["state"], row["trigger"]) == (task_id, "shop", "queued", "api")
    world.work("acme", task_id)
    stranger = world.caller(world.acme2).get("/repositories/shop/runs")
    assert stranger.json is not None
    assert task_id not in str(stranger.json)
    assert code(admin.get("/repositories/no-such/runs")) == (404, "not_found")

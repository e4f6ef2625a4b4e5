"""Never lost: whether a hook's deliveries arrive is known before the first push, by the way that they will take."""

import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask
from werkzeug.serving import make_server

from aether.application import web
from aether.composition import Application
from tests.api.conftest import Caller, World

HOOKS: tuple[dict[str, str], ...] = (
    {"forge": "github", "scope": "repository"},
    {"forge": "gitlab", "scope": "group"},
    {"forge": "gitlab", "scope": "group", "secret_kind": "token"},
)


class Served(NamedTuple):
    """The application, and the receiver that listens at its public address."""

    found: Application
    admin: Caller
    answers: list[Flask]  # what answers at the public address: the last one

    def hook(self, **asked: str) -> dict[str, str]:
        made = self.admin.post("/hooks", {"base_url": "https://forge.example", **asked}).json
        assert made
        return dict(made)

    def trial(self, hook_id: str) -> dict[str, Any]:
        answer = self.admin.post(f"/hooks/{hook_id}/test", {})
        assert answer.status_code == 200, answer.text
        return dict(answer.json or {})


@pytest.fixture
def served(world: World) -> Iterator[Served]:
    answers: list[Flask] = []

    def latest(environ: dict[str, Any], start: Any) -> Any:
        return answers[-1](environ, start)

    server = make_server("127.0.0.1", 0, latest, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    found = world.found._replace(settings=world.found.settings.model_copy(update={"public_url": url}))
    answers.append(web(found))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Served(found, Caller(answers[-1].test_client(), world.caller(world.acme).token), answers)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("asked", HOOKS, ids=lambda asked: f"{asked['forge']}-{asked.get('secret_kind', 'signed')}")
def test_a_signed_delivery_takes_the_way_of_the_forges(served: Served, asked: dict[str, str]) -> None:
    hook = served.hook(**asked)
    trial = served.trial(hook["hook_id"])
    assert (trial["works"], trial["status"], trial["url"]) == (True, 200, hook["url"])
    assert trial["outcome"] == ("ping" if asked["forge"] == "github" else "ignored")
    delivery = served.admin.get(f"/deliveries/{trial['delivery_id']}").json
    assert delivery
    assert (delivery["hook_id"], delivery["wants"], delivery["runs"]) == (hook["hook_id"], [], [])
    assert hook["secret"] not in str(trial)


def test_what_does_not_work_is_told(served: Served, world: World) -> None:
    hook_id = served.hook(**HOOKS[0])["hook_id"]
    served.answers.append(Flask("another"))
    stranger = served.trial(hook_id)
    assert (stranger["works"], stranger["status"]) == (False, 404)
    assert "not the receiver" in stranger["detail"]
    away = web(
        world.found._replace(settings=served.found.settings.model_copy(update={"public_url": "http://127.0.0.1:1"}))
    )
    silent = Caller(away.test_client(), served.admin.token).post(f"/hooks/{hook_id}/test", {}).json
    assert silent
    assert (silent["works"], silent["status"]) == (False, None)
    assert "AETHER_PUBLIC_URL" in silent["detail"]


def test_only_an_active_hook_of_the_own_tenant_is_tried(served: Served, world: World) -> None:
    hook_id = served.hook(**HOOKS[0])["hook_id"]
    other = Caller(served.admin.client, world.caller(world.acme2).token)
    assert other.post(f"/hooks/{hook_id}/test", {}).status_code == 404
    served.admin.post(f"/hooks/{hook_id}/disable", {})
    assert served.admin.post(f"/hooks/{hook_id}/test", {}).status_code == 409

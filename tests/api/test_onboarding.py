"""True: an administrator connects an organisation by HTTP as by command; never mixed: with his own hook and credential."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from aether.application import web
from graph.intake import Forge
from tests.api.conftest import Caller, World
from tests.forge_api import ForgeAPI, Refusal, repository


class Scene(NamedTuple):
    forge: ForgeAPI
    admin: Caller
    stranger: Caller
    hook_id: str
    url: str

    def connect(self, status: int = 200, **body: Any) -> Any:
        answer = self.admin.post(f"/hooks/{self.hook_id}/connect", {"include": ["org/*"], **body})
        assert answer.status_code == status, answer.text
        assert self.forge.token not in answer.text
        return answer.json


@pytest.fixture
def scene(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with ForgeAPI(tmp_path_factory.mktemp("forge")) as forge:
        settings = world.found.settings.model_copy(update={"private_hosts": frozenset([forge.host])})
        found = world.found._replace(settings=settings)
        tenant_id = found.catalogue.tenants.add(f"t-{forge.server_port}")
        hook = found.catalogue.hooks.add(tenant_id, Forge.GITHUB, "group", forge.url)
        client = web(found).test_client()
        forge.repositories = [repository(1, "org/a"), repository(2, "org/b", fork=True), repository(3, "else/c")]
        yield Scene(
            forge, Caller(client, world.caller(tenant_id).token), Caller(client, world.caller(world.acme2).token),
            hook.hook_id, found.hook_url(hook.hook_id),
        )  # fmt: skip


def test_a_hook_connects_what_its_credential_sees_and_reconciles(scene: Scene) -> None:
    scene.connect(400)
    assert scene.connect(token=scene.forge.token, dry_run=True)["counts"] == {"register": 1, "leave": 2}
    scene.connect(400)
    made = scene.connect(token=scene.forge.token, project_hooks=True)
    assert made["counts"] == {"register": 1, "leave": 2}
    assert made["hooks"] == [{"path": "org/a", "done": "created", "reason": ""}]
    assert [body["config"]["url"] for body in scene.forge.hooks.bodies("org/a")] == [scene.url]
    assert scene.connect(forks=True)["counts"] == {"keep": 1, "register": 1, "leave": 1}
    listed = scene.admin.get("/repositories").json
    assert listed
    assert sorted(each["path"] for each in listed["repositories"]) == ["org/a", "org/b"]


def test_a_forge_that_asks_to_wait_is_not_waited_for(scene: Scene) -> None:
    scene.forge.refusals = [Refusal(429, {"Retry-After": "60"})]
    assert "60 s" in scene.connect(503, token=scene.forge.token)["detail"]
    assert scene.connect(token=scene.forge.token)["counts"]["register"] == 1


def test_another_tenants_hook_is_not_there(scene: Scene) -> None:
    answer = scene.stranger.post(f"/hooks/{scene.hook_id}/connect", {"include": ["*"], "token": scene.forge.token})
    assert answer.status_code == 404
    assert scene.forge.asked == []

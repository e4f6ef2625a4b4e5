"""Never mixed: a GitHub App is made in the administrator's browser, and its key ends sealed beside the one hook that was meant."""

import html
import json
import re
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aether.application import web
from aether.composition import Application
from graph.errors import Unauthorised
from tasks.app_manifest import LASTS, Manifests
from tasks.github_app import AppKey
from tests.api.conftest import Caller, World
from tests.forge_api import APP_ID, ForgeAPI

SECRET = "the-webhook-secret-that-github-made"


class Scene(NamedTuple):
    found: Application
    app: Flask
    admin: Caller
    tenant_id: int
    forge: ForgeAPI
    hook_id: str

    def link(self, **body: str) -> str:
        """The path and query of a new link."""
        made = self.admin.post(f"/hooks/{self.hook_id}/github-app", body)
        assert made.status_code == 201, made.text
        assert made.json
        return str(made.json["url"]).removeprefix(self.found.public_url)

    def back(self, browser: FlaskClient, link: str, code: str = "c0de") -> TestResponse:
        """As GitHub sends the browser back."""
        [state] = parse_qs(urlsplit(link).query)["state"]
        return browser.get("/github-app/created", query_string={"code": code, "state": state})

    def kept(self) -> Any:
        return self.found.catalogue.hooks.credential(self.tenant_id, self.hook_id)


@pytest.fixture
def scene(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with ForgeAPI(tmp_path_factory.mktemp("forge")) as forge:
        settings = world.found.settings.model_copy(update={"private_hosts": frozenset([forge.host])})
        found = world.found._replace(settings=settings)
        app, admin = web(found), world.caller(world.acme)
        caller = Caller(app.test_client(), admin.token)
        asked = {"forge": "github", "scope": "app", "base_url": forge.url}
        made = caller.post("/hooks", asked).json
        assert made
        app_made = {
            "id": int(APP_ID),
            "slug": "aether-x",
            "name": "aether <x>",
            "pem": forge.pem,
            "webhook_secret": SECRET,
        }
        forge.codes = {"c0de": app_made, "other": app_made}
        yield Scene(found, app, caller, world.acme, forge, made["hook_id"])


def test_an_app_is_made_in_two_pages(scene: Scene) -> None:
    browser, link = scene.app.test_client(), scene.link(organisation="acme-inc")
    page = browser.get(link)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    action, manifest = (html.unescape(found) for found in re.findall(r'(?:action|value)="([^"]*)"', page.text))
    assert action.startswith(f"{scene.forge.url}/organizations/acme-inc/settings/apps/new?state=")
    asked = json.loads(manifest)
    assert asked["hook_attributes"]["url"] == scene.found.hook_url(scene.hook_id)
    assert asked["default_permissions"] == {"contents": "read", "metadata": "read"}
    assert asked["public"] is False

    done = scene.back(browser, link)

    assert done.status_code == 200, done.text
    assert f"{scene.forge.url}/apps/aether-x/installations/new" in done.text
    assert "aether &lt;x&gt;" in done.text
    assert not [secret for secret in (SECRET, "PRIVATE KEY") if secret in page.text + done.text]
    assert (scene.kept().kind, AppKey.read(scene.kept().value).app_id) == ("github-app", APP_ID)
    hook = scene.found.intake.hook(scene.hook_id)
    assert hook
    assert [secret.value for secret in hook.secrets] == [SECRET]
    for again in (scene.back(browser, link, "other"), browser.get(link)):
        assert again.status_code in {401, 409}, "a link is good once"
    assert scene.admin.post(f"/hooks/{scene.hook_id}/github-app", {}).status_code == 409


def test_a_browser_that_did_not_begin_here_completes_nothing(scene: Scene) -> None:
    link = scene.link()
    victim = scene.app.test_client()
    assert scene.back(victim, link).status_code == 401
    victim.get(scene.link())
    assert scene.back(victim, link).status_code == 401, "it began with another link"
    assert scene.kept() is None
    assert scene.forge.asked == []


def test_a_state_that_was_changed_made_up_or_kept_too_long_opens_nothing(scene: Scene) -> None:
    browser, link = scene.app.test_client(), scene.link()
    secret = scene.found.keyring.seal(json.dumps(["another purpose", 1, "x", None, 9e9])).decode()
    for state in (link.partition("=")[2][:-6] + "AAAAA=", "made-up", secret, scene.found.keyring.seal("7").decode()):
        assert browser.get("/github-app", query_string={"state": state}).status_code == 401
    late = Manifests(
        scene.found.catalogue, scene.found.keyring, scene.found.manifests()._policy, "", lambda: time.time() + LASTS + 1
    )
    with pytest.raises(Unauthorised, match="older than an hour"):
        late.form(parse_qs(urlsplit(link).query)["state"][0])


def test_a_code_is_exchanged_once_and_nothing_but_an_app_is_taken(scene: Scene) -> None:
    browser, link = scene.app.test_client(), scene.link()
    browser.get(link)
    assert scene.back(browser, link, "unknown").status_code == 400
    assert scene.back(browser, link, "../../user").status_code == 400
    scene.forge.codes["odd"] = {"id": "7", "pem": "x", "webhook_secret": SECRET}
    assert scene.back(browser, link, "odd").status_code == 503
    scene.forge.codes["weak"] = {"id": 7, "slug": "x", "pem": scene.forge.pem, "webhook_secret": "short"}
    assert scene.back(browser, link, "weak").status_code == 400
    assert scene.kept() is None
    assert scene.back(browser, link).status_code == 200


def test_only_the_tenants_own_hook_of_an_app_gets_a_link(scene: Scene, world: World) -> None:
    other = Caller(scene.app.test_client(), world.caller(world.acme2).token)
    assert other.post(f"/hooks/{scene.hook_id}/github-app", {}).status_code == 404
    reader = Caller(scene.app.test_client(), world.caller(world.acme, "read").token)
    assert reader.post(f"/hooks/{scene.hook_id}/github-app", {}).status_code == 403
    assert scene.admin.post(f"/hooks/{scene.hook_id}/github-app", {"organisation": "a/b"}).status_code == 400
    made = scene.admin.post("/hooks", {"forge": "gitlab", "scope": "system", "base_url": scene.forge.url}).json
    assert made
    assert scene.admin.post(f"/hooks/{made['hook_id']}/github-app", {}).status_code == 400

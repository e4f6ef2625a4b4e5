"""Never mixed: who gets into the dashboard, what leaves it, and that nothing is done by a form of somebody else."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.dashboard import failures
from graph import errors
from graph.errors import AetherError
from tests.api.conftest import World

AT = "/dashboard/repositories/shop"


class Person:
    """A browser without scripts."""

    def __init__(
        self, world: World, *scopes: str, tenant_id: int | None = None, repositories: list[int] | None = None
    ) -> None:
        self.client: FlaskClient = world.app.test_client()
        owner = world.acme if tenant_id is None else tenant_id
        self.token = world.found.catalogue.tokens.add(owner, scopes or ["admin"], repositories=repositories)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, buffered=True)

    def send(self, path: str, **form: Any) -> TestResponse:
        """With what the form of the page carries."""
        return self.client.post(path, data={"csrf": self.csrf(), **form})

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/dashboard/sign-in").text)
        assert found
        return found[1]

    def sign_in(self, **form: str) -> TestResponse:
        return self.send("/dashboard/sign-in", token=self.token, **form)


@pytest.fixture
def person(world: World) -> Person:
    found = Person(world)
    assert found.sign_in().status_code == 302
    return found


def test_the_root_is_the_dashboard_and_a_stranger_is_asked_to_sign_in(world: World) -> None:
    client = world.app.test_client()
    assert client.get("/").headers["Location"] == "/dashboard/"
    for path in ("/dashboard/", AT, f"{AT}/events", "/dashboard/hooks", "/dashboard/no-such-page"):
        assert client.get(path).headers["Location"].startswith("/dashboard/sign-in?next=")
    assert Person(world).send("/dashboard/sign-in", token="aether_wrong").status_code == 401


def test_the_cookie_is_signed_hidden_from_scripts_and_kept_from_the_api(world: World) -> None:
    person = Person(world)
    cookie = person.sign_in().headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/dashboard"} <= {part.strip() for part in cookie.split(";")}
    assert person.token not in cookie
    assert person.get("/repositories").status_code == 401
    cut = cookie.split(";")[0].partition("=")[2][:-4]
    forger = world.app.test_client()
    forger.set_cookie("aether", cut + "AAAA", path="/dashboard")
    assert forger.get("/dashboard/").status_code == 302


def test_every_page_says_what_a_browser_may_load(person: Person) -> None:
    for path in ("/dashboard/", "/dashboard/static/aether.js", AT, "/dashboard/no-such-page"):
        policy = person.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    assert person.get("/dashboard/").headers["Cache-Control"] == "no-store"


def test_nothing_is_sent_by_a_form_of_somebody_else(world: World, person: Person) -> None:
    before = len(world.found.catalogue.tokens.all(world.acme))
    for csrf in ("", "guessed", Person(world).csrf()):
        refused = person.client.post("/dashboard/tokens", data={"csrf": csrf, "scopes": "admin"})
        assert refused.status_code == 403
    assert person.client.post("/dashboard/sign-in", data={"token": person.token}).status_code == 403
    assert len(world.found.catalogue.tokens.all(world.acme)) == before + 1  # the stranger's own


def test_a_removed_token_ends_the_session(world: World, person: Person) -> None:
    assert person.get("/dashboard/").status_code == 200
    newest = world.found.catalogue.tokens.all(world.acme)[-1]
    world.found.catalogue.tokens.revoke(world.acme, newest.token_id)
    assert person.get("/dashboard/").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.invalid/", "//evil.invalid", "/dashboard/\\evil", "javascript:1", "/docs"]
)
def test_signing_in_leads_to_no_other_place(world: World, target: str) -> None:
    assert Person(world).sign_in(next=target).headers["Location"] == "/dashboard/"


def test_signing_in_leads_to_the_page_that_was_wanted(world: World) -> None:
    person = Person(world)
    wanted = person.get(f"{AT}?branch=main").headers["Location"]
    assert person.sign_in(next=f"{AT}?branch=main").headers["Location"] == f"{AT}?branch=main"
    assert "shop" in wanted
    assert person.send("/dashboard/sign-out").status_code == 302
    assert person.get(AT).status_code == 302


def test_scopes_and_tenants_hold_as_in_the_api(world: World) -> None:
    reader = Person(world, "read")
    reader.sign_in()
    assert reader.get(AT).status_code == 200
    for path in ("/dashboard/hooks", "/dashboard/deliveries", "/dashboard/tokens", "/dashboard/audit"):
        assert reader.get(path).status_code == 403
    assert reader.send(f"{AT}/index").status_code == 403
    node = f"{AT}/symbols/{symbol(reader)}"
    assert "To see source code" in reader.get(node).text
    narrowed = Person(
        world, "read", repositories=[world.found.catalogue.repositories.show(world.acme, "empty").repository_id]
    )
    narrowed.sign_in()
    assert "shop" not in narrowed.get("/dashboard/").text
    other = Person(world, "read", tenant_id=world.acme2)
    other.sign_in()
    assert narrowed.get(node).status_code == 404
    assert other.get(node).status_code == 409  # its own repository of that name has no graph


def test_what_is_administered_is_written_down_and_read_like_the_apis(world: World, person: Person) -> None:
    shown = person.send("/dashboard/hooks", kind="gitlab-group", base_url="https://gitlab.invalid", branches="main, v*")
    secret = re.search(r'id="secret"[^>]*>([^<]+)<', shown.text)
    assert secret
    hook = world.found.catalogue.hooks.all(world.acme)[-1]
    assert (hook.scope, hook.branch_globs) == ("group", ["main", "v*"])
    rotated = person.send(f"/dashboard/hooks/{hook.hook_id}/rotate").text
    assert secret[1] not in rotated
    log = person.get("/dashboard/audit").text
    assert "POST /dashboard/hooks/{hook_id}/rotate" in log
    assert secret[1] not in log
    refused = person.send("/dashboard/tokens", scopes="everything")
    assert (refused.status_code, "scopes" in refused.text) == (400, True)
    person.send("/dashboard/tokens", scopes="read", label="brief", expires_in_days="7")
    (made,) = [row for row in world.found.catalogue.tokens.all(world.acme) if row.label == "brief"]
    assert made.expires_at is not None
    assert made.expires_at.strftime("%Y-%m-%d") in person.get("/dashboard/tokens").text


def test_a_run_is_asked_for_and_followed(world: World, person: Person) -> None:
    page = person.send(f"{AT}/index").headers["Location"]
    assert "queued" in person.get(page).text
    stream = person.client.get(f"{page}/events", buffered=False)
    told = stream.iter_encoded()
    assert b"data: moved" in next(told)
    world.work("acme", page.rpartition("/")[2])
    assert b"event: over" in b"".join(told)
    assert "succeeded" in person.get(page).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dashboard/no-such-page", 404),
        ("/dashboard/repositories/nothing", 404),
        (f"{AT}/symbols/xyz", 400),
        (f"{AT}/symbols/0000000000000001", 404),
        (f"{AT}/symbols/0000000000000001/picture?depth=9", 400),
        (f"{AT}/changes?from=master", 400),
        ("/dashboard/runs?state=odd", 400),
        ("/dashboard/runs?before=now", 400),
        ("/dashboard/runs/x", 404),
        ("/dashboard/deliveries/x", 404),
        ("/dashboard/watches/x", 404),
        ("/dashboard/watches?before=now", 400),
        ("/dashboard/audit?before=x", 400),
        ("/dashboard/repositories/empty/search?q=a", 409),
    ],
)
def test_a_refusal_is_a_page_with_its_code_and_a_remedy(person: Person, path: str, status: int) -> None:
    refused = person.get(path)
    assert (refused.status_code, refused.mimetype) == (status, "text/html")
    assert "What to do:" in refused.text


def test_every_reason_has_its_meaning_and_its_remedy() -> None:
    abstract = {AetherError, errors.Transient, errors.Permanent}
    told = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, AetherError)]
    missing = {
        each.code
        for each in told
        if each not in abstract and failures.explained(each.code).meaning == failures.UNFORESEEN[0]
    }
    assert missing == set()


def symbol(person: Person) -> str:
    found = re.search(r"/symbols/([0-9a-f]{16})", person.get(f"{AT}/search?q=shop.cart.total").text)
    assert found
    return found[1]

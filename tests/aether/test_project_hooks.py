"""Never lost: where no wide hook is to be had, each repository's pushes are announced; never mixed: by a secret nobody sees."""

import secrets
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.aether.commands import Done, Shell
from tests.forge_api import ForgeAPI, Refusal, repository


class Forge(NamedTuple):
    """What a person types, and what the forge then has."""

    kind: str
    api: ForgeAPI
    shell: Shell
    tenant: str

    def connect(self, *more: str) -> Done:
        argv = ("connect", self.kind, "--base-url", self.api.url, "--tenant", self.tenant, "--include", "acme/*")
        return self.shell(*argv, "--project-hooks", "--token-stdin", *more, stdin=self.api.token)

    def hooks(self, path: str) -> list[dict[str, Any]]:
        number = next(str(each["id"]) for each in self.api.repositories if each["full_name"] == path)
        return self.api.hooks.bodies(path if self.kind == "github" else number)

    def asks_for_requests(self, path: str) -> bool:
        [body] = self.hooks(path)
        return "pull_request" in body["events"] if self.kind == "github" else body["merge_requests_events"]

    def where(self, body: dict[str, Any]) -> tuple[str, str]:
        """The hook's url and its secret."""
        if self.kind == "github":
            return body["config"]["url"], body["config"]["secret"]
        return body["url"], body.get("signing_token") or body["token"]


@pytest.fixture(params=["github", "gitlab"])
def forge(request: pytest.FixtureRequest, aether: Shell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    tenant = f"t-{secrets.token_hex(4)}"
    aether("tenant", "add", tenant)
    with ForgeAPI(tmp_path_factory.mktemp("forge")) as api:
        shell = Shell(aether.environment | {"AETHER_PRIVATE_HOSTS": api.host}, aether.capture)
        api.repositories = [repository(1, "acme/a"), repository(2, "acme/b"), repository(3, "acme/c", archived=True)]
        yield Forge(request.param, api, shell, tenant)


def test_each_repository_gets_a_hook_that_leads_here(forge: Forge) -> None:
    made = forge.connect("--json").json
    assert [hook["done"] for hook in made["hooks"]] == ["created", "created"]
    for path in ("acme/a", "acme/b"):
        [body] = forge.hooks(path)
        assert forge.where(body) == (made["url"], made["secret"])
        assert body.get("events") == ["push", "repository"] or body.get("push_events") is True
    assert forge.hooks("acme/c") == []


def test_again_it_reconciles_and_brings_a_rotated_secret(forge: Forge) -> None:
    made = forge.connect("--json").json
    [first] = forge.hooks("acme/a")
    other = (
        {"config": {"url": "https://ci.example.com"}} if forge.kind == "github" else {"url": "https://ci.example.com"}
    )
    number = "acme/a" if forge.kind == "github" else "1"
    forge.api.hooks.kept[number] |= {901: dict(first), 902: other}
    forge.api.repositories.append(repository(4, "acme/late"))
    rotated = forge.shell("hook", "rotate", made["hook_id"], "--json").json["secret"]
    done = {hook["path"]: hook["done"] for hook in forge.connect("--json").json["hooks"]}
    assert done == {"acme/a": "updated", "acme/b": "updated", "acme/late": "created"}
    ours, *others = forge.hooks("acme/a")
    assert (forge.where(ours), others) == ((made["url"], rotated), [other]), "a second one of ours goes, others stay"


def test_events_of_requests_are_asked_for_as_long_as_the_hook_answers_them(forge: Forge) -> None:
    hook_id = forge.connect("--json").json["hook_id"]
    asked = [forge.asks_for_requests("acme/a")]
    for wanted in ("on", "off"):
        forge.shell("hook", "pulls", hook_id, wanted)
        forge.connect("--json")
        asked.append(forge.asks_for_requests("acme/a"))
    assert asked == [False, True, False]


def test_with_the_hook_they_are_removed_and_no_others(forge: Forge) -> None:
    hook_id = forge.connect("--json").json["hook_id"]
    number = "acme/a" if forge.kind == "github" else "1"
    forge.api.hooks.kept[number][902] = {"url": "https://ci.example.com", "config": {"url": "https://ci.example.com"}}
    forge.api.hooks.refused = {"acme/b", "2"}
    remove = ("hook", "remove", hook_id, "--project-hooks")
    refused = forge.shell(*remove)
    assert refused.code == 1
    assert "acme/b" in refused.err
    assert "without --project-hooks" in refused.out
    forge.api.hooks.refused = set()
    done = forge.shell(*remove, "--token-stdin", "--json", stdin=forge.api.token).json
    assert {each["path"]: each["done"] for each in done["hooks"]} == {"acme/a": "none", "acme/b": "removed"}
    assert (len(forge.hooks("acme/a")), len(forge.hooks("acme/b"))) == (1, 0)
    forge.shell("hook", "show", hook_id).says(5, "no hook")


def test_no_secret_is_shown_or_logged(forge: Forge) -> None:
    made = forge.connect("--json").json
    forge.api.hooks.refused = {"acme/a", "1"}
    again = forge.connect()
    assert again.code == 1
    assert made["secret"] not in again.out + again.err
    assert "hooks refused 1, updated 1" in again.out
    assert "may not manage webhooks there" in again.err


def test_a_forge_that_is_away_is_told_and_the_next_time_goes_on(forge: Forge) -> None:
    forge.api.refusals = []
    assert forge.connect("--json", "--dry-run").json["hooks"] == []
    assert forge.hooks("acme/a") == []
    forge.connect("--json")
    forge.api.hooks.kept.clear()
    forge.api.per_page = 1
    forge.api.refusals = [Refusal(403, {"Retry-After": "999999"})]
    forge.connect().says(1, "999999 s")
    assert {hook["done"] for hook in forge.connect("--json").json["hooks"]} == {"created"}


@pytest.mark.parametrize("forge", ["gitlab"], indirect=True)
def test_a_gitlab_without_signing_tokens_is_told_and_left_clean(forge: Forge) -> None:
    forge.api.hooks.signing_tokens = False
    made = forge.connect("--json")
    assert made.code == 1
    assert forge.hooks("acme/a") == []
    old = ("--forge", "gitlab", "--scope", "group", "--base-url", forge.api.url, "--secret-kind", "token")
    hook = forge.shell("hook", "add", "--tenant", forge.tenant, *old, "--json").json
    assert {each["done"] for each in forge.connect("--json", "--hook", hook["hook_id"]).json["hooks"]} == {"created"}
    assert forge.where(forge.hooks("acme/b")[0]) == (hook["url"], hook["secret"])

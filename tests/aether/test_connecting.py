"""True: what is registered is what the forge has, by rule, and stays so when `aether connect` runs again."""

import secrets
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.aether.commands import Done, Shell
from tests.forge_api import APP_ID, ForgeAPI, Refusal, repository


class Connected(NamedTuple):
    forge: ForgeAPI
    shell: Shell
    tenant: str

    def __call__(self, *more: str, stdin: str = "") -> Done:
        argv = (
            "connect",
            "github",
            "--base-url",
            self.forge.url,
            "--tenant",
            self.tenant,
            "--include",
            "acme/*",
            *more,
        )
        return self.shell(*argv, stdin=stdin)

    def first(self, *more: str) -> Any:
        return self("--token-stdin", "--json", *more, stdin=self.forge.token).json

    def again(self, *more: str) -> dict[str, int]:
        counts: dict[str, int] = self("--json", *more).json["counts"]
        return counts

    def registered(self) -> dict[str, tuple[str, str]]:
        done = self.shell("repo", "list", "--tenant", self.tenant, "--json")
        return {row["path"]: (row["name"], row["state"]) for row in done.json} if done.code == 0 else {}


@pytest.fixture
def connect(aether: Shell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    tenant = f"t-{secrets.token_hex(4)}"
    aether("tenant", "add", tenant)
    with ForgeAPI(tmp_path_factory.mktemp("forge")) as forge:
        yield Connected(forge, Shell(aether.environment | {"AETHER_PRIVATE_HOSTS": forge.host}, aether.capture), tenant)


def test_a_forge_is_registered_by_rule_and_its_newest_pushes_are_queued_first(connect: Connected) -> None:
    connect.forge.repositories = [
        repository(1, "acme/old", pushed_at="2020-01-01T00:00:00Z"),
        repository(2, "acme/new", pushed_at="2026-01-01T00:00:00Z"),
        repository(3, "acme/archived", archived=True),
        repository(4, "acme/fork", fork=True),
        repository(5, "globex/other"),
        repository(6, "acme/private-notes"),
        repository(7, "acme/empty", default_branch=None),
    ]
    made = connect.first("--exclude", "*/private-*")
    assert made["counts"] == {"register": 3, "leave": 4}
    assert {row["path"]: row["reason"] for row in made["repositories"] if row["action"] == "leave"} == {
        "acme/archived": "archived",
        "acme/fork": "fork",
        "globex/other": "not included",
        "acme/private-notes": "not included",
    }
    assert connect.registered() == {
        "acme/new": ("new", "active"),
        "acme/old": ("old", "active"),
        "acme/empty": ("empty", "active"),
    }
    actions = [row["path"] for row in made["repositories"] if row["action"] == "register"]
    assert actions.index("acme/new") < actions.index("acme/old")
    branches = connect.shell("repo", "branches", "new", "--tenant", connect.tenant, "--json").json
    assert [(row["name"], row["run_state"]) for row in branches] == [("main", "queued")]
    assert connect.shell("repo", "branches", "empty", "--tenant", connect.tenant, "--json").code == 3
    assert made["secret"]
    assert connect.forge.token not in str(made)


def test_running_it_again_reconciles_and_needs_no_token(connect: Connected) -> None:
    forge = connect.forge
    forge.repositories = [repository(number, f"acme/r{number}") for number in range(1, 5)]
    hook_id = connect.first()["hook_id"]
    assert connect.again() == {"keep": 4}
    forge.repositories = [
        repository(1, "acme/renamed"),
        repository(2, "acme/r2", archived=True),
        repository(3, "acme/r3"),
        repository(9, "acme/late"),
    ]
    assert connect.again() == {"move": 1, "archive": 2, "keep": 1, "register": 1}
    assert connect.registered() == {
        "acme/renamed": ("r1", "active"),
        "acme/r2": ("r2", "archived"),
        "acme/r3": ("r3", "active"),
        "acme/r4": ("r4", "archived"),
        "acme/late": ("late", "active"),
    }
    forge.repositories = [
        *forge.repositories[:1],
        repository(2, "acme/r2"),
        *forge.repositories[2:],
        repository(4, "acme/r4"),
    ]
    assert connect.again() == {"keep": 3, "restore": 2}
    (row,) = connect.shell("hook", "list", "--tenant", connect.tenant, "--json").json
    assert row["hook_id"] == hook_id


def test_what_is_beyond_the_tenants_limit_is_left_and_the_rest_goes_on(connect: Connected) -> None:
    connect.forge.repositories = [repository(number, f"acme/r{number}") for number in range(1, 4)]
    connect.shell("tenant", "limit", connect.tenant, "--repositories", 2)
    made = connect.first()
    assert made["counts"] == {"register": 2, "leave": 1}
    (left,) = [row for row in made["repositories"] if row["action"] == "leave"]
    assert "2 repositories registered" in left["reason"]


def test_a_dry_run_does_nothing(connect: Connected) -> None:
    connect.forge.repositories = [repository(1, "acme/a")]
    made = connect.first("--dry-run")
    assert (made["counts"], made["hook_id"]) == ({"register": 1}, None)
    assert connect.registered() == {}
    assert connect.shell("hook", "list", "--tenant", connect.tenant).code == 3


def test_a_mapped_namespace_is_registered_with_its_tenant(connect: Connected) -> None:
    other = f"t-{secrets.token_hex(4)}"
    connect.shell("tenant", "add", other)
    hook_id = connect.first("--dry-run", "--include", "*")["hook_id"] or connect.first()["hook_id"]
    connect.shell("hook", "map", hook_id, "globex", other)
    connect.forge.repositories = [repository(1, "acme/a"), repository(2, "globex/b")]
    steps = connect("--json", "--include", "globex/*").json["repositories"]
    assert {row["path"]: (row["action"], row["reason"]) for row in steps} == {
        "acme/a": ("leave", "namespace of no tenant"),
        "globex/b": ("register", ""),
    }
    rows = connect.shell("repo", "list", "--tenant", other, "--json").json
    assert [row["path"] for row in rows] == ["globex/b"]


def test_a_github_app_connects_without_a_token(connect: Connected) -> None:
    connect.forge.repositories = [repository(1, "acme/a")]
    add = (
        "hook",
        "add",
        "--tenant",
        connect.tenant,
        "--forge",
        "github",
        "--scope",
        "app",
        "--base-url",
        connect.forge.url,
    )
    hook_id = connect.shell(*add, "--json").json["hook_id"]
    keep = ("credential", "add", "--hook", hook_id, "--kind", "github-app")
    assert connect.shell(*keep, stdin=connect.forge.pem).code == 2
    connect.shell(*keep, "--app-id", APP_ID, stdin="no key").says(2, "RSA key")
    assert connect.shell(*keep, "--app-id", APP_ID, "--json", stdin=connect.forge.pem).json["kind"] == "github-app"
    assert connect.again() == {"register": 1}


def test_what_goes_wrong_is_told_and_changes_nothing(connect: Connected) -> None:
    connect().says(2, "--token-stdin")
    connect("--token-stdin", stdin="wrong").says(1, "rejects")
    connect.forge.refusals = [Refusal(429, {"Retry-After": "999999"})]
    connect("--token-stdin", stdin=connect.forge.token).says(1, "999999 s")
    refused = Shell(connect.shell.environment | {"AETHER_PRIVATE_HOSTS": "elsewhere"}, connect.shell.capture)
    connect._replace(shell=refused)("--token-stdin", stdin="x").says(1, "AETHER_PRIVATE_HOSTS")
    assert connect.registered() == {}
    assert connect.shell("hook", "list", "--tenant", connect.tenant).code == 3


def test_deliveries_are_listed_and_an_unknown_one_is_told(connect: Connected) -> None:
    assert connect.shell("delivery", "list", "--tenant", connect.tenant).code == 3
    connect.shell("delivery", "replay", "x", "--tenant", connect.tenant).says(5, "no delivery")
    connect.shell("delivery", "show", secrets.token_hex(16), "--tenant", connect.tenant).says(5, "no delivery")


def test_the_progress_of_a_connection_is_told(connect: Connected) -> None:
    connect.forge.repositories = [repository(1, "acme/one"), repository(2, "acme/two")]
    connect.first()
    told = connect.shell("onboarding", "--tenant", connect.tenant)
    assert "0 of 2 repositories indexed, 2 waiting; 0.0 a minute, time left unknown" in told.out
    for repo in ("one", "two"):
        connect.shell("repo", "remove", repo, "--tenant", connect.tenant)
    told = connect.shell("onboarding", "--follow", "--tenant", connect.tenant, "--json")
    assert (told.json["known"], told.json["seconds_left"]) == (0, 0.0)

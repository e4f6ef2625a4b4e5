"""Never mixed: who may do what is set up by names, secrets are shown once, and a wrong name is told as such."""

import secrets

import pytest

from tests.aether.commands import Shell

GITHUB = ("--forge", "github", "--scope", "repository", "--base-url", "https://github.com")
GITLAB = ("--forge", "gitlab", "--scope", "group", "--base-url", "https://gitlab.example")


@pytest.fixture
def tenant(aether: Shell) -> str:
    name = f"t-{secrets.token_hex(4)}"
    assert aether("tenant", "add", name, "--json").json == {"tenant": name}
    return name


def hook(aether: Shell, tenant: str) -> str:
    made = aether("hook", "add", "--tenant", tenant, *GITHUB, "--json").json
    return str(made["hook_id"])


def test_a_tenant_is_added_once_and_by_a_proper_name(aether: Shell, tenant: str) -> None:
    aether("tenant", "add", tenant).says(1, tenant, "already")
    aether("tenant", "add", "No Good").says(2, "lower-case")
    aether("token", "add", "--tenant", "no-such").says(5, "no-such")


def test_a_token_is_shown_once_listed_without_itself_and_revoked(aether: Shell, tenant: str) -> None:
    made = aether("token", "add", "--tenant", tenant, "--scope", "read,index", "--label", "ci", "--json").json
    assert made.keys() == {"token"}
    listed = aether("token", "list", "--tenant", tenant, "--json")
    (row,) = listed.json
    assert (row["label"], row["scopes"]) == ("ci", ["index", "read"])
    assert made["token"] not in listed.out
    aether("token", "revoke", row["token_id"], "--tenant", "default").says(5)
    assert aether("token", "revoke", row["token_id"], "--tenant", tenant, "--json").json["state"] == "revoked"
    assert aether("token", "list", "--tenant", tenant).code == 3
    aether("token", "add", "--tenant", tenant, "--scope", "root").says(2, "admin, index, read")


def test_a_hook_is_added_with_a_generated_secret_and_never_shows_it_again(aether: Shell, tenant: str) -> None:
    made = aether("hook", "add", "--tenant", tenant, *GITHUB, "--json").json
    assert made.keys() == {"hook_id", "url", "secret"}
    assert made["url"].endswith(f"/webhooks/{made['hook_id']}")
    shown = aether("hook", "show", made["hook_id"], "--json")
    (row,) = shown.json
    assert (row["forge"], row["state"], row["base_url"], row["url"]) == (
        "github",
        "active",
        "https://github.com",
        made["url"],
    )
    assert made["secret"] not in shown.out + aether("hook", "list", "--tenant", tenant, "--json").out


def test_the_url_of_a_hook_begins_with_the_public_one(aether: Shell, tenant: str) -> None:
    public = Shell(aether.environment | {"AETHER_PUBLIC_URL": "https://aether.example/"}, aether.capture)
    made = public("hook", "add", "--tenant", tenant, *GITHUB, "--json").json
    assert made["url"] == f"https://aether.example/webhooks/{made['hook_id']}"


def test_a_secret_may_come_by_stdin_unless_it_is_weak(aether: Shell, tenant: str) -> None:
    add = ("hook", "add", "--tenant", tenant, *GITLAB, "--secret-stdin", "--json")
    strong = secrets.token_hex(20)
    assert aether(*add, stdin=f"{strong}\n").json["secret"] == strong
    aether(*add, stdin="short\n").says(2, "16 characters")
    aether(*add, stdin="whsec_" + "x" * 20).says(2, "whsec_")
    empty = aether(*add, stdin="\n")
    assert (empty.code, "stdin held no secret" in empty.err) == (2, True)
    assert len(aether("hook", "list", "--tenant", tenant, "--json").json) == 1


def test_a_hook_is_rotated_disabled_and_removed(aether: Shell, tenant: str) -> None:
    made = aether("hook", "add", "--tenant", tenant, *GITHUB, "--json").json
    rotated = aether("hook", "rotate", made["hook_id"], "--json").json
    assert rotated.keys() == made.keys()
    assert (rotated["hook_id"], rotated["url"]) == (made["hook_id"], made["url"])
    assert rotated["secret"] != made["secret"]
    given = secrets.token_hex(20)
    assert aether("hook", "rotate", made["hook_id"], "--secret-stdin", "--json", stdin=given).json["secret"] == given
    assert aether("hook", "disable", made["hook_id"], "--json").json["state"] == "disabled"
    assert aether("hook", "show", made["hook_id"], "--json").json[0]["state"] == "disabled"
    assert aether("hook", "remove", made["hook_id"], "--json").json["state"] == "removed"
    for verb in ("show", "rotate", "disable", "remove"):
        aether("hook", verb, made["hook_id"]).says(5, made["hook_id"])


def test_a_hook_is_tried_by_the_url_that_the_forge_has(aether: Shell, tenant: str) -> None:
    hook_id = hook(aether, tenant)
    nobody = Shell(aether.environment | {"AETHER_PUBLIC_URL": "http://127.0.0.1:1"}, aether.capture)
    done = nobody("hook", "test", hook_id)
    assert done.code == 1
    assert "http://127.0.0.1:1/webhooks/" in done.out
    assert "does not work: no answer" in done.out


def test_a_link_makes_the_app_of_a_hook_that_has_none(aether: Shell, tenant: str) -> None:
    aether("hook", "manifest", hook(aether, tenant)).says(2, "--scope app")
    app = ("--forge", "github", "--scope", "app", "--base-url", "https://github.com")
    made = aether("hook", "add", "--tenant", tenant, *app, "--json").json
    assert "/github-app?state=" in aether("hook", "manifest", made["hook_id"], "--json").json["url"]
    aether("hook", "manifest", made["hook_id"], "--organisation", "a/b").says(2, "organisation")


def test_a_wide_hook_maps_namespaces_to_tenants(aether: Shell, tenant: str) -> None:
    wide = aether("hook", "add", "--tenant", "default", *GITLAB, "--json")
    if wide.code == 5:  # the tenant `default` is made by the first index
        aether("tenant", "add", "default")
        wide = aether("hook", "add", *GITLAB, "--json")
    mapped = aether("hook", "map", wide.json["hook_id"], "group", tenant, "--json").json
    assert mapped == {"hook_id": wide.json["hook_id"], "namespace": "group", "tenant": tenant}
    aether("hook", "map", wide.json["hook_id"], "group", "no-such").says(5, "no-such")


@pytest.mark.parametrize(
    "url", ["github.com", "ftp://github.com", "https://user:pass@github.com", "https://", "https://["]
)
def test_a_base_url_is_an_address_of_a_forge_without_a_password(aether: Shell, tenant: str, url: str) -> None:
    refused = aether("hook", "add", "--tenant", tenant, "--forge", "github", "--scope", "repository", "--base-url", url)
    assert refused.code == 2
    assert "pass@" not in refused.err


def test_a_repository_belongs_to_the_tenant_of_its_hook(aether: Shell, tenant: str) -> None:
    add = ("repo", "add", "--hook", hook(aether, tenant), "--path", "acme/shop", "--forge-id", "7", "--id")
    assert aether(*add, "shop", "--json").json == {"repo": "shop", "path": "acme/shop"}
    aether(*add, "shop-again").says(1, "already registered")
    aether(*add, "No Good").says(2, "lower-case")
    (row,) = aether("repo", "list", "--tenant", tenant, "--json").json
    assert (row["name"], row["path"], row["forge_id"], row["state"]) == ("shop", "acme/shop", "7", "active")
    assert aether("repo", "show", "shop", "--tenant", tenant, "--json").json == [row]
    assert aether("repo", "branches", "shop", "--tenant", tenant, "--json").code == 3
    assert aether("repo", "remove", "shop", "--tenant", tenant, "--json").json == {"repo": "shop", "state": "removed"}
    aether("repo", "show", "shop", "--tenant", tenant).says(5, "shop")
    aether("repo", "add", "--hook", "no-such", "--path", "a/b", "--forge-id", "1", "--id", "x").says(5, "no-such")


def test_a_credential_is_read_from_stdin_and_not_shown(aether: Shell, tenant: str) -> None:
    hook_id = hook(aether, tenant)
    kept = aether("credential", "add", "--hook", hook_id, "--kind", "token", "--json", stdin="glpat-hidden\n")
    assert kept.json == {"hook_id": hook_id, "kind": "token"}
    assert "hidden" not in kept.out + kept.err + aether("hook", "show", hook_id).out
    assert aether("credential", "add", "--hook", hook_id, "--kind", "token", stdin="").code == 2


def test_people_get_a_table_and_nothing_is_folded(aether: Shell, tenant: str) -> None:
    hook_id = hook(aether, tenant)
    listed = aether("hook", "list", "--tenant", tenant)
    assert listed.out.splitlines()[0].split() == ["hook", "id", "forge", "scope", "base", "url", "state", "url"]
    assert f"/webhooks/{hook_id}" in listed.out.splitlines()[1]

"""Never mixed: a tenant leaves with all that it owns, on paper first, and nobody else's graph notices."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.bridge import Bridge
from store.catalogue import Catalogue
from store.housekeeping import Housekeeping
from store.keyring import Keyring
from store.model import Credential
from tests.aether.commands import Shell
from tests.repositories import create

FILES = {b"a.py": b"from b import f\nf()\n", b"b.py": b"def f(): ...\n"}
HOOK = ("--forge", "github", "--scope", "repository", "--base-url", "https://github.com")


@contextmanager
def catalogue(environment: dict[str, str]) -> Iterator[Catalogue]:
    bridge = Bridge(environment["DATABASE_URL"])
    try:
        yield Catalogue(bridge, Keyring([environment["AETHER_ENCRYPTION_KEYS"]]))
    finally:
        bridge.close()


@pytest.fixture
def tenant(aether: Shell) -> str:
    name = f"t-{secrets.token_hex(4)}"
    aether("tenant", "add", name)
    return name


@pytest.fixture
def stays(aether: Shell) -> str:
    name = f"s-{secrets.token_hex(4)}"
    aether("tenant", "add", name)
    return name


@pytest.fixture
def source(tmp_path: Path) -> Path:
    create(tmp_path / "shop.git", FILES)
    return tmp_path / "shop.git"


def digest(aether: Shell, tenant: str) -> str:
    return str(aether("digest", "--repo", "shop", "--tenant", tenant, "--json").json["digest"])


def test_a_tenant_is_listed_written_out_and_removed(
    aether: Shell, tenant: str, stays: str, source: Path, tmp_path: Path
) -> None:
    for name in (tenant, stays):
        assert aether("index", source, "--tenant", name).code == 0
    hook = aether("hook", "add", "--tenant", tenant, *HOOK, "--json").json
    aether("credential", "add", "--hook", hook["hook_id"], "--kind", "token", stdin="glpat-hidden")
    token = aether("token", "add", "--tenant", tenant, "--json").json["token"]
    listed = {row["tenant"]: row for row in aether("tenant", "list", "--json").json}
    assert (listed[tenant]["state"], listed[tenant]["repositories"]) == ("active", 1)

    out = tmp_path / "out"
    told = aether("tenant", "export", tenant, "-o", out, "--json").json
    assert told == json.loads((out / "tenant.json").read_text())
    (graph,) = told["graphs"]
    assert (graph["repo"], graph["branch"]) == ("shop", "main")
    assert (out / graph["file"]).read_text() == aether("export", "--repo", "shop", "--tenant", tenant).out
    assert told["rows"]["repositories"] == len((out / "repositories.jsonl").read_text().splitlines()) == 1
    written = "".join(path.read_text() for path in out.rglob("*.jsonl"))
    assert hook["hook_id"] in written
    assert not [secret for secret in (hook["secret"], "hidden", token, "sealed", "token_hash") if secret in written]
    aether("tenant", "export", tenant, "-o", out).says(1, "already exists")

    before = digest(aether, stays)
    wrong = aether("tenant", "remove", tenant, stdin="another\n")
    assert (wrong.code, "nothing was removed" in wrong.err) == (2, True)
    receipt = aether("tenant", "remove", tenant, "--json", stdin=f"{tenant}\n").json
    assert (receipt["tenant"], receipt["rows"]["repositories"], receipt["rows"]["tenants"]) == (tenant, 1, 1)
    assert receipt["rows"]["code_nodes"] > 3
    assert (receipt["mirrors"], receipt["mirror_bytes"] > 0) == (1, True)
    mirrors = Path(aether.environment["AETHER_DATA_DIR"]) / "mirrors"
    assert not (mirrors / str(receipt["tenant_id"])).exists()
    assert digest(aether, stays) == before
    assert tenant not in {row["tenant"] for row in aether("tenant", "list", "--json").json}
    aether("tenant", "remove", tenant, "--yes").says(5, tenant)


def test_a_removal_that_was_interrupted_is_finished_by_the_same_command(
    aether: Shell, tenant: str, source: Path
) -> None:
    aether("index", source, "--tenant", tenant)
    with catalogue(aether.environment) as found:
        Housekeeping(found.tenants.bridge).close_tenant(found.tenants.id(tenant))
    aether("index", source, "--tenant", tenant).says(5, tenant)
    aether("token", "add", "--tenant", tenant).says(5, tenant)
    assert [tenant, "leaving"] in [line.split()[:2] for line in aether("tenant", "list").out.splitlines()]
    assert "1 repositories" in aether("tenant", "remove", tenant, "--yes").out


def test_an_operator_says_what_a_tenant_may_hold(aether: Shell, tenant: str, source: Path) -> None:
    assert aether("tenant", "limit", tenant, "--rows", 3).code == 0
    aether("index", source, "--tenant", tenant).says(1, "room for 3 of the 3")
    told = aether("tenant", "limit", tenant, "--repositories", 1, "--json").json
    assert told == {"tenant": tenant, "most_repositories": 1, "most_rows": None}
    assert aether("index", source, "--tenant", tenant).code == 0
    aether("index", source, "--tenant", tenant, "--repo", "another").says(1, "1 repositories registered")
    (row,) = [each for each in aether("tenant", "list", "--json").json if each["tenant"] == tenant]
    assert (row["repositories"], row["most_repositories"], row["most_rows"]) == (1, 1, None)
    assert row["rows"] > 3


def test_a_token_ends_by_itself(aether: Shell, tenant: str) -> None:
    aether("token", "add", "--tenant", tenant, "--expires", 30)
    aether("token", "add", "--tenant", tenant)
    ends = [row["expires_at"] is not None for row in aether("token", "list", "--tenant", tenant, "--json").json]
    assert ends == [True, False]
    assert aether("token", "add", "--tenant", tenant, "--expires", 0).code == 2


def test_a_credential_is_replaced_by_one_of_its_kind_and_never_listed(aether: Shell, tenant: str) -> None:
    hook_id = aether("hook", "add", "--tenant", tenant, *HOOK, "--json").json["hook_id"]
    aether("credential", "rotate", hook_id, stdin="glpat-new").says(5, "credential add")
    aether("credential", "add", "--hook", hook_id, "--kind", "token", stdin="glpat-old")
    done = aether("credential", "rotate", hook_id, "--json", stdin="glpat-new\n")
    assert done.json == {"hook_id": hook_id, "kind": "token"}
    listed = aether("credential", "list", "--tenant", tenant, "--json")
    (row,) = listed.json
    assert (row["hook_id"], row["kind"]) == (hook_id, "token")
    assert "glpat" not in done.out + done.err + listed.out
    with catalogue(aether.environment) as found:
        assert found.hooks.credential(found.tenants.id(tenant), hook_id) == Credential("token", "glpat-new")
    aether("credential", "rotate", "no-such", stdin="x").says(5, "no-such")

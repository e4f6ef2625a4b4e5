"""The drill of docs/operations.md: every secret of an installation is replaced, and what was there before goes on working."""

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import asyncpg
import pytest

from aether.embedded.protocol import Servers
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.intake import Intake
from store.keyring import Keyring
from store.model import Credential
from tests.aether.commands import Shell
from tests.installed import install

HOOK = ("--forge", "github", "--scope", "repository", "--base-url", "https://github.com")
ADDRESS = "https://ci.example.com/aether"


class Opened(NamedTuple):
    """What an installation can open of what it keeps sealed."""

    hook_secrets: list[str]
    credential: Credential | None


@pytest.fixture
def shell(servers: Servers, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    found = Shell(install(servers, tmp_path), capsys)
    found("tenant", "add", "default")
    return found


def opened(shell: Shell, hook_id: str) -> Opened:
    bridge = Bridge(shell.environment["DATABASE_URL"])
    try:
        keyring = Keyring(shell.environment["AETHER_ENCRYPTION_KEYS"].split(","))
        hook, catalogue = Intake(bridge, keyring).hook(hook_id), Catalogue(bridge, keyring)
        credential = catalogue.hooks.credential(catalogue.tenants.id("default"), hook_id)
    finally:
        bridge.close()
    return Opened([each.value for each in hook.secrets] if hook else [], credential)


def test_a_new_key_opens_everything_and_the_old_one_is_needed_no_more(shell: Shell) -> None:
    made = shell("hook", "add", *HOOK, "--json").json
    shell("credential", "add", "--hook", made["hook_id"], "--kind", "token", stdin="glpat-kept")
    shell("notification", "add", "--tenant", "default", "--url", ADDRESS)
    before, new = opened(shell, made["hook_id"]), Keyring.new_key()
    both = Shell(shell.environment | {"AETHER_ENCRYPTION_KEYS": f"{new},{shell.environment['AETHER_ENCRYPTION_KEYS']}"}, shell.capture)  # fmt: skip
    resealed = both("keys", "rotate", "--json").json["resealed"]
    assert {name: count for name, count in resealed.items() if count} == {
        "hook_secrets": 1,
        "hook_credentials": 1,
        "notifications": 1,
    }

    alone = Shell(shell.environment | {"AETHER_ENCRYPTION_KEYS": new}, shell.capture)
    assert opened(alone, made["hook_id"]) == before
    assert before.credential == Credential("token", "glpat-kept")


def test_a_hooks_old_secret_and_its_new_one_verify_side_by_side(shell: Shell) -> None:
    made = shell("hook", "add", *HOOK, "--json").json
    new = shell("hook", "rotate", made["hook_id"], "--json").json["secret"]
    assert set(opened(shell, made["hook_id"]).hook_secrets) == {made["secret"], new}


def test_a_credential_and_a_token_are_replaced(shell: Shell) -> None:
    hook_id = shell("hook", "add", *HOOK, "--json").json["hook_id"]
    shell("credential", "add", "--hook", hook_id, "--kind", "token", stdin="glpat-old")
    shell("credential", "rotate", hook_id, stdin="glpat-new")
    assert opened(shell, hook_id).credential == Credential("token", "glpat-new")

    shell("token", "add", "--label", "old")
    (old,) = shell("token", "list", "--json").json
    shell("token", "add", "--label", "new")
    shell("token", "revoke", old["token_id"])
    assert [each["label"] for each in shell("token", "list", "--json").json] == ["new"]


@pytest.fixture
def logins(shell: Shell) -> Iterator[list[str]]:
    """Two names, of which nothing is left afterwards."""
    names = [f"app_{secrets.token_hex(4)}" for _ in range(2)]
    yield names
    for name in names:
        execute(shell, f"drop role if exists {name}")


def execute(shell: Shell, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(shell.environment["AETHER_ADMIN_DATABASE_URL"])
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def as_login(shell: Shell, name: str, password: str) -> Shell:
    parts = urlsplit(shell.environment["DATABASE_URL"])
    address = parts.netloc.rpartition("@")[2]
    url = parts._replace(netloc=f"{name}:{password}@{address}").geturl()
    return Shell(shell.environment | {"DATABASE_URL": url}, shell.capture)


def test_a_second_login_takes_over_from_the_first(shell: Shell, logins: list[str]) -> None:
    first, second = (as_login(shell, name, password) for name, password in zip(logins, ("one", "two"), strict=True))
    execute(shell, f"create role {logins[0]} login password 'one'")
    assert first("migrate").code == 0
    first("token", "add", "--label", "kept")

    execute(shell, f"create role {logins[1]} login password 'two'")
    assert second("migrate").code == 0
    assert second("token", "list", "--json").json == first("token", "list", "--json").json
    execute(shell, f"drop role {logins[0]}")
    assert first("token", "list").code == 1
    assert [each["label"] for each in second("token", "list", "--json").json] == ["kept"]

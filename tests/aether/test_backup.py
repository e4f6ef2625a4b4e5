"""True: control tables and keys are the whole backup, for what is indexed again from them is the same graph."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from aether.embedded.protocol import Servers
from store.bridge import Bridge
from store.intake import Intake
from store.keyring import Keyring
from tests.aether.commands import Shell
from tests.installed import install
from tests.postgres import binaries
from tests.repositories import create

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"
HOOK = ("--forge", "gitlab", "--scope", "group", "--base-url", "https://gitlab.example")
FILES = {b"a.py": b"from b import f\nf()\n", b"b.py": b"def f(): ...\n"}


def control_tables() -> list[str]:
    """As the document has them."""
    (line,) = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("control='")]
    return line.removeprefix("control='").removesuffix("'").split()


def run(program: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """Of PostgreSQL; it fails with what the program said."""
    done = subprocess.run((binaries() / program, *arguments), input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def secrets_of(environment: dict[str, str], hook_id: str) -> list[str]:
    """What the receiver would verify with."""
    bridge = Bridge(environment["DATABASE_URL"])
    try:
        hook = Intake(bridge, Keyring([environment["AETHER_ENCRYPTION_KEYS"]])).hook(hook_id)
    finally:
        bridge.close()
    return [each.value for each in hook.secrets] if hook else []


def entered(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what is counted of graphs, which are made anew."""
    return [{name: value for name, value in each.items() if name != "rows"} for each in listed]


def test_an_installation_comes_back_from_its_control_tables_and_keys(
    servers: Servers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create(tmp_path / "shop.git", FILES)
    lost, fresh = install(servers, tmp_path / "lost"), install(servers, tmp_path / "fresh")
    before = Shell(lost, capsys)
    after = Shell(fresh | {"AETHER_ENCRYPTION_KEYS": lost["AETHER_ENCRYPTION_KEYS"]}, capsys)
    keyless = Shell(fresh | {"AETHER_ENCRYPTION_KEYS": Keyring.new_key()}, capsys)
    before("index", tmp_path / "shop.git")
    hook_id = before("hook", "add", *HOOK, "--json").json["hook_id"]
    before("credential", "add", "--hook", hook_id, "--kind", "token", stdin="glpat-hidden")
    before("token", "add")

    tables = [f"--table={name}" for name in control_tables()]
    dump = run("pg_dump", "--data-only", *tables, lost["AETHER_ADMIN_DATABASE_URL"])
    run("psql", "--quiet", "--set=ON_ERROR_STOP=1", fresh["AETHER_ADMIN_DATABASE_URL"], stdin=dump)

    for verb in ("tenant", "token", "hook", "credential", "repo"):
        assert entered(after(verb, "list", "--json").json) == entered(before(verb, "list", "--json").json)
    assert after("digest", "--repo", "shop").code == 4
    after("index", tmp_path / "shop.git")
    assert after("digest", "--repo", "shop").out == before("digest", "--repo", "shop").out
    after("tenant", "add", "another")  # numbers go on where they were
    assert b"glpat-hidden" not in dump
    keyless("keys", "rotate").says(1, "AETHER_ENCRYPTION_KEYS")
    assert keyless("credential", "rotate", hook_id, stdin="glpat-new").code == 0
    secret = keyless("hook", "rotate", hook_id, "--json").json["secret"]
    assert secrets_of(keyless.environment, hook_id) == [secret]

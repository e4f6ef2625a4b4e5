"""Never lost: an operator learns what is wrong before a push does, and secrets outlive the key that sealed them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aether.embedded.protocol import Servers
from store.bridge import Bridge
from store.intake import Intake
from store.keyring import Keyring
from tests.aether.commands import Shell
from tests.aether.installation import ROOT
from tests.installed import install


def test_doctor_finds_nothing_wrong_with_a_working_installation(aether: Shell) -> None:
    checks = {each["check"]: each for each in aether("doctor", "--json").json["checks"]}
    assert checks.keys() >= {"python", "git", "settings", "data directory", "disk", "encryption keys", "public URL"}
    assert {checks[name]["state"] for name in ("PostgreSQL", "clock", "broker")} == {"good"}
    assert "public URL" in aether("doctor").out


def test_doctor_says_what_to_do_where_something_is_wrong(aether: Shell, tmp_path: Path) -> None:
    away = Shell(aether.environment | {"CELERY_BROKER_URL": f"redis+socket://{tmp_path}/x"}, aether.capture)
    done = away("doctor")
    assert (done.code, "CELERY_BROKER_URL" in done.out) == (1, True)
    wide = tmp_path / "open"
    wide.mkdir(mode=0o755)
    done = aether("doctor", "--data-dir", wide)
    assert f"chmod 700 {wide}" in done.out


def test_rotated_keys_open_what_older_keys_have_sealed(
    servers: Servers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, old, new = install(servers, tmp_path), Keyring.new_key(), Keyring.new_key()
    before, alone, both = (
        Shell(ours | {"AETHER_ENCRYPTION_KEYS": keys}, capsys) for keys in (old, new, f"{new},{old}")
    )
    before("tenant", "add", "default")
    made = before(
        "hook", "add", "--forge", "github", "--scope", "app", "--base-url", "https://github.com", "--json"
    ).json
    alone("keys", "rotate").says(1, "AETHER_ENCRYPTION_KEYS")
    assert both("keys", "rotate", "--json").json["resealed"]["hook_secrets"] == 1
    bridge = Bridge(ours["DATABASE_URL"])
    try:
        hook = Intake(bridge, Keyring([new])).hook(made["hook_id"])
    finally:
        bridge.close()
    assert hook is not None
    assert [secret.value for secret in hook.secrets] == [made["secret"]]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_verbs(aether: Shell, shell: str) -> None:
    assert "_AETHER_COMPLETE" in aether("completion", shell).out


def test_completion_knows_the_questions() -> None:
    asked = {"_AETHER_COMPLETE": "bash_complete", "COMP_WORDS": "aether query ca", "COMP_CWORD": "2"}
    done = subprocess.run(
        (sys.executable, "-c", "from aether.cli import main; main(prog_name='aether')"),
        cwd=ROOT,
        env=os.environ | asked,
        capture_output=True,
        text=True,
        check=False,
    )
    assert {line.partition(",")[2] for line in done.stdout.split()} == {"callers", "callees"}

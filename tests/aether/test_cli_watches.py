"""Who watches says so in words, sees a secret once, and reads what was told in order."""

import secrets
from pathlib import Path

from tests.aether.commands import Shell
from tests.repositories import create

FILES = {b"a.py": b"def f():\n    return 1\n"}


def test_a_watch_is_added_listed_without_its_secret_read_and_removed(aether: Shell, tmp_path: Path) -> None:
    tenant = f"t-{secrets.token_hex(4)}"
    create(tmp_path / "shop.git", FILES)
    aether("tenant", "add", tenant)
    aether("index", tmp_path / "shop.git", "--tenant", tenant)
    url, there = "https://93.184.215.14/told", ("--repo", "shop", "--tenant", tenant)
    made = aether("watch", "add", "callers", "of", "f", *there, "--url", url, "--digest", "hourly", "--json").json
    assert made["secret"].startswith("whsec_")
    listed = aether("watch", "list", "--tenant", tenant, "--json")
    (row,) = listed.json
    assert (row["watch_id"], row["query"], row["digest"]) == (made["watch_id"], "callers of f", "hourly")
    assert made["secret"] not in listed.out
    for verb in (("log", made["watch_id"]), ("events",)):
        assert aether("watch", *verb, "--tenant", tenant).code == 3
    aether("watch", "add", "callers of f", *there).says(2, "either a url")
    aether("watch", "add", "f", "is called", *there, "--mcp").says(2, "Write one of: callers of NAME")
    aether("watch", "add", "callers of f", *there, "--url", "http://127.0.0.1:9/x").says(1, "AETHER_PRIVATE_HOSTS")
    kept = aether("watch", "add", "untested *", *there, "--mcp", "--json").json
    aether("watch", "test", kept["watch_id"], "--tenant", tenant).says(5, "agents read its events")
    aether("watch", "remove", made["watch_id"], "--tenant", tenant)
    aether("watch", "remove", made["watch_id"], "--tenant", tenant).says(5, "no watch")

"""Fresh after an upgrade: an operator sees how far it is, and what does not come along."""

from pathlib import Path

import pytest

from aether.embedded.protocol import Servers
from graph.errors import AccessDenied
from store.bridge import Bridge
from store.keyring import Keyring
from store.runs import Runs
from store.upgrades import Upgrades
from tasks.work import Limits
from tests.aether.commands import Shell
from tests.installed import install
from tests.repositories import create
from tests.tasks.workplace import FILES

OTHER = Limits(max_file_bytes=1000)  # another limit is as good as another release


def test_the_status_of_an_upgrade(servers: Servers, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environment = install(servers, tmp_path / "data")
    before = Shell(environment, capsys)
    after = Shell(environment | {"AETHER_MAX_FILE_BYTES": str(OTHER.max_file_bytes)}, capsys)
    create(tmp_path / "grown", FILES)
    before("index", tmp_path / "grown")
    assert counts(before) == (1, 0, 0, 0)
    assert counts(after) == (1, 1, 0, 0)

    bridge = Bridge(environment["DATABASE_URL"])
    run_id = Upgrades(bridge).offer(OTHER.graph_version, rest=3600)
    assert counts(after) == (1, 1, 1, 0)

    runs = Runs(bridge, Keyring([environment["AETHER_ENCRYPTION_KEYS"]]))
    claim = runs.claim(str(run_id), "worker")
    assert claim
    runs.fail(claim, AccessDenied("revoked"), None)
    bridge.close()
    assert counts(after) == (1, 1, 0, 1)
    shown = after("upgrade", "status").out
    assert all(word in shown for word in ("grown", str(run_id), "access_denied"))


def counts(aether: Shell) -> tuple[int, ...]:
    (found,) = aether("upgrade", "status", "--json").json["tenants"]
    return tuple(found[name] for name in ("graphs", "outdated", "at_work", "failed"))

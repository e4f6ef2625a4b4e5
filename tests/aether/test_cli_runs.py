"""Never lost: what failed says so, says why, and says how it is tried again."""

import secrets

import pytest

from aether.composition import application
from graph.errors import EmptyRepository
from tests.aether.commands import Shell


@pytest.fixture
def repo(aether: Shell, monkeypatch: pytest.MonkeyPatch) -> str:
    """A repository whose only run has failed for good."""
    name = f"failed-{secrets.token_hex(4)}"
    for variable, value in aether.environment.items():
        monkeypatch.setenv(variable, value)
    with application() as found:
        tenant_id = found.catalogue.tenants.ensure("default")
        found.catalogue.repositories.add(tenant_id, name, source="/srv/git/x", default_branch="main")
        run_id = found.runs.request("default", name, ref=None, full=False, trigger="test")
        claim = found.runs.claim(run_id, "worker")
        assert claim is not None
        found.runs.fail(claim, EmptyRepository("it has no commit"), None)
    return name


def test_a_failed_run_is_listed_shown_and_released(aether: Shell, repo: str) -> None:
    (row,) = aether("run", "list", "--repo", repo, "--json").json
    assert (row["state"], row["error_code"], row["trigger"]) == ("failed", "empty_repository", "test")
    shown = aether("run", "show", row["run_id"])
    assert row["error"] in shown.out
    assert f"aether run release {row['run_id']} --tenant default" in shown.err
    assert aether("run", "show", row["run_id"], "--json").json["status"] == "FAILURE"
    assert aether("run", "release", row["run_id"], "--json").json == {"run_id": row["run_id"], "state": "queued"}
    (row,) = aether("run", "list", "--repo", repo, "--json").json
    assert (row["state"], row["attempt"], row["error"]) == ("queued", 0, None)


def test_only_a_failed_run_of_the_tenant_is_released(aether: Shell, repo: str) -> None:
    (row,) = aether("run", "list", "--repo", repo, "--json").json
    other = f"t-{secrets.token_hex(4)}"
    aether("tenant", "add", other)
    aether("run", "release", row["run_id"], "--tenant", other).says(5, "no failed run")
    aether("run", "show", row["run_id"], "--tenant", other).says(5, "no task")
    aether("run", "release", row["run_id"])
    aether("run", "release", row["run_id"]).says(5, "no failed run")
    aether("run", "list", "--repo", "no-such").says(5, "no-such")

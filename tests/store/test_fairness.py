"""Never lost: what waits is handed out again, ever more patiently. Fair: no tenant has every worker."""

import secrets
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from graph.errors import Busy, StorageError
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.graph_store import PostgresGraphStore
from store.keyring import Keyring
from store.model import Claim, TaskState
from store.runs import Runs
from tests.postgres import Server
from tests.store.build import delta


class Tenants(NamedTuple):
    """A giant with ten repositories, and a small one with one; two branches of a tenant may be at work."""

    runs: Runs
    giant: list[str]
    small: str

    def request(self, repo: str) -> str:
        tenant = "giant" if repo in self.giant else "small"
        return self.runs.request(tenant, repo, ref=None, full=False, trigger="test")

    def due(self) -> list[str]:
        return [run.repo for run in self.runs.due(100)]

    def claim(self, run_id: str) -> Claim:
        claim = self.runs.claim(run_id, "worker")
        assert claim is not None
        return claim


@pytest.fixture
def tenants(postgres: Server) -> Iterator[Tenants]:
    bridge, keyring = Bridge(postgres.app(postgres.fresh())), Keyring([Keyring.new_key()])
    catalogue = Catalogue(bridge, keyring)
    giant = [f"big-{number}" for number in range(10)]
    for tenant, repos in (("giant", giant), ("small", ["tiny"])):
        tenant_id = catalogue.tenants.add(tenant)
        for repo in repos:
            catalogue.repositories.add(tenant_id, repo, source="/srv", default_branch="main")
    yield Tenants(Runs(bridge, keyring, cap=2), giant, "tiny")
    bridge.close()


def test_no_tenant_is_handed_out_more_than_its_cap(tenants: Tenants) -> None:
    asked = {repo: tenants.request(repo) for repo in tenants.giant}
    first = tenants.due()
    assert len(first) == 2
    assert tenants.due() == []
    tenants.request(tenants.small)
    assert tenants.due() == [tenants.small]
    claims = [tenants.claim(asked[repo]) for repo in first]
    assert tenants.due() == []
    tenants.runs.finish(claims[0], {})
    assert len(tenants.due()) == 1


def test_no_tenant_holds_more_claims_than_its_cap(tenants: Tenants) -> None:
    asked = [tenants.request(repo) for repo in tenants.giant[:3]]
    first = tenants.claim(asked[0])
    tenants.claim(asked[1])
    with pytest.raises(Busy, match="AETHER_TENANT_RUNS"):
        tenants.claim(asked[2])
    tenants.claim(tenants.request(tenants.small))
    tenants.runs.finish(first, {})
    tenants.claim(asked[2])


def test_every_tenant_comes_before_the_second_of_any_and_a_push_before_a_first_index(tenants: Tenants) -> None:
    runs = Runs(tenants.runs.bridge, Keyring([Keyring.new_key()]))
    pushed = tenants.giant[-1]
    claim = tenants.claim(tenants.request(pushed))
    indexed(runs, claim)
    for repo in (*tenants.giant, tenants.small):
        tenants.request(repo)
    assert {run.repo for run in runs.due(2)} == {pushed, tenants.small}


def test_a_message_on_its_way_takes_later_requests_along(tenants: Tenants) -> None:
    first = tenants.request(tenants.small)
    assert tenants.due() == [tenants.small]
    later = [tenants.request(tenants.small) for _ in range(5)]
    assert tenants.due() == []
    claim = tenants.claim(first)
    assert claim.seq == 6
    tenants.runs.finish(claim, {"success": True})
    assert {tenants.runs.status(claim.tenant_id, run).state for run in later} == {TaskState.SUCCESS}


def test_a_run_that_ended_cannot_end_again(tenants: Tenants) -> None:
    """The answer to a commit may be lost with the server: whoever finished takes it for a failure."""
    claim = tenants.claim(tenants.request(tenants.small))
    tenants.runs.finish(claim, {"success": True})
    assert tenants.runs.fail(claim, StorageError("the connection was lost"), 60) is False
    tenants.runs.give_back(claim)
    assert tenants.runs.status(claim.tenant_id, claim.run_id).state is TaskState.SUCCESS


def test_the_oldest_that_waits_is_the_age_of_its_queue(tenants: Tenants) -> None:
    assert [(age.queue, age.branches, age.seconds) for age in tenants.runs.queue_ages()] == [
        ("bulk", 0, 0.0), ("push", 0, 0.0),
    ]  # fmt: skip
    run_id = tenants.request(tenants.small)
    tenants.request(tenants.small)
    bulk, _ = tenants.runs.queue_ages()
    assert (bulk.queue, bulk.branches, bulk.seconds > 0) == ("bulk", 1, True)
    tenants.claim(run_id)
    assert [age.branches for age in tenants.runs.queue_ages()] == [0, 0]


def indexed(runs: Runs, claim: Claim) -> None:
    """The branch has a graph now, so that its next run is no first index."""

    PostgresGraphStore(runs.bridge).publish(claim, delta("1", [], [], [], whole=True))
    runs.finish(claim, {"success": True, "commit": secrets.token_hex(4)})

"""Never mixed: what is removed goes to the last row, and nothing of another repository or tenant goes with it."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from graph.errors import Fenced, NotFound
from graph.intake import Delivery, Forge, Outcome, Want
from store.housekeeping import Housekeeping, Retention
from store.model import BlobFacts, Claim
from store.overview import LAST
from tasks.housekeeping import sweep_for_ever
from tests.store.build import BLOB, call, delta, function, owner
from tests.store.conftest import Store

OF_GRAPH = ("code_nodes", "code_edges", "graph_files", "link_traces", "deltas", "runs", "branches")
OTHER_BLOB = "cd" * 20


def admin(store: Store, statement: str, *arguments: object) -> list[Any]:
    async def ask() -> list[Any]:
        connection = await asyncpg.connect(store.admin_url)
        try:
            return await connection.fetch(statement, *arguments)
        finally:
            await connection.close()

    return store.bridge.run(ask())


def indexed(store: Store, tenant: str, name: str, blob: str = BLOB, size: int = 30) -> Claim:
    """A repository with a hook, a delivery, a run and a graph."""
    tenant_id = store.tenant if tenant == "acme" else store.other
    hook_id = store.catalogue.hooks.add(tenant_id, Forge.GITHUB, "repository", "https://github.com").hook_id
    store.catalogue.repositories.add(tenant_id, name, hook_id=hook_id, forge_id="1", default_branch="main")
    hook = store.intake.hook(hook_id)
    assert hook is not None
    want = Want("1", "refs/heads/main", "1" * 40)
    store.intake.record(hook, Delivery(secrets.token_hex(4), "push", Outcome.ACCEPTED, "", {}, "0" * 64, [want]))
    run = store.runs.recent(tenant_id, name)[0].run_id
    claim = store.runs.claim(run, "worker")
    assert claim is not None
    nodes = [function("a.py", f"f{number}") for number in range(size)]
    said = owner("a.py", trace=[1])._replace(blob=blob)
    store.graph.keep_facts(tenant_id, "python", "1", [(blob, BlobFacts(b"f", b"i", partial=False))])
    store.graph.publish(claim, delta("1", [said], nodes, [call(a, nodes[0]) for a in nodes], whole=True), "1/linker")
    return claim


@pytest.fixture
def claims(store: Store) -> tuple[Claim, Claim, Claim]:
    """Mine, to be removed; a neighbour's of the same tenant; another tenant's."""
    name = f"repo-{secrets.token_hex(4)}"
    mine, neighbour = indexed(store, "acme", name), indexed(store, "acme", name + "-b", OTHER_BLOB)
    other = indexed(store, "globex", name)
    for claim in (mine, neighbour, other):
        store.runs.finish(claim, {"success": True})
    return mine, neighbour, other


def rest(store: Store, claim: Claim) -> dict[str, int]:
    counts = {
        name: admin(store, f"select count(*) from {name} where tenant_id = $1 and graph_id = $2", *claim.graph)[0][0]
        for name in OF_GRAPH
    }
    return {name: count for name, count in counts.items() if count}


def everything_else(store: Store, claim: Claim) -> dict[str, list[str]]:
    """Row by row, so that a difference names itself."""
    tables = {
        **dict.fromkeys(OF_GRAPH, f"not (tenant_id = {claim.tenant_id} and graph_id = {claim.graph_id})"),
        "repositories": f"repository_id <> {claim.repository_id}",
        "deliveries": f"not ('{claim.run_id}'::uuid = any(run_ids))",
        "blob_facts": f"not (tenant_id = {claim.tenant_id} and blob = '\\x{BLOB}')",
        "tokens": "true", "hooks": "true", "hook_secrets": "true", "outbox": "true", "tenants": "true",
    }  # fmt: skip
    return {
        name: [row[0] for row in admin(store, f"select md5(t::text) from {name} t where {where} order by 1")]
        for name, where in tables.items()
    }


def test_a_removed_repository_goes_to_the_last_row_and_takes_nothing_else(
    store: Store, claims: tuple[Claim, Claim, Claim]
) -> None:
    mine, _, _ = claims
    assert rest(store, mine)["code_edges"] == 30
    before = everything_else(store, mine)
    assert store.catalogue.repositories.remove(mine.tenant_id, mine.repo) > 60
    assert rest(store, mine) == {}
    assert everything_else(store, mine) == before
    blobs = admin(store, "select encode(blob, 'hex') from blob_facts where tenant_id = $1", mine.tenant_id)
    assert BLOB not in {row[0] for row in blobs}
    assert admin(store, "select from deliveries where $1::uuid = any(run_ids)", mine.run_id) == []
    with pytest.raises(NotFound):
        store.catalogue.repositories.show(mine.tenant_id, mine.repo)
    with pytest.raises(NotFound):
        store.catalogue.repositories.remove(mine.tenant_id, mine.repo)


def test_batches_are_bounded_and_an_interrupted_removal_is_taken_up(
    store: Store, claims: tuple[Claim, Claim, Claim]
) -> None:
    mine, neighbour, _ = claims
    small = Housekeeping(store.bridge, batch=7)
    small.close_repository(mine.tenant_id, mine.repo)
    assert small._once("drop_edges", *mine.graph, 7) == 7
    assert rest(store, mine)["code_edges"] == 23
    assert small.sweep() > 50
    assert rest(store, mine) == {}
    assert rest(store, neighbour)["code_edges"] == 30
    assert small.sweep() == 0


def test_whoever_works_on_a_removed_repository_is_overtaken(store: Store) -> None:
    claim = indexed(store, "acme", f"repo-{secrets.token_hex(4)}")
    store.catalogue.repositories.remove(claim.tenant_id, claim.repo)
    with pytest.raises(Fenced):
        store.graph.publish(claim, delta("2", [owner("a.py")], [function("a.py", "a")]))
    assert rest(store, claim) == {}
    assert store.runs.claim(claim.run_id, "another") is None


def test_facts_of_a_run_under_way_stay(store: Store, claims: tuple[Claim, Claim, Claim]) -> None:
    busy = indexed(store, "acme", f"repo-{secrets.token_hex(4)}", OTHER_BLOB)
    store.graph.keep_facts(store.tenant, "python", "1", [("ef" * 20, BlobFacts(b"f", b"i", partial=False))])
    Housekeeping(store.bridge).sweep()
    assert store.graph.facts(store.tenant, ["ef" * 20], "python", "1") != {}
    store.runs.finish(busy, {"success": True})
    Housekeeping(store.bridge).sweep()
    assert store.graph.facts(store.tenant, ["ef" * 20], "python", "1") == {}


def test_deltas_and_deliveries_go_when_their_time_is_over(store: Store, claims: tuple[Claim, Claim, Claim]) -> None:
    mine, _, _ = claims
    admin(store, "update deltas set published_at = now() - interval '25 hours' where graph_id = $1", mine.graph_id)
    Housekeeping(store.bridge, Retention(deltas=2)).sweep()
    assert "deltas" in rest(store, mine)
    Housekeeping(store.bridge, Retention(deltas=1, deliveries=0)).sweep()
    assert rest(store, mine) == {name: count for name, count in rest(store, mine).items() if name != "deltas"}
    assert admin(store, "select from deliveries where tenant_id = $1", mine.tenant_id) == []


def test_old_runs_go_but_for_the_last_of_a_branch_and_what_is_not_done(store: Store, repo: str) -> None:
    carried = store.runs.request("acme", repo, ref=None, full=False, trigger="manual")
    gone = [carried, ended(store, repo, well=True)]
    stays = [ended(store, repo, well=True)]
    gone += [ended(store, repo, well=False) for _ in range(2)]
    stays += [ended(store, repo, well=False) for _ in range(LAST - 1)]
    stays.append(store.runs.request("acme", repo, ref=None, full=False, trigger="manual"))
    assert store.runs.status(store.tenant, carried).info["run_id"] == gone[1]
    small = Housekeeping(store.bridge, batch=2)
    small.sweep()
    assert kept(store, repo) == {*gone, *stays}, "none is old"
    admin(
        store,
        "update runs set created_at = created_at - interval '91 days', finished_at = finished_at - interval '91 days'",
    )
    Housekeeping(store.bridge, Retention(deltas=92)).sweep()
    assert kept(store, repo) == {*gone, *stays}, "deltas may refer to them"
    small.sweep()
    assert kept(store, repo) == {*stays}


def ended(store: Store, repo: str, *, well: bool) -> str:
    """A run that was carried out, or failed for good."""
    run = store.runs.request("acme", repo, ref=None, full=False, trigger="manual")
    claim = store.runs.claim(run, "worker")
    assert claim is not None
    if well:
        store.runs.finish(claim, {"success": True})
    else:
        store.runs.fail(claim, ValueError("poison"), None)
    return run


def kept(store: Store, repo: str) -> set[str]:
    statement = (
        "select run_id::text from runs where repository_id = (select repository_id from repositories where name = $1)"
    )
    return {row["run_id"] for row in admin(store, statement, repo)}


def test_a_deleted_branch_answers_until_its_grace_period_is_over(
    store: Store, claims: tuple[Claim, Claim, Claim]
) -> None:
    mine, _, _ = claims
    run = store.runs.request("acme", mine.repo, ref="topic", full=False, trigger="manual")
    topic = store.runs.claim(run, "worker")
    assert topic is not None
    store.graph.publish(topic, delta("7", [owner("a.py")], [function("a.py", "topical")], whole=True))
    housekeeping = Housekeeping(store.bridge)
    assert housekeeping.retire_branch(mine.tenant_id, mine.repo, "topic")
    assert not housekeeping.retire_branch(mine.tenant_id, mine.repo, "topic")
    assert not housekeeping.retire_branch(mine.tenant_id, mine.repo, "main"), "the default branch stays"
    assert len(store.reader.search(mine.tenant_id, mine.repo, "topical", branch="topic").items) == 1
    housekeeping.sweep()
    assert rest(store, topic) != {}
    Housekeeping(store.bridge, Retention(retired=0)).sweep()
    assert rest(store, topic) == {}
    assert rest(store, mine)["code_edges"] == 30


def test_a_push_brings_a_retired_branch_back(store: Store, claims: tuple[Claim, Claim, Claim]) -> None:
    mine, _, _ = claims
    store.runs.request("acme", mine.repo, ref="topic", full=False, trigger="manual")
    Housekeeping(store.bridge).retire_branch(mine.tenant_id, mine.repo, "topic")
    run = store.runs.request("acme", mine.repo, ref="topic", full=False, trigger="manual")
    Housekeeping(store.bridge, Retention(retired=0)).sweep()
    assert store.runs.claim(run, "worker") is not None


def test_the_scheduler_sweeps_until_it_is_stopped(store: Store, claims: tuple[Claim, Claim, Claim]) -> None:
    mine, _, _ = claims
    housekeeping, stop = Housekeeping(store.bridge), threading.Event()
    housekeeping.close_repository(mine.tenant_id, mine.repo)
    with ThreadPoolExecutor(1) as threads:
        sweeping = threads.submit(sweep_for_ever, housekeeping, stop, 0.01)
        while rest(store, mine):
            assert not sweeping.done()
        stop.set()
        sweeping.result(60)

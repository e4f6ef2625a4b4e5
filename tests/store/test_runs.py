"""Never lost: a request is done or visibly failed. Never doubled: one claim at a time, and late twins are fenced off."""

import secrets
import time

import pytest

from graph.errors import Busy, Fenced, MirrorUnavailable, NotFound, RepositoryParseError, TenantValidationError
from store.housekeeping import Housekeeping
from store.keyring import Keyring
from store.model import Claim, TaskState
from store.runs import EXECUTIONS, Runs
from tests.store.conftest import Store


def request(store: Store, repo: str, **options: object) -> str:
    arguments: dict[str, object] = {"ref": None, "full": False, "trigger": "manual", "idempotency_key": None, **options}
    return store.runs.request("acme", repo, **arguments)  # type: ignore[arg-type]


def claim(store: Store, run_id: str, runs: Runs | None = None) -> Claim:
    claimed = (runs or store.runs).claim(run_id, "worker-1")
    assert claimed is not None
    return claimed


def lapsing(store: Store) -> Runs:
    """A lease that has lapsed as soon as it is taken."""
    return Runs(store.bridge, Keyring([Keyring.new_key()]), lease=0, republish=0)


def due(store: Store) -> set[str]:
    return {run.run_id for run in store.runs.due(1000)}


def test_a_request_is_due_claimed_and_finished(store: Store, repo: str) -> None:
    run = request(store, repo)
    assert store.runs.status(store.tenant, run).state is TaskState.PENDING
    assert run in due(store)
    claimed = claim(store, run)
    assert (claimed.tenant, claimed.repo, claimed.branch, claimed.attempt, claimed.full) == (
        "acme",
        repo,
        "main",
        1,
        True,
    )
    assert claimed.source == "/srv/git/x"
    store.runs.progress(claimed, "parsing repository", 30, 3, 10)
    status = store.runs.status(store.tenant, run)
    assert status.state is TaskState.PROGRESS
    assert (status.info["status"], status.info["progress"], status.info["files_done"]) == ("parsing repository", 30, 3)
    store.runs.finish(claimed, {"success": True, "nodes_created": 4})
    status = store.runs.status(store.tenant, run)
    assert (status.state, status.info["progress"]) == (TaskState.SUCCESS, 100)
    assert status.result == {"success": True, "nodes_created": 4}
    assert run not in due(store)
    assert store.runs.claim(run, "worker-2") is None


def test_unknown_names_are_told_apart(store: Store, repo: str) -> None:
    with pytest.raises(NotFound, match="no active repository"):
        request(store, "nothing-here")
    with pytest.raises(TenantValidationError):
        store.runs.request("nobody", repo, ref=None, full=False, trigger="manual", idempotency_key=None)
    with pytest.raises(NotFound):
        store.runs.status(store.tenant, "not-a-run")


def test_another_tenants_run_does_not_exist(store: Store, repo: str) -> None:
    run = request(store, repo)
    with pytest.raises(NotFound):
        store.runs.status(store.other, run)


def test_a_live_lease_is_busy_and_names_its_holder(store: Store, repo: str) -> None:
    run = request(store, repo)
    claim(store, run)
    with pytest.raises(Busy, match="worker-1"):
        store.runs.claim(run, "worker-2")
    assert run not in due(store)


def test_a_lapsed_lease_is_taken_over_and_the_late_twin_is_fenced(store: Store, repo: str) -> None:
    run = request(store, repo)
    late = claim(store, run, lapsing(store))
    assert run in due(store)
    now = claim(store, run)
    assert (now.fence, now.attempt) == (late.fence + 1, 2)
    with pytest.raises(Fenced):
        store.runs.renew(late)
    with pytest.raises(Fenced):
        store.runs.finish(late, {"success": True})
    assert store.runs.fail(late, MirrorUnavailable("away"), 60) is False
    store.runs.progress(late, "late", 99, None, None)
    assert store.runs.status(store.tenant, run).info["status"] == "claimed"
    store.runs.renew(now)
    store.runs.finish(now, {"success": True})


def test_a_branch_tells_of_the_run_that_leads_also_where_one_that_follows_was_asked_for_later(
    store: Store, repo: str
) -> None:
    early = request(store, repo, ref="refs/heads/main")  # its message went out before the other was asked for
    request(store, repo, ref="refs/heads/main")
    store.runs.finish(claim(store, early), {"success": True})

    (branch,) = store.catalogue.repositories.branches(store.tenant, repo)
    assert (branch.run_id, branch.run_state) == (early, "succeeded")


def test_a_burst_is_one_run_and_every_request_follows_it(store: Store, repo: str) -> None:
    oldest = request(store, repo, ref="refs/heads/main")
    asked = time.monotonic()
    burst = [oldest, *(request(store, repo, ref="refs/heads/main") for _ in range(19))]
    mine = due(store) & set(burst)
    assert mine == {burst[-1]}
    leader = claim(store, burst[-1])
    assert leader.seq == 20
    since = time.monotonic() - asked
    assert store.runs.finish(leader, {"success": True, "files": 7}) > since, "it is the oldest that waits longest"
    for run in burst:
        status = store.runs.status(store.tenant, run)
        assert status.state is TaskState.SUCCESS
        assert status.result == {"success": True, "files": 7}
        assert status.info["run_id"] == burst[-1]
        assert store.runs.claim(run, "worker-2") is None


def test_what_is_requested_during_a_run_is_due_after_it(store: Store, repo: str) -> None:
    first = request(store, repo)
    running = claim(store, first)
    second = request(store, repo)
    assert second not in due(store)
    store.runs.renew(running)
    assert second not in due(store)
    store.runs.finish(running, {"success": True})
    assert second in due(store)
    assert claim(store, second).seq == 2


def test_a_run_that_is_taken_over_twice_still_leads_to_the_last(store: Store, repo: str) -> None:
    first, second = request(store, repo), request(store, repo)
    claim(store, second, lapsing(store))
    third = request(store, repo)
    leader = claim(store, third)
    store.runs.finish(leader, {"success": True})
    assert {store.runs.status(store.tenant, run).info["run_id"] for run in (first, second, third)} == {third}


def test_a_passing_failure_waits_and_is_quarantined_at_last(store: Store, repo: str) -> None:
    run = request(store, repo)
    for attempt in range(1, EXECUTIONS + 1):
        claimed = claim(store, run)
        assert claimed.attempt == attempt
        again = store.runs.fail(claimed, MirrorUnavailable("the forge is away"), 0)
        assert again is (attempt < EXECUTIONS)
    status = store.runs.status(store.tenant, run)
    assert status.state is TaskState.FAILURE
    assert status.result is not None
    assert status.result["code"] == "quarantined"
    assert "the forge is away" in status.result["error"]
    store.runs.release(store.tenant, run)
    assert run in due(store)
    assert claim(store, run).attempt == 1


def test_a_run_that_waits_is_neither_due_nor_claimed_early(store: Store, repo: str) -> None:
    run = request(store, repo)
    store.runs.fail(claim(store, run), MirrorUnavailable("the forge is away"), 600)
    assert store.runs.status(store.tenant, run).state is TaskState.RETRY
    assert run not in due(store)
    with pytest.raises(Busy, match="retried at"):
        store.runs.claim(run, "worker-2")
    assert store.runs.status(store.tenant, run).info["attempt"] == 1


def test_a_worker_that_is_lost_counts_as_an_execution(store: Store, repo: str) -> None:
    run, runs = request(store, repo), lapsing(store)
    for _ in range(EXECUTIONS):
        claim(store, run, runs)
    assert runs.claim(run, "worker-1") is None
    status = store.runs.status(store.tenant, run)
    assert status.state is TaskState.FAILURE
    assert status.result is not None
    assert status.result["code"] == "quarantined"
    assert run not in due(store)


def test_a_lasting_failure_is_never_tried_again(store: Store, repo: str) -> None:
    first, second = request(store, repo), request(store, repo)
    assert store.runs.fail(claim(store, second), RepositoryParseError("no commit"), None) is False
    for run in (first, second):
        status = store.runs.status(store.tenant, run)
        assert status.state is TaskState.FAILURE
        assert status.result == {"success": False, "error": "no commit", "code": "repository_unusable"}
    assert not due(store) & {first, second}


def test_recent_runs_are_listed_newest_first(store: Store, repo: str) -> None:
    first = request(store, repo)
    store.runs.fail(claim(store, first), RepositoryParseError("no commit"), None)
    second = request(store, repo)
    listed = [(run.run_id, run.state, run.error_code) for run in store.runs.recent(store.tenant, repo)]
    assert listed == [(second, "queued", None), (first, "failed", "repository_unusable")]
    assert second not in {run.run_id for run in store.runs.recent(store.other)}


def test_an_idempotency_key_answers_with_the_same_run(store: Store, repo: str) -> None:
    key = secrets.token_hex(8)
    assert request(store, repo, idempotency_key=key) == request(store, repo, idempotency_key=key)


def test_a_removed_repository_is_indexed_no_more(store: Store, repo: str) -> None:
    run = request(store, repo)
    Housekeeping(store.bridge).close_repository(store.tenant, repo)
    assert store.runs.claim(run, "worker-1") is None
    assert store.runs.status(store.tenant, run).state is TaskState.FAILURE


def test_a_request_wakes_the_dispatcher(store: Store, repo: str) -> None:
    store.runs.listen(0)
    request(store, repo)
    assert store.runs.listen(10)


def test_a_full_run_is_asked_for_once(store: Store, repo: str) -> None:
    first = claim(store, request(store, repo, full=True))
    assert first.full
    store.runs.finish(first, {"success": True})
    assert store.catalogue.repositories.branches(store.tenant, repo)[0].run_state == "succeeded"


def test_an_unknown_default_branch_is_learnt(store: Store) -> None:
    name = f"repo-{secrets.token_hex(4)}"
    repository_id = store.catalogue.repositories.add(store.tenant, name, source="/srv/git/y")
    claimed = claim(store, request(store, name))
    assert claimed.branch == "HEAD"
    store.catalogue.repositories.learn_default(store.tenant, repository_id, "trunk")
    assert [branch.name for branch in store.catalogue.repositories.branches(store.tenant, name)] == ["trunk"]

"""Fresh after an upgrade: every graph of another version is made anew, a few at a time, and answers until it is."""

import asyncio
import subprocess
from collections.abc import Iterator

import pytest

from store.bridge import Role, enter
from store.housekeeping import Housekeeping
from store.model import Graph
from store.upgrades import SQL, Upgrades, ask
from tasks.upgrading import REST
from tasks.work import Limits
from tests.aether.installation import until
from tests.repositories import commit
from tests.tasks.test_index_push import name
from tests.tasks.workplace import FILES, Workplace

NOW = Limits().graph_version
OLD = "1/1048576/1/1"  # as a release before would have written it


@pytest.fixture
def upgrades(place: Workplace) -> Iterator[Upgrades]:
    """Nothing of other tests is outdated or waits."""
    place.sql("update branches set state = 'retired'")
    place.sql("delete from upgrades")
    place.sql("delete from outbox")
    yield Upgrades(place.bridge)
    place.sql("delete from outbox")


def outdated(place: Workplace) -> str:
    """A repository whose graph another release made, and made wrong."""
    repo = name()
    place.local(repo, FILES)
    place.index(repo)
    graph = place.graph(repo).graph_id
    place.sql(f"update branches set version = '{OLD}' where graph_id = {graph}")
    place.sql(f"update code_nodes set name = 'of_old' where graph_id = {graph} and name = 'g'")
    return repo


def of_tenant(place: Workplace, tenant: str) -> int:
    """The graph of another tenant that is outdated; nothing of it is ever read."""
    tenant_id = place.catalogue.tenants.ensure(tenant)
    repository = place.catalogue.repositories.ensure(tenant_id, name(), str(place.roots / "nowhere"))
    place.sql(
        "insert into branches (tenant_id, repository_id, name, version, indexed_seq, indexed_commit) "
        f"values ({tenant_id}, {repository}, 'main', '{OLD}', 1, '{'1' * 40}')"
    )
    return tenant_id


def carry_out(place: Workplace, run_id: str) -> str:
    return str(place.service().parse_repository(run_id, "acme", worker="test", report=lambda *_, **__: None)["mode"])


def test_an_outdated_graph_answers_until_it_is_made_anew(place: Workplace, upgrades: Upgrades) -> None:
    repo = outdated(place)
    stale = place.digest(repo)
    run_id = upgrades.offer(NOW, REST)
    assert run_id
    assert (upgrades.outdated(NOW), place.digest(repo)) == (1, stale)

    assert carry_out(place, run_id) == "full"

    fresh = name()
    place.local(fresh, FILES)
    place.index(fresh)
    assert place.digest(repo) == place.digest(fresh)
    assert upgrades.outdated(NOW) == 0
    assert upgrades.offer(NOW, REST) is None


def test_facts_of_the_same_extractor_are_linked_again_and_not_extracted(place: Workplace, upgrades: Upgrades) -> None:
    relinked, extracted = outdated(place), outdated(place)
    same = f"{Limits().facts_version}/0/0"
    place.sql(f"update branches set version = '{same}' where graph_id = {place.graph(relinked).graph_id}")

    assert place.index(relinked)["files_parsed"] == 0
    assert place.index(extracted, Limits(max_file_bytes=1 << 19))["files_parsed"] == 3


def test_one_graph_of_a_tenant_is_at_work_at_a_time_and_tenants_take_turns(
    place: Workplace, upgrades: Upgrades
) -> None:
    outdated(place)
    outdated(place)
    of_tenant(place, "small")
    offered = [upgrades.offer(NOW, REST)]
    place.sql("update outbox set due_at = now() + interval '1 hour'")  # as if a worker had claimed it
    offered.append(upgrades.offer(NOW, REST))
    place.sql("update outbox set due_at = now() + interval '1 hour'")

    tenants = place.sql("select t.name from upgrades u join tenants t using (tenant_id) order by t.name")
    assert all(offered)
    assert [row["name"] for row in tenants] == ["acme", "small"]
    assert upgrades.offer(NOW, REST) is None


def test_an_upgrade_waits_while_a_first_index_does(place: Workplace, upgrades: Upgrades) -> None:
    outdated(place)
    waiting = name()
    place.local(waiting, FILES)
    run_id = place.request(waiting)
    assert upgrades.offer(NOW, REST) is None

    carry_out(place, run_id)
    assert upgrades.offer(NOW, REST)
    (row,) = place.sql("select queue from outbox")
    assert row["queue"] == "bulk"


def test_what_failed_is_not_offered_again_at_once_but_by_the_next_release(place: Workplace, upgrades: Upgrades) -> None:
    repo = outdated(place)
    run_id = upgrades.offer(NOW, REST)
    assert run_id
    place.sql(f"update runs set state = 'failed', error_code = 'access_denied' where run_id = '{run_id}'")
    place.sql("delete from outbox")

    assert upgrades.offer(NOW, REST) is None
    standing = upgrades.standing(place.tenant, NOW)
    assert (standing.outdated, standing.failed) == (1, 1)
    assert [(each.repo, each.error_code) for each in standing.failures] == [(repo, "access_denied")]
    assert upgrades.offer("the next", REST)


def test_a_push_meanwhile_takes_the_upgrade_along(place: Workplace, upgrades: Upgrades) -> None:
    repo = outdated(place)
    offered = upgrades.offer(NOW, REST)
    assert offered
    commit(place.roots / repo, {**FILES, b"new.py": b"def new(): ...\n"})

    assert place.index(repo)["mode"] == "full"
    assert place.status(offered).info["run_id"] != offered  # carried by the push's run
    assert upgrades.outdated(NOW) == 0


def test_what_was_asked_for_since_the_graph_was_chosen_is_not_carried_by_the_upgrade(
    place: Workplace, upgrades: Upgrades
) -> None:
    """It would stay at the commit that is indexed, and the request's be lost."""
    repo = outdated(place)

    async def interrupted() -> tuple[str, str | None]:
        async with place.bridge.transaction(Role.WORKER) as connection:
            row = await connection.fetchrow(SQL["take"], NOW, REST)
            assert row
            asked = await asyncio.to_thread(place.request, repo)
            await enter(connection, row["tenant_id"])
            return asked, await ask(connection, Graph(row["tenant_id"], row["graph_id"]), row)

    asked, offered = place.bridge.run(interrupted())

    assert offered is None
    assert [str(row["run_id"]) for row in place.sql("select run_id from outbox")] == [asked]


def test_facts_of_a_version_that_no_graph_has_go(place: Workplace, upgrades: Upgrades) -> None:
    repo = outdated(place)
    place.sql(f"update branches set version = '2/0/1/1' where graph_id = {place.graph(repo).graph_id}")
    place.sql(
        "insert into blob_facts select tenant_id, blob, language, '2/0', facts, interface, partial, quarantined "
        f"from blob_facts where tenant_id = {place.tenant} and version = '{Limits().facts_version}'"
    )
    counted = f"select count(*) from blob_facts where tenant_id = {place.tenant} and version = '2/0'"
    Housekeeping(place.bridge).sweep_tenant(place.tenant)
    assert place.sql(counted)[0]["count"] == 3  # the graph is of that version

    place.index(repo)
    Housekeeping(place.bridge).sweep_tenant(place.tenant)
    assert place.sql(counted)[0]["count"] == 0
    assert place.index(repo, full=True)["files_parsed"] == 0  # those of this version are there


def test_a_scheduler_and_a_worker_bring_all_graphs_to_this_version(place: Workplace, upgrades: Upgrades) -> None:
    repos = [outdated(place) for _ in range(3)]
    with (
        place.process("aether", "worker", "--queues", "bulk", "--concurrency", "1") as worker,
        place.process("aether", "scheduler", AETHER_UPGRADE_SECONDS="0.05"),
    ):
        until(lambda: upgrades.outdated(NOW) == 0 or gone(worker))

    assert len({place.digest(repo) for repo in repos}) == 1
    triggers = place.sql("select distinct r.trigger from upgrades join runs r using (run_id)")
    assert [row["trigger"] for row in triggers] == ["upgrade"]


def gone(worker: "subprocess.Popen[bytes]") -> bool:
    assert worker.poll() is None
    return False

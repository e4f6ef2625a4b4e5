"""Never lost: what no webhook told is noticed, and nothing is wanted twice."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from graph.intake import Forge
from mirror import Heads
from store.bridge import Role
from store.catalogue import Catalogue
from store.keyring import Keyring
from store.model import Credential
from store.reconciler import Check, KnownBranch
from tasks.reconciler import GUARD, LONGEST, compare, pause, reconcile_for_ever
from tests.postgres import Server
from tests.repositories import commit, create, git
from tests.store.build import delta
from tests.tasks.reconciler_support import INTERVAL, FakeForge, World


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server.create()
    yield made
    made.remove()


@pytest.fixture
def world(server: Server, tmp_path: Path) -> Iterator[World]:
    with FakeForge(tmp_path / "forge") as forge:
        made = World(server.app(server.fresh()), forge)
        yield made
        made.bridge.close()


def source(world: World, name: str = "acme/widget") -> Path:
    return world.forge.directory / f"{name}.git"


def index(world: World, name: str, head: str) -> None:
    """As a worker would: every run that waits publishes an empty graph of this commit."""
    from store.graph_store import PostgresGraphStore

    for run_id in world.queued(name).values():
        claim = world.claim(run_id)
        PostgresGraphStore(world.bridge).publish(claim, delta("a", [], whole=True)._replace(commit=head), "1")
        world.runs.finish(claim, {"success": True})


def test_a_repository_that_no_webhook_announced_is_wanted(world: World) -> None:
    [head] = create(source(world), {b"a.py": b"1"})
    world.register("widget", "7")
    assert world.look() == 1
    assert set(world.queued("widget")) == {"main"}
    assert world.catalogue.repositories.show(world.tenant, "widget").default_branch == "main"
    [branch] = world.catalogue.repositories.branches(world.tenant, "widget")
    assert branch.newest_commit == head


def test_only_news_is_wanted_and_only_once(world: World) -> None:
    [head] = create(source(world), {b"a.py": b"1"})
    world.register("widget", "7")
    world.look()
    waiting = world.queued("widget")
    world.look()
    assert world.queued("widget") == waiting, "a run that waits will see what is newest by then"
    index(world, "widget", head)
    world.look()
    assert world.queued("widget") == {}
    commit(source(world), {b"a.py": b"2"})
    world.look()
    assert set(world.queued("widget")) == {"main"}


def test_what_failed_for_good_is_not_tried_for_ever(world: World) -> None:
    create(source(world), {b"a.py": b"1"})
    world.register("widget", "7")
    world.look()
    world.runs.fail(world.claim(world.queued("widget")["main"]), ValueError("poison"), None)
    world.look()
    assert world.queued("widget") == {}
    commit(source(world), {b"a.py": b"2"})
    world.look()
    assert set(world.queued("widget")) == {"main"}, "a new commit is another matter"


def test_branches_that_come_and_go(world: World) -> None:
    [head] = create(source(world), {b"a.py": b"1"})
    world.register("widget", "7", globs=["main", "release/*"])
    git(source(world), "branch", "release/1", head)
    git(source(world), "branch", "topic", head)
    world.look()
    assert set(world.queued("widget")) == {"main", "release/1"}
    index(world, "widget", head)
    git(source(world), "branch", "-D", "release/1")
    world.look()
    assert world.branches("widget") == {"main": "active", "release/1": "retired"}
    git(source(world), "branch", "release/1", head)
    world.look()
    assert set(world.queued("widget")) == {"release/1"}
    assert world.branches("widget")["release/1"] == "active"


def test_a_default_branch_that_was_renamed(world: World) -> None:
    [head] = create(source(world), {b"a.py": b"1"})
    world.register("widget", "7")
    world.look()
    index(world, "widget", head)
    git(source(world), "branch", "-m", "main", "trunk")
    git(source(world), "symbolic-ref", "HEAD", "refs/heads/trunk")
    world.look()
    assert set(world.queued("widget")) == {"trunk"}
    assert world.branches("widget") == {"main": "retired", "trunk": "active"}
    assert world.catalogue.repositories.show(world.tenant, "widget").default_branch == "trunk"


def test_a_repository_that_was_emptied(world: World) -> None:
    [head] = create(source(world), {b"a.py": b"1"})
    world.register("widget", "7")
    world.look()
    index(world, "widget", head)
    git(source(world), "update-ref", "-d", "refs/heads/main")
    world.look()
    assert (world.branches("widget"), world.queued("widget")) == ({"main": "retired"}, {})


@pytest.mark.parametrize("kind", list(Forge))
@pytest.mark.parametrize("redirect", [True, False])
def test_a_renamed_repository_is_found_again_by_its_number(world: World, kind: Forge, redirect: bool) -> None:
    [head] = create(source(world), {b"a.py": b"1"})
    hook = world.register("widget", "7", kind=kind)
    world.catalogue.hooks.put_credential(world.tenant, hook, "token", "glpat-test")
    world.look()
    index(world, "widget", head)
    world.forge.rename("acme/widget", "other/gadget", "7", redirect=redirect)
    commit(source(world, "other/gadget"), {b"a.py": b"2"})
    world.look()
    assert world.catalogue.repositories.show(world.tenant, "widget").path == "other/gadget"
    assert set(world.queued("widget")) == {"main"}
    route = "/api/v3/repositories/7" if kind is Forge.GITHUB else "/api/v4/projects/7"
    assert world.forge.asked[-1] == (route, "Bearer glpat-test")


def test_a_number_that_leads_to_an_odd_path_leads_nowhere(world: World) -> None:
    create(source(world), {b"a.py": b"1"})
    world.register("widget", "7")
    world.forge.rename("acme/widget", "other/gadget", "7")
    for odd in ("../../etc", "other/gadget?x", "https://evil.example.com/a", "", "-x/y"):
        world.forge.numbers["7"] = odd
        world.look()
        assert world.catalogue.repositories.show(world.tenant, "widget").path == "acme/widget"
        assert world.queued("widget") == {}


def test_a_deleted_repository_keeps_its_graph_and_is_asked_less_and_less(world: World) -> None:
    [head] = create(source(world), {b"a.py": b"1"})
    world.register("widget", "7")
    world.look()
    index(world, "widget", head)
    world.forge.status = HTTPStatus.NOT_FOUND
    failures = []
    for _ in range(3):
        world.catalogue.repositories.look_soon(world.tenant, repository_id(world), -1)
        [check] = world.checks.take(10, spread=0, guard=GUARD)
        failures.append(check.failures)
        world.look_at(check)
    assert failures == [0, 1, 2]
    assert world.branches("widget") == {"main": "active"}
    world.forge.status = None
    world.look()
    assert world.queued("widget") == {}, "it is as it was"


def test_a_credential_whose_key_was_lost_costs_its_own_repository_the_look(world: World) -> None:
    for name in ("widget", "gadget"):
        create(source(world, f"acme/{name}"), {b"a.py": b"1"})
    hook = world.register("widget", "7")
    Catalogue(world.bridge, Keyring([Keyring.new_key()])).hooks.put_credential(world.tenant, hook, "token", "glpat")
    world.register("gadget", "8")
    assert world.look() == 2
    assert (set(world.queued("widget")), set(world.queued("gadget"))) == (set(), {"main"})
    assert recorded(world) == (1, "broken_setup")
    world.catalogue.hooks.put_credential(world.tenant, hook, "token", "glpat")
    world.look()
    assert (set(world.queued("widget")), recorded(world)) == ({"main"}, (0, None))


def recorded(world: World) -> tuple[int, str | None]:
    """Of the widget: how many looks have failed by now, and the last one's reason code."""
    widget = repository_id(world)

    async def ask() -> Any:
        async with world.bridge.transaction(Role.WORKER, world.tenant) as connection:
            statement = "select failures, error_code from remote_checks where repository_id = $1"
            return await connection.fetchrow(statement, widget)

    return tuple(world.bridge.run(ask()))


def repository_id(world: World) -> int:
    return world.catalogue.repositories.show(world.tenant, "widget").repository_id


def test_the_wait_doubles_and_is_bounded() -> None:
    assert 0.9 * INTERVAL <= pause(INTERVAL, 0) <= 1.1 * INTERVAL
    assert 3.6 * INTERVAL <= pause(INTERVAL, 2) <= 4.4 * INTERVAL
    assert pause(INTERVAL, 10_000) <= 1.1 * LONGEST


def test_two_schedulers_never_look_at_the_same_remote(world: World) -> None:
    for number in range(40):
        world.register(f"r{number}", str(number))
    world.checks.take(1, spread=0, guard=GUARD)  # plans the rest
    with ThreadPoolExecutor(4) as pool:
        taken = [
            check
            for batch in pool.map(lambda _: world.checks.take(20, spread=0, guard=GUARD), range(4))
            for check in batch
        ]
    names = [check.repo for check in taken]
    assert len(names) == len(set(names)) >= 39


def test_new_repositories_are_spread_over_the_interval(world: World) -> None:
    for number in range(20):
        world.register(f"r{number}", str(number))
    assert len(world.checks.take(100, spread=3600, guard=GUARD)) <= 1


def test_disabled_hooks_and_archived_repositories_are_left_alone(world: World) -> None:
    for name in ("one", "two"):
        create(source(world, f"acme/{name}"), {b"a.py": b"1"})
    hook = world.register("one", "1")
    world.register("two", "2")
    world.look()
    world.catalogue.hooks.disable(world.tenant, hook)
    world.catalogue.repositories.archive(world.tenant, "two")
    assert world.look() == 0


def test_the_loop_works_until_it_is_stopped(world: World) -> None:
    create(source(world), {b"a.py": b"1"})
    world.register("widget", "7")
    stop = threading.Event()
    thread = threading.Thread(target=reconcile_for_ever, args=(world.reconciler._replace(interval=1e-6), stop))
    thread.start()
    while not world.queued("widget"):
        assert world.runs.listen(20)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def check(*branches: KnownBranch, default: str | None = None) -> Check:
    return Check(
        1,
        1,
        "widget",
        "hook",
        "7",
        "acme/widget",
        default,
        0,
        None,
        "github",
        "https://x.example",
        Credential("token", "x"),
        branches,
    )


def test_the_branch_that_stands_for_head_takes_the_name_of_the_default_branch() -> None:
    known = KnownBranch("HEAD", "a" * 40, None, under_way=False, failed_lately=False)
    same = compare(check(known), Heads("main", {"HEAD": "a" * 40, "refs/heads/main": "a" * 40}))
    assert (same.default_branch, same.wanted, same.gone) == ("main", {}, [])
    moved = compare(check(known), Heads(None, {"HEAD": "b" * 40}))
    assert (moved.default_branch, moved.wanted, moved.gone) == (None, {"HEAD": "b" * 40}, [])

"""True: answers are those of one indexed commit, with the file's own lines, and say how fresh they are."""

import secrets

import pytest

from graph.errors import NotFound, NotIndexed
from graph.intake import Delivery, Forge, Outcome, Want
from graph.kinds import EdgeKind, Resolution
from store.model import Claim
from store.reader import MOST
from tests.store.build import call, delta, function, owner
from tests.store.conftest import Store

MAIN, HELP, DEEP, OTHER = (
    function("app/main.py", "main", 5),
    function("app/help.py", "Helper", 10),
    function("app/deep.py", "helpful", 1),
    function("app/other.py", "unrelated", 1),
)
NODES = [MAIN, HELP, DEEP, OTHER]
EDGES = [
    call(MAIN, HELP, (1, 4), (2, 8)),
    call(HELP, DEEP),
    call(DEEP, MAIN),  # a cycle
    call(MAIN, DEEP)._replace(resolution=Resolution.NAME),
    call(OTHER, DEEP, kind=EdgeKind.IMPORTS),
]


@pytest.fixture(scope="module")
def name(store: Store) -> str:
    """A repository whose graph holds NODES and EDGES."""
    name = f"repo-{secrets.token_hex(4)}"
    store.catalogue.repositories.add(store.tenant, name, source="/srv", default_branch="main")
    owners = [owner(node.path) for node in NODES] + [owner("min.js", skipped="minified"), owner("bad.py", partial=True)]
    claimed = claim(store, name)
    store.graph.publish(claimed, delta("1", owners, NODES, EDGES, whole=True), "v1")
    store.runs.finish(claimed, {"success": True})
    return name


def claim(store: Store, name: str, ref: str | None = None) -> Claim:
    run = store.runs.request("acme", name, ref=ref, full=False, trigger="manual", idempotency_key=None)
    claimed = store.runs.claim(run, "worker")
    assert claimed is not None
    return claimed


def test_search_is_by_prefix_in_any_case(store: Store, name: str) -> None:
    answer = store.reader.search(store.tenant, name, "hel")
    assert [node.name for node in answer.items] == ["Helper", "helpful"]
    assert answer.items[0] == HELP
    assert [node.name for node in store.reader.search(store.tenant, name, "HELPF").items] == ["helpful"]
    assert store.reader.search(store.tenant, name, "hel%").items == []


def test_an_exact_qualified_name_comes_first(store: Store, name: str) -> None:
    assert store.reader.search(store.tenant, name, "app.help.Helper").items == [HELP]
    assert store.reader.nodes_named(store.tenant, name, "app.deep.helpful").items == [DEEP]
    assert store.reader.nodes_named(store.tenant, name, "Helper").items == [HELP]
    assert store.reader.nodes_named(store.tenant, name, "helper").items == []


def test_an_answer_says_that_it_was_cut(store: Store, name: str) -> None:
    answer = store.reader.search(store.tenant, name, "h", limit=1)
    assert (len(answer.items), answer.cut) == (1, True)


def test_callers_carry_the_lines_of_the_file(store: Store, name: str) -> None:
    (caller,) = store.reader.callers(store.tenant, name, HELP.id).items
    assert (caller.node, caller.depth) == (MAIN, 1)
    assert caller.edges[0].sites == ((6, 4), (7, 8))
    assert caller.edges[0].path == "app/main.py"


def test_depth_is_the_smallest_and_a_cycle_ends(store: Store, name: str) -> None:
    answer = store.reader.callers(store.tenant, name, DEEP.id, depth=9)
    assert {item.node.name: item.depth for item in answer.items} == {"Helper": 1, "main": 2}
    assert not answer.cut


def test_resolutions_and_kinds_are_lists_to_choose_from(store: Store, name: str) -> None:
    chosen = store.reader.callers(store.tenant, name, DEEP.id, resolutions=[Resolution.NAME])
    assert [item.node.name for item in chosen.items] == ["main"]
    imports = store.reader.callers(store.tenant, name, DEEP.id, kinds=[EdgeKind.IMPORTS])
    assert [item.node.name for item in imports.items] == ["unrelated"]


def test_callees_go_the_other_way(store: Store, name: str) -> None:
    answer = store.reader.callees(store.tenant, name, MAIN.id, depth=2)
    assert {item.node.name: item.depth for item in answer.items} == {"Helper": 1, "helpful": 2}


def test_an_edge_tells_the_lines_of_the_file_that_holds_it(store: Store, repo: str) -> None:
    """A callback is called where it was handed to, and written down where it was handed over."""
    runs, callback, giver = function("a.py", "runs", 3), function("b.py", "callback", 7), function("c.py", "giver", 20)
    handed = call(runs, callback, (2, 8), kind=EdgeKind.CALLS)._replace(path="c.py", scope=giver.id)
    owners = [owner(node.path) for node in (runs, callback, giver)]
    store.graph.publish(claim(store, repo), delta("1", owners, [runs, callback, giver], [handed], whole=True))
    for found in (
        store.reader.callers(store.tenant, repo, callback.id),
        store.reader.callees(store.tenant, repo, runs.id),
    ):
        assert [(edge.path, edge.sites) for edge in found.items[0].edges] == [("c.py", ((22, 8),))]


def test_a_walk_ends_at_so_many_nodes_and_says_so(store: Store, repo: str) -> None:
    """Two edges lead from each caller, and both of every caller in the answer are told."""
    first, second, third = (function("hub.py", name) for name in ("first", "second", "third"))
    many = [function("many.py", f"caller_{number}", number) for number in range(MOST + 200)]
    edges = [call(each, to) for each in many for to in (first, second)] + [call(first, third), call(second, third)]
    owners = [owner("hub.py"), owner("many.py")]
    store.graph.publish(claim(store, repo), delta("1", owners, [first, second, third, *many], edges, whole=True))
    answer = store.reader.callers(store.tenant, repo, third.id, depth=2)
    assert (len(answer.items), answer.cut) == (MOST, True)
    assert [item.depth for item in answer.items[:3]] == [1, 1, 2]
    assert {len(item.edges) for item in answer.items[2:]} == {2}
    assert not store.reader.callers(store.tenant, repo, third.id, depth=1).cut


def test_a_node_is_found_by_id_or_not_at_all(store: Store, name: str) -> None:
    assert store.reader.node(store.tenant, name, HELP.id).items == [HELP]
    with pytest.raises(NotFound):
        store.reader.node(store.tenant, name, 1)
    with pytest.raises(NotFound):
        store.reader.callers(store.tenant, name, 1)


def test_freshness_counts_what_the_answer_cannot_speak_for(store: Store, name: str) -> None:
    fresh = store.reader.freshness(store.tenant, name)
    assert (fresh.branch, fresh.indexed_commit, fresh.files_skipped, fresh.files_partial) == ("main", "1" * 40, 1, 1)
    assert (fresh.lag_seconds, fresh.newest_commit) == (0, "1" * 40)


def test_a_push_that_waits_shows_as_lag(store: Store) -> None:
    hook_id = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "repository", "https://github.com").hook_id
    name = f"repo-{secrets.token_hex(4)}"
    store.catalogue.repositories.add(store.tenant, name, hook_id=hook_id, forge_id="5", default_branch="main")
    store.graph.publish(claim(store, name), delta("1", [owner("a.py")], [function("a.py", "a")], whole=True))
    hook = store.intake.hook(hook_id)
    assert hook is not None
    want = Want("5", "refs/heads/main", "2" * 40)
    store.intake.record(hook, Delivery(None, "push", Outcome.ACCEPTED, "", {}, "0" * 64, [want]))
    fresh = store.reader.freshness(store.tenant, name)
    assert (fresh.indexed_commit, fresh.newest_commit) == ("1" * 40, "2" * 40)
    assert fresh.lag_seconds > 0


def test_before_the_first_publish_there_is_no_answer(store: Store, repo: str) -> None:
    with pytest.raises(NotIndexed):
        store.reader.search(store.tenant, repo, "a")
    claim(store, repo)
    with pytest.raises(NotIndexed):
        store.reader.search(store.tenant, repo, "a")
    with pytest.raises(NotFound):
        store.reader.search(store.tenant, "no-such", "a")


def test_branches_are_chosen_by_name_or_by_default(store: Store, name: str) -> None:
    store.graph.publish(
        claim(store, name, "topic"), delta("7", [owner("a.py")], [function("a.py", "topical")], whole=True)
    )
    assert store.reader.search(store.tenant, name, "topical").items == []
    assert len(store.reader.search(store.tenant, name, "topical", branch="topic").items) == 1
    with pytest.raises(NotFound):
        store.reader.freshness(store.tenant, name, "no-such-branch")

"""True and never mixed: each repository in a line, by the branch that answers and its newest run; and how far a hook has come."""

from graph.errors import NotARepository
from graph.intake import Delivery, Forge, Outcome
from store.model import Scope
from store.overview import Line, Overview
from tests.store.build import delta, owner
from tests.store.conftest import Store
from tests.store.test_onboarding_progress import claim


def test_a_repository_is_a_line_with_its_newest_run_and_the_times_of_those_before(store: Store) -> None:
    hook_id = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "group", "https://github.com").hook_id
    for number, name in enumerate(("line-a", "line-b", "line-c")):
        store.catalogue.repositories.add(
            store.tenant, name, hook_id=hook_id, forge_id=str(number), path=f"group/{name}", default_branch="main"
        )
    assert [line.run_state for line in lines(store, "line-")] == [None, None, None]
    for languages in ({"go": 1}, {"python": 3, "go": 1}):
        store.runs.request("acme", "line-a", ref=None, full=False, trigger="test")
        leader = claim(store, "line-a")
        broken = owner("b.py")._replace(partial=True)
        store.graph.publish(leader, delta("1", [owner("a.py"), broken, owner("c.py", skipped="binary")], whole=True))
        store.runs.finish(leader, {"success": True, "metrics": {"languages": languages}})
    store.runs.request("acme", "line-b", ref=None, full=False, trigger="test")
    store.runs.fail(claim(store, "line-b"), NotARepository("it is gone"), None)

    good, bad, empty = lines(store, "line-")
    assert (good.run_state, good.branch, good.lag_seconds, len(good.seconds)) == ("succeeded", "main", 0, 2)
    assert good.languages == {"python": 3, "go": 1}
    assert (bad.run_state, bad.error_code, bad.indexed_commit) == ("failed", "not_a_repository", None)
    assert (empty.branch, empty.run_id, empty.seconds) == (None, None, ())
    assert [line.repo for line in Overview(store.bridge).repositories(store.tenant, part="LINE-", after="line-a")] == [
        "line-b",
        "line-c",
    ]
    assert [line.repo for line in lines(store, "line-", limit=2)] == ["line-a", "line-b"]
    assert [each.repo for each in store.runs.recent(store.tenant, state="failed") if each.repo == "line-b"] == [
        "line-b"
    ]
    unread = Overview(store.bridge).unread(store.tenant, "line-a").items
    assert {each.reason: (each.files, list(each.paths)) for each in unread} == {
        "binary": (1, ["c.py"]),
        "partial": (1, ["b.py"]),
    }

    only = store.catalogue.repositories.show(store.tenant, "line-b").repository_id
    narrowed = Overview(store.bridge).repositories(Scope(store.tenant, frozenset({only})))
    assert [line.repo for line in narrowed] == ["line-b"]
    assert Overview(store.bridge).repositories(store.other, part="line-") == []


def test_a_hook_tells_how_far_it_has_come(store: Store) -> None:
    overview = Overview(store.bridge)
    hook_id = store.catalogue.hooks.add(store.tenant, Forge.GITHUB, "repository", "https://github.com").hook_id
    assert overview.arrivals(store.tenant, hook_id) == (None, None, 0, None)
    hook = store.intake.hook(hook_id)
    assert hook is not None
    store.intake.record(hook, Delivery("a", "ping", Outcome.PING, "", {}, "0" * 64, []))
    store.catalogue.repositories.add(store.tenant, "arriving", hook_id=hook_id, forge_id="77", path="group/arriving")
    found = overview.arrivals(store.tenant, hook_id)
    assert found.verified_at is not None
    assert (found.accepted_at, found.repositories, found.published_at) == (None, 1, None)
    assert overview.arrivals(store.other, hook_id) == (None, None, 0, None)


def lines(store: Store, part: str, limit: int = 50) -> list[Line]:
    return Overview(store.bridge).repositories(store.tenant, part=part, limit=limit)

"""True and proportional: a new branch starts as a copy of its base, costs a delta, and equals a fresh index."""

import secrets

import pytest

from graph.errors import NotFound, NotIndexed
from graph.model import Edge, Node
from store.model import Claim, Graph, Header, Scope
from tests.store.build import call, delta, external, function, owner
from tests.store.conftest import Store

A, B, C = function("a.py", "a"), function("b.py", "b"), function("c.py", "c")
OS = external("os")
FIRST = delta(
    "1",
    [
        owner("a.py", trace=[1, -2], reads=["b.py"], provides=[7]),
        owner("b.py", trace=[-2, 3]),
        owner("c.py", provides=[7]),
    ],
    [A, B, C, OS],
    [call(A, B), call(B, C, (2, 0), (1, 8)), call(A, OS)],
    whole=True,
)
NEW = function("b.py", "new", 9)
TOPIC = delta("2", [owner("b.py", trace=[4])], [NEW], [call(NEW, C)], removed=["a.py"])
FRESH = delta("2", [owner("b.py", trace=[4]), owner("c.py")], [NEW, C], [call(NEW, C)], whole=True)


def take(store: Store, repo: str, ref: str | None = None, *, full: bool = False) -> Claim:
    claim = store.runs.claim(store.runs.request("acme", repo, ref=ref, full=full, trigger="manual"), "worker")
    assert claim is not None
    return claim


@pytest.fixture
def base(store: Store, repo: str) -> Claim:
    claim = take(store, repo)
    store.graph.publish(claim, FIRST, "v1")
    return claim


def content(store: Store, graph: Graph) -> list[Node | Edge]:
    return [row for row in store.graph.export(graph) if not isinstance(row, Header)]


def test_a_new_branch_is_a_delta_from_its_base(store: Store, base: Claim) -> None:
    topic = take(store, base.repo, "topic")
    assert (topic.indexed_commit, topic.version, topic.full) == ("1" * 40, "v1", False)
    assert store.graph.readers(topic.graph, [-2]) == ["a.py", "b.py"]
    assert store.graph.providers(topic.graph, [7]) == {7: ["a.py", "c.py"]}
    assert store.graph.publish(topic, TOPIC, "v1") == (1, 0, 3, 1, 0, 3, 2, 1)


def test_it_equals_a_fresh_index_and_the_base_stays(store: Store, base: Claim) -> None:
    topic = take(store, base.repo, "topic")
    before = content(store, base.graph)
    store.graph.publish(topic, TOPIC, "v1")
    store.catalogue.repositories.add(store.tenant, fresh := f"repo-{secrets.token_hex(4)}", default_branch="main")
    alone = take(store, fresh)
    store.graph.publish(alone, FRESH, "v1")
    assert content(store, topic.graph) == content(store, alone.graph)
    assert store.graph.owners(topic.graph) == store.graph.owners(alone.graph)
    assert [store.graph.readers(topic.graph, [key]) for key in (1, -2, 3, 4)] == [[], [], [], ["b.py"]]
    assert content(store, base.graph) == before
    assert store.graph.readers(base.graph, [-2]) == ["a.py", "b.py"]


def test_nobody_is_shown_the_base_under_the_new_branchs_name(store: Store, base: Claim) -> None:
    topic = take(store, base.repo, "topic")
    with pytest.raises(NotIndexed):
        store.reader.search(store.tenant, base.repo, "a", branch="topic")
    with pytest.raises(NotIndexed):
        list(store.graph.export(topic.graph))
    assert [branch.indexed_commit for branch in store.catalogue.repositories.branches(store.tenant, base.repo)] == [
        "1" * 40,
        None,
    ]
    store.graph.publish(topic, TOPIC, "v1")
    assert store.reader.freshness(store.tenant, base.repo, "topic").indexed_commit == "2" * 40


def test_a_full_run_and_a_repository_of_one_branch_copy_nothing(store: Store, base: Claim) -> None:
    assert take(store, base.repo, "topic", full=True).indexed_commit is None
    store.catalogue.repositories.add(store.tenant, other := f"repo-{secrets.token_hex(4)}", default_branch="main")
    assert take(store, other).full


def test_the_copy_is_made_once(store: Store, base: Claim) -> None:
    topic = take(store, base.repo, "topic")
    store.runs.fail(topic, OSError("away"), 0)
    again = take(store, base.repo, "topic")
    assert (again.indexed_commit, again.graph) == ("1" * 40, topic.graph)
    assert store.graph.publish(again, TOPIC, "v1").nodes_total == 2


def test_a_narrowed_token_sees_its_repositories_only(store: Store, base: Claim, repo: str) -> None:
    store.catalogue.repositories.add(store.tenant, hidden := f"repo-{secrets.token_hex(4)}", default_branch="main")
    other = take(store, hidden)
    store.graph.publish(other, FIRST, "v1")
    token = store.catalogue.tokens.add(store.tenant, ["read"], repositories=[base.repository_id])
    found = store.catalogue.tokens.find(token)
    assert found is not None
    assert found.scope == Scope(store.tenant, frozenset({base.repository_id}))
    assert len(store.reader.search(found.scope, repo, "a").items) == 1
    assert [row.name for row in store.catalogue.repositories.all(found.scope)] == [repo]
    assert {row.repo for row in store.runs.recent(found.scope)} == {repo}
    with pytest.raises(NotFound):
        store.reader.search(found.scope, hidden, "a")
    with pytest.raises(NotFound):
        store.runs.status(found.scope, other.run_id)
    with pytest.raises(NotFound):
        store.catalogue.repositories.show(Scope(store.tenant, frozenset()), repo)
    assert len(store.reader.search(store.tenant, hidden, "a").items) == 1

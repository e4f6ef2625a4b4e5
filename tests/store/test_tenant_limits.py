"""Available: one tenant holds no more than the operator gives it, and what it holds already goes on being served."""

from collections.abc import Iterator

import pytest

from graph.errors import Refused
from graph.intake import Outcome
from store.served import FULL
from tests.store.build import delta, function, owner
from tests.store.conftest import Store
from tests.store.forge_events import wide
from tests.store.test_publish import FIRST, content, take

MORE = delta("2", [owner("d.py")], [function("d.py", "d")], [])
LESS = delta("3", [], [], [], removed=["c.py"])
ROWS = 7  # of FIRST


@pytest.fixture(autouse=True)
def unlimited(store: Store) -> Iterator[None]:
    yield
    store.catalogue.tenants.limit(store.tenant, None, None)
    store.catalogue.tenants.limit(store.other, None, None)


def allow(store: Store, *, repositories: int | None = None, rows: int | None = None) -> None:
    """So many more than there are."""
    row = store.catalogue.tenants.show(store.tenant)
    assert row is not None
    most_repositories = None if repositories is None else row.repositories + repositories
    most_rows = None if rows is None else row.rows + rows
    store.catalogue.tenants.limit(store.tenant, most_repositories, most_rows)


def test_no_more_repositories_than_the_limit_are_registered_by_whatever_way(store: Store, repo: str) -> None:
    catalogue = store.catalogue.repositories
    allow(store, repositories=1)
    catalogue.ensure(store.tenant, "limited-1", "/srv/git/1")
    for add in (
        lambda: catalogue.add(store.tenant, "limited-2", source="/srv/git/2"),
        lambda: catalogue.ensure(store.tenant, "limited-2", "/srv/git/2"),
        lambda: catalogue.adopt(store.tenant, "h", "1", "acme/limited-2", default_branch="main", visibility=None),
    ):
        with pytest.raises(Refused, match="aether tenant limit"):
            add()
    catalogue.ensure(store.tenant, "limited-1", "/srv/git/moved")
    assert catalogue.add(store.other, "limited-2", source="/srv/git/2")

    catalogue.remove(store.tenant, "limited-1")
    assert catalogue.add(store.tenant, "limited-2", source="/srv/git/2")


def test_a_push_that_would_register_one_too_many_is_ignored_and_says_why(store: Store) -> None:
    forge = wide(store, auto_register="*")
    allow(store, repositories=1)
    assert forge.push("1", path="acme/first").outcome is Outcome.ACCEPTED
    refused = forge.push("2", path="acme/second")
    assert (refused.outcome, refused.reason) == (Outcome.IGNORED, FULL)
    assert forge.push("1").outcome is Outcome.ACCEPTED


def test_a_graph_that_grows_beyond_the_limit_is_refused_and_the_old_one_stands(store: Store, repo: str) -> None:
    allow(store, rows=ROWS)
    claim = take(store, repo)
    store.graph.publish(claim, FIRST, "v1")
    with pytest.raises(Refused, match="room for 7 of the"):
        store.graph.publish(claim, MORE, "v1")
    assert {node.name for node in content(store, claim.graph)[0]} == {"a", "b", "c", "os"}
    store.graph.publish(claim, LESS, "v1")
    store.graph.publish(claim, MORE, "v1")


def test_a_limit_that_was_lowered_takes_nothing_away(store: Store, repo: str) -> None:
    claim = take(store, repo)
    store.graph.publish(claim, FIRST, "v1")
    store.catalogue.tenants.limit(store.tenant, 0, 0)
    store.graph.publish(claim, LESS, "v1")
    assert {node.name for node in content(store, claim.graph)[0]} == {"a", "b", "os"}


def test_a_new_branch_counts_too(store: Store, repo: str) -> None:
    store.graph.publish(take(store, repo), FIRST, "v1")
    allow(store, rows=0)
    run = store.runs.request("acme", repo, ref="refs/heads/next", full=False, trigger="manual", idempotency_key=None)
    claim = store.runs.claim(run, "worker")
    assert claim is not None
    with pytest.raises(Refused, match="room for 0 of the"):
        store.graph.publish(claim, FIRST, "v1")

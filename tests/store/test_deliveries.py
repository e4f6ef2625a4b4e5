"""Never lost: a delivery can be looked at and asked for again, and what is kept of it is no more than that needs."""

import secrets

import pytest

from graph.errors import Conflict, NotFound
from graph.intake import Change, Delivery, Effect, Outcome, Want
from tests.store.conftest import Store
from tests.store.forge_events import Wide, scalar, wide

BODY = b'{"pusher": "Mara", "binary": "\xff"}'


@pytest.fixture
def forge(store: Store) -> Wide:
    return wide(store)


def test_deliveries_are_listed_newest_first_with_what_they_asked_for(forge: Wide) -> None:
    _, number = forge.add("acme/a")
    first, second = forge.push(number), forge.tell(Change.ARCHIVED, number)
    rows = forge.store.catalogue.deliveries.all(forge.store.tenant, forge.hook.hook_id)
    assert [row.delivery_id for row in rows] == [second.delivery_id, first.delivery_id]
    assert (rows[0].effects, rows[1].wants) == (
        [Effect(Change.ARCHIVED, number)],
        [Want(number, "refs/heads/main", None)],
    )
    assert (rows[1].outcome, len(rows[1].run_ids)) == ("accepted", 1)
    older = forge.store.catalogue.deliveries.all(
        forge.store.tenant, forge.hook.hook_id, before=rows[0].received_at, limit=1
    )
    assert [row.delivery_id for row in older] == [first.delivery_id]


def test_another_tenant_sees_none_of_them(forge: Wide) -> None:
    delivery_id = forge.push(forge.add("acme/a")[1]).delivery_id
    assert forge.store.catalogue.deliveries.all(forge.store.other, forge.hook.hook_id) == []
    for ask in (forge.store.catalogue.deliveries.show, forge.store.intake.replay):
        with pytest.raises(NotFound):
            ask(forge.store.other, delivery_id)


@pytest.mark.parametrize("delivery_id", ["", "x", "00000000-0000-0000-0000-000000000000", "'; drop table x"])
def test_what_is_no_delivery_is_not_found(forge: Wide, delivery_id: str) -> None:
    with pytest.raises(NotFound):
        forge.store.catalogue.deliveries.show(forge.store.tenant, delivery_id)


def test_a_replay_asks_for_the_same_again(forge: Wide) -> None:
    name, number = forge.add("acme/a")
    first = forge.send(Want(number, "refs/heads/main", "c" * 40), key="guid")
    again = forge.store.intake.replay(forge.store.tenant, first.delivery_id)
    assert (again.outcome, again.reason) == (Outcome.ACCEPTED, f"Replay of {first.delivery_id}.")
    assert again.delivery_id != first.delivery_id
    assert len(forge.store.runs.recent(forge.store.tenant, name)) == 2
    assert forge.send(Want(number, "refs/heads/main", "c" * 40), key="guid").outcome is Outcome.DUPLICATE


def test_a_delivery_that_was_ignored_counts_once_its_repository_is_registered(forge: Wide) -> None:
    ignored = forge.push("4711")
    assert ignored.outcome is Outcome.IGNORED
    forge.store.catalogue.repositories.add(
        forge.store.tenant, f"r-{secrets.token_hex(4)}", hook_id=forge.hook.hook_id, forge_id="4711", path="acme/late"
    )
    assert forge.store.intake.replay(forge.store.tenant, ignored.delivery_id).outcome is Outcome.ACCEPTED


def test_a_removed_hook_replays_nothing(forge: Wide) -> None:
    delivery_id = forge.push(forge.add("acme/a")[1]).delivery_id
    forge.store.catalogue.hooks.remove(forge.store.tenant, forge.hook.hook_id)
    with pytest.raises(Conflict, match="removed"):
        forge.store.intake.replay(forge.store.tenant, delivery_id)


def test_bodies_are_kept_sealed_and_only_where_the_hook_says_so(store: Store) -> None:
    forge = wide(store, keep_bodies=True)
    assert forge.hook.keep_bodies
    delivery = Delivery(None, "push", Outcome.IGNORED, "", {}, "0" * 64, (), (), BODY)
    kept = store.intake.record(forge.hook, delivery).delivery_id
    assert store.catalogue.deliveries.body(store.tenant, kept) == BODY
    assert store.catalogue.deliveries.show(store.tenant, kept).body_kept
    sealed = scalar(store, store.tenant, "select body from deliveries where delivery_id = $1::uuid", kept)
    assert isinstance(sealed, bytes)
    assert b"Mara" not in sealed
    none = store.intake.record(forge.hook, delivery._replace(body=None)).delivery_id
    assert store.catalogue.deliveries.body(store.tenant, none) is None

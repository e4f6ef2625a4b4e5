"""Never lost, never mixed: an event of a request is answered once for its newest state; nothing of an older one is kept."""

import secrets
from typing import NamedTuple

import pytest

from graph.errors import Conflict, Fenced, MirrorUnavailable, NotFound
from graph.intake import Delivery, Forge, Hook, Outcome, Pull, Receipt
from store.keyring import Keyring
from store.model import Scope
from store.pulls import PullAnswer, PullClaim, Pulls
from tests.store.conftest import Store

CONFLICTS = PullAnswer("b" * 40, "1" * 40, "c" * 40, ["a.py"], None)


class Asking(NamedTuple):
    """A repository whose hook asks for requests."""

    store: Store
    hook: Hook
    tenant: str
    repo: str
    forge_id: str

    def tell(
        self, head: str = "1", *, at: float = 10, number: int = 7, closed: bool = False, base: str = "main"
    ) -> Receipt:
        pull = Pull(self.forge_id, number, base, head * 40, at, closed)
        outcome = Outcome.HANDLED if closed else Outcome.ACCEPTED
        delivery = Delivery(None, "pull_request", outcome, "", {}, secrets.token_hex(32), [], pulls=[pull])
        return self.store.intake.record(self.hook, delivery)

    @property
    def tenant_id(self) -> int:
        return self.hook.tenant_id

    def claimed(self, number: int = 7) -> PullClaim:
        claim = pulls(self.store).claim(self.tenant, self.repo, number)
        assert claim is not None
        return claim


def pulls(store: Store, **more: float) -> Pulls:
    return Pulls(store.bridge, Keyring([Keyring.new_key()]), **more)


def asking(store: Store, tenant: str = "acme", tenant_id: int | None = None) -> Asking:
    owner = tenant_id or store.tenant
    new = store.catalogue.hooks.add(owner, Forge.GITHUB, "repository", "https://github.com", pulls=True)
    forge_id, name = str(secrets.randbits(40)), f"repo-{secrets.token_hex(4)}"
    store.catalogue.repositories.add(
        owner, name, hook_id=new.hook_id, forge_id=forge_id, path=f"acme/{name}", default_branch="main"
    )
    hook = store.intake.hook(new.hook_id)
    assert hook is not None
    return Asking(store, hook, tenant, name, forge_id)


@pytest.fixture
def shop(store: Store) -> Asking:
    return asking(store)


def test_one_request_of_a_tenant_is_under_way_at_a_time(store: Store) -> None:
    for tenant, tenant_id in (("acme", store.tenant), ("globex", store.other)):
        of = asking(store, tenant, tenant_id)
        for number in (1, 2):
            of.tell(number=number)

    first = pulls(store).due(100)
    second = pulls(store).due(100)

    assert sorted(each.tenant for each in first) == ["acme", "globex"]
    assert second == []
    for each in first:
        claim = pulls(store).claim(*each)
        assert claim is not None
        pulls(store).answer(claim, CONFLICTS)
    assert sorted(each.tenant for each in pulls(store).due(100)) == ["acme", "globex"]


def test_a_request_in_ones_hands_is_nobody_elses(store: Store, shop: Asking) -> None:
    shop.tell()
    shop.claimed()

    assert pulls(store).claim(shop.tenant, shop.repo, 7) is None


def test_what_a_newer_event_has_overtaken_is_not_kept(store: Store, shop: Asking) -> None:
    shop.tell("1")
    claim = shop.claimed()
    shop.tell("2", at=11)

    pulls(store).answer(claim, CONFLICTS)

    with pytest.raises(Fenced):
        pulls(store).renew(claim)
    found = pulls(store).show(store.tenant, shop.repo, 7)
    assert (found.head, found.waits, found.answer) == ("2" * 40, True, None)


def test_an_event_that_tells_nothing_new_asks_for_nothing(store: Store, shop: Asking) -> None:
    shop.tell("1")
    pulls(store).answer(shop.claimed(), CONFLICTS)

    shop.tell("1", at=11)  # another title
    shop.tell("2", at=10.5)  # overtaken on its way

    found = pulls(store).show(store.tenant, shop.repo, 7)
    assert (found.head, found.waits) == ("1" * 40, False)
    assert found.answer == CONFLICTS


def test_a_branch_that_is_not_indexed_has_no_requests(store: Store, shop: Asking) -> None:
    assert shop.tell(base="side").outcome is Outcome.IGNORED
    with pytest.raises(NotFound):
        pulls(store).show(store.tenant, shop.repo, 7)


def test_a_request_fails_for_good_after_four_executions(store: Store, shop: Asking) -> None:
    shop.tell()
    for attempt in range(1, 5):
        assert pulls(store).fail(shop.claimed(), MirrorUnavailable("away"), 0) is (attempt < 4)

    found = pulls(store).show(store.tenant, shop.repo, 7)
    assert (found.waits, found.error_code, found.answer) == (False, "mirror_unavailable", None)
    pulls(store).again(store.tenant, shop.repo, 7)
    assert pulls(store).show(store.tenant, shop.repo, 7).waits
    assert pulls(store).fail(shop.claimed(), Conflict("another version"), None) is False


def test_a_request_whose_workers_were_lost_is_given_up(store: Store, shop: Asking) -> None:
    shop.tell()
    lapsed = pulls(store, lease=0)
    for _ in range(4):
        assert lapsed.claim(shop.tenant, shop.repo, 7) is not None

    assert lapsed.claim(shop.tenant, shop.repo, 7) is None
    assert pulls(store).show(store.tenant, shop.repo, 7).error_code == "quarantined"


def test_a_planned_stop_is_no_execution(store: Store, shop: Asking) -> None:
    shop.tell()
    pulls(store).give_back(shop.claimed())

    assert shop.claimed().attempt == 1


def test_a_token_sees_requests_of_its_repositories_alone(store: Store, shop: Asking) -> None:
    shop.tell()
    other = asking(store)
    mine = store.catalogue.repositories.show(store.tenant, other.repo).repository_id

    for within in (Scope(store.tenant, frozenset({mine})), Scope(store.other)):
        with pytest.raises(NotFound):
            pulls(store).show(within, shop.repo, 7)
        with pytest.raises(NotFound):
            pulls(store).all(within, shop.repo)


def test_a_replay_asks_for_what_the_delivery_asked(store: Store, shop: Asking) -> None:
    receipt = shop.tell()
    kept = store.catalogue.deliveries.show(store.tenant, receipt.delivery_id)

    again = store.intake.replay(store.tenant, receipt.delivery_id)

    assert kept.pulls == [Pull(shop.forge_id, 7, "main", "1" * 40, 10)]
    assert again.outcome is Outcome.ACCEPTED

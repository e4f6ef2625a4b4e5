"""True and never lost: a watch is told what a publish changed for it, all of it and nothing else, once."""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from graph.delta import Delta
from graph.errors import Conflict, NotFound
from graph.kinds import EdgeKind
from graph.model import Edge, Node
from graph.watching import parse
from store import publish
from store.model import Claim, Scope
from store.watches import EventRow, NewWatch, Wanted
from store.watching import Pass, Watching
from tests.aether.installation import until
from tests.postgres import locked
from tests.store.build import call, delta, external, function, owner
from tests.store.conftest import Store

ADDRESS = "https://example.com/watched"
ADD, TOTAL = function("shop/cart.py", "add"), function("shop/cart.py", "total", 10)
PLACE, HIDDEN = function("shop/order.py", "place"), function("shop/order.py", "_hidden", 10)
TEST = function("tests/test_cart.py", "test_total")


class Pushes:
    """Publishes to one repository: all its nodes and edges each time."""

    def __init__(self, store: Store, repo: str) -> None:
        self.store, self.repo, self.turn = store, repo, 0

    def __call__(self, nodes: Sequence[Node], edges: Sequence[Edge] = ()) -> None:
        claim = self.claim()
        self.store.graph.publish(claim, self.delta(nodes, edges))
        self.store.runs.finish(claim, {})

    def claim(self) -> Claim:
        run_id = self.store.runs.request("acme", self.repo, ref=None, full=False, trigger="manual")
        claim = self.store.runs.claim(run_id, "worker")
        assert claim is not None
        return claim

    def delta(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> Delta:
        self.turn += 1
        paths = sorted({node.path for node in nodes if node.path})
        return delta(f"{self.turn % 10}", [owner(path) for path in paths], nodes, edges, whole=True)

    def watch(self, query: str, within: int | Scope | None = None, **more: Any) -> NewWatch:
        wanted = Wanted(self.repo, parse(query), **more)
        return self.store.catalogue.watches.add(self.store.tenant if within is None else within, wanted, most=100)

    def told(self) -> list[tuple[str, list[str], list[str], list[str]]]:
        """Of each event the query, and the names of what came, went and changed."""
        tell(self.store)
        return [
            (each.body["query"], *(names(each, name) for name in ("added", "removed", "changed")))
            for each in self.events()
        ]

    def events(self) -> list[EventRow]:
        mine = {each.watch_id for each in self.store.catalogue.watches.all(self.store.tenant, self.repo)}
        found = self.store.catalogue.watches.events(self.store.tenant, limit=1000)
        return [each for each in found if each.watch_id in mine]


def names(event: EventRow, which: str) -> list[str]:
    return [each["qualified_name"] for each in event.body.get(which, ())]


def watching(store: Store) -> Watching:
    return Watching(store.bridge, lambda change: {"tests": len(change.tests)})


def tell(store: Store) -> None:
    found = watching(store)
    while due := found.take(50, guard=120):
        for each in due:
            found.tell(each)


def sql(store: Store, statement: str) -> list[Any]:
    async def ask() -> list[Any]:
        connection = await asyncpg.connect(store.admin_url)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


def waiting(store: Store) -> int:
    """Sessions that wait for another's lock."""
    return len(
        sql(store, "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
    )


@pytest.fixture
def push(store: Store, repo: str) -> Iterator[Pushes]:
    """After a first publish: total calls add."""
    pushes = Pushes(store, repo)
    pushes([ADD, TOTAL], [call(TOTAL, ADD)])
    yield pushes
    sql(store, "delete from watches")
    sql(store, "delete from watch_outbox")


@pytest.mark.parametrize(
    ("query", "added", "removed", "changed"),
    [
        ("callers of cart.total", ["shop.order.place", "tests.test_cart.test_total"], [], []),
        ("callers of add", [], ["shop.cart.total"], []),
        ("callees of place", ["shop.cart.total"], [], []),
        ("callees of shop.cart.total", [], ["shop.cart.add"], []),
        ("definition of shop.order.place", ["shop.order.place"], [], []),
        ("definition of shop.cart.add", [], ["shop.cart.add"], []),
        ("definition of total", [], [], ["shop.cart.total"]),
        ("interface of shop.order", ["shop.order.place"], [], []),
        ("interface of shop/cart.py", [], ["shop.cart.add"], ["shop.cart.total"]),
        ("interface of shop", ["shop.order.place"], ["shop.cart.add"], ["shop.cart.total"]),
        ("uses of external json", ["shop.order.place"], [], []),
        ("untested shop.*", ["shop.order.place", "shop.order._hidden"], ["shop.cart.add", "shop.cart.total"], []),
        ("untested place", ["shop.order.place"], [], []),
    ],
)
def test_each_form_is_told_what_came_went_and_changed(
    push: Pushes, query: str, added: list[str], removed: list[str], changed: list[str]
) -> None:
    push.watch(query)
    total, json = TOTAL._replace(attributes={"signature": "def total(tax)"}), external("json.decoder")
    imported = call(PLACE, json, kind=EdgeKind.IMPORTS)
    push([total, PLACE, HIDDEN, TEST, json], [call(PLACE, total), call(TEST, total), imported])

    assert push.told() == [(query, added, removed, changed)]


def test_what_does_not_concern_a_watch_is_not_told(push: Pushes) -> None:
    for query in ("callers of total", "definition of place", "interface of shop.order", "untested other*"):
        push.watch(query)
    moved = ADD._replace(start_line=30, end_line=33, first_line=30)
    push([moved, TOTAL], [call(TOTAL, ADD, (2, 4))])

    assert push.told() == []
    assert sql(push.store, "select * from watch_outbox") == []


def test_another_body_concerns_who_watches_the_definition_and_not_the_interface(push: Pushes) -> None:
    before, after = (ADD._replace(attributes={"body": digest}) for digest in ("00ff", "11ee"))
    push([before, TOTAL], [call(TOTAL, ADD)])
    for query in ("definition of add", "interface of shop.cart"):
        push.watch(query)
    push([after, TOTAL], [call(TOTAL, ADD)])

    assert push.told() == [("definition of add", [], [], ["shop.cart.add"])]


def test_a_caller_that_calls_by_another_edge_is_no_new_caller(push: Pushes) -> None:
    push.watch("callers of add")
    push([ADD, TOTAL], [call(TOTAL, ADD), call(TOTAL, ADD, kind=EdgeKind.INSTANTIATES)])
    push([ADD, TOTAL], [call(TOTAL, ADD, kind=EdgeKind.INSTANTIATES)])
    assert push.told() == []
    push([ADD, TOTAL])
    assert push.told() == [("callers of add", [], ["shop.cart.total"], [])]


def test_a_push_is_told_as_it_was_however_many_came_after_it(push: Pushes) -> None:
    push.watch("callers of add")
    push([ADD, TOTAL, PLACE], [call(TOTAL, ADD), call(PLACE, ADD)])
    push([TOTAL, PLACE])
    push([ADD, TOTAL], [call(TOTAL, ADD)])

    assert push.told() == [
        ("callers of add", ["shop.order.place"], [], []),
        ("callers of add", [], ["shop.cart.total", "shop.order.place"], []),
        ("callers of add", ["shop.cart.total"], [], []),
    ]
    commits = [(each.body["from_commit"][0], each.body["to_commit"][0]) for each in push.events()]
    assert commits == [("1", "2"), ("2", "3"), ("3", "4")]


def test_who_tells_twice_or_at_once_tells_once(push: Pushes) -> None:
    push.watch("callers of add")
    push([ADD, TOTAL])
    found = watching(push.store)
    (due,) = found.take(10, guard=0)
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(found.tell, [due] * 4))

    assert sorted(each.outcome for each in ended) == ["settled", "settled", "settled", "told"]
    assert found.take(10, guard=0) == []
    assert len(push.events()) == 1


def test_what_nobody_tells_comes_again_and_what_failed_says_why(push: Pushes) -> None:
    push.watch("callers of add")
    push([ADD, TOTAL])
    found = watching(push.store)
    (due,) = found.take(10, guard=0)
    found.failed(due, "ValueError: no")
    assert found.take(10, guard=60) == [due]
    assert found.take(10, guard=60) == []
    (row,) = sql(push.store, "select attempts, error, due_at - now() > interval '90 s' as later from watch_outbox")
    assert tuple(row) == (2, "ValueError: no", True), "the wait doubles"


def test_a_watch_that_is_there_before_a_publish_takes_its_last_step_is_told_of_it(push: Pushes) -> None:
    claim = push.claim()
    begun = f"select pg_advisory_xact_lock({claim.tenant_id}, {claim.graph_id})"
    with ThreadPoolExecutor(1) as pool, locked(push.store.admin_url, begun):
        publishing = pool.submit(push.store.graph.publish, claim, push.delta([ADD, TOTAL], []))
        push.watch("callers of add")
        assert not publishing.done()
    publishing.result()
    assert push.told() == [("callers of add", [], ["shop.cart.total"], [])]


def test_a_watch_that_comes_after_the_last_step_waits_until_it_can_be_read(push: Pushes) -> None:
    """Then what it asks about is the graph after that publish."""
    claim = push.claim()
    moved = f"select from runs where run_id = '{claim.run_id}' for update"
    with ThreadPoolExecutor(2) as pool:
        with locked(push.store.admin_url, moved):
            publishing = pool.submit(push.store.graph.publish, claim, push.delta([ADD, TOTAL], []))
            until(lambda: waiting(push.store) == 1)
            adding = pool.submit(push.watch, "callers of add")
            until(lambda: waiting(push.store) == 2)
        publishing.result()
        adding.result()
    push.store.runs.finish(claim, {})
    assert push.told() == []
    push([ADD, TOTAL], [call(TOTAL, ADD)])
    assert push.told() == [("callers of add", ["shop.cart.total"], [], [])]


def test_a_push_that_changed_too_much_says_so_to_every_watch(push: Pushes, monkeypatch: pytest.MonkeyPatch) -> None:
    for query in ("callers of add", "untested nothing*"):
        push.watch(query)
    monkeypatch.setattr(publish, "LISTED", 0)
    push([ADD, TOTAL])
    tell(push.store)

    assert [(each.body["query"], each.body["left_out"]) for each in push.events()] == [
        ("callers of add", ["everything"]),
        ("untested nothing*", ["everything"]),
    ]


def test_a_first_index_tells_nothing(store: Store, repo: str) -> None:
    pushes = Pushes(store, repo)
    pushes.watch("callers of add")
    pushes([ADD, TOTAL], [call(TOTAL, ADD)])
    assert pushes.told() == []


def test_other_branches_and_repositories_are_told_apart(push: Pushes) -> None:
    push.watch("callers of add", branch="release")
    push.watch("callers of total", branch="main")
    push([ADD, TOTAL, PLACE], [call(PLACE, TOTAL)])
    assert push.told() == [("callers of total", ["shop.order.place"], [], [])]


def test_what_is_sent_at_once_has_the_change_and_a_digest_gathers(push: Pushes) -> None:
    for digest in (None, "hourly", "daily"):
        push.watch("callers of add", url=ADDRESS, digest=digest)
    push([ADD, TOTAL, PLACE], [call(TOTAL, ADD), call(PLACE, ADD)])
    push([ADD, TOTAL], [call(TOTAL, ADD)])
    tell(push.store)

    found = sql(
        push.store,
        "select event, body #>> '{data,change}' as change, jsonb_array_length(body #> '{data,events}') as events, "
        "due_at <= now() as now, due_at = gathers_until as later from notices where watch_id is not null order by event, created_at",
    )
    assert [tuple(row) for row in found] == [
        ("watch.digest", None, 2, False, True),
        ("watch.digest", None, 2, False, True),
        ("watch.event", '{"tests": 0}', None, True, None),
        ("watch.event", '{"tests": 0}', None, True, None),
    ]
    sql(push.store, "update notices set gathers_until = now(), due_at = now() where event = 'watch.digest'")
    push([ADD, TOTAL])
    tell(push.store)
    assert len(sql(push.store, "select from notices where event = 'watch.digest'")) == 4, (
        "what is over is sent as it is"
    )


def test_a_digest_has_an_end(push: Pushes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.watching.GATHERED", 1)
    push.watch("callers of add", url=ADDRESS, digest="daily")
    push([ADD, TOTAL])
    push([ADD, TOTAL], [call(TOTAL, ADD)])
    push([ADD, TOTAL])
    tell(push.store)
    (row,) = sql(push.store, "select body #> '{data}' ->> 'left_out' as more from notices where watch_id is not null")
    assert row["more"] == "2"


def test_a_narrowed_caller_finds_the_watches_of_his_repositories_only(push: Pushes) -> None:
    store, watches = push.store, push.store.catalogue.watches
    made = push.watch("callers of add")
    push([ADD, TOTAL])
    tell(store)
    (row,) = sql(store, f"select repository_id from repositories where name = '{push.repo}'")
    his, nobodys = Scope(store.tenant, frozenset([row[0]])), Scope(store.tenant, frozenset([row[0] + 1]))
    assert [each.watch_id for each in watches.all(his)] == [made.watch_id]
    assert len(watches.events(his, limit=1000)) == 1
    for within in (nobodys, store.other):
        assert (watches.all(within), watches.events(within)) == ([], [])
        for ask in (watches.show, watches.remove, watches.secret, watches.log):
            with pytest.raises(NotFound):
                ask(within, made.watch_id)
        with pytest.raises(NotFound):
            push.watch("callers of add", within)
    watches.remove(his, made.watch_id)
    assert push.events() == []


def test_a_tenant_has_so_many_watches_and_no_more(push: Pushes) -> None:
    def add(_: int) -> NewWatch | str:
        wanted = Wanted(push.repo, parse("callers of add"))
        try:
            return push.store.catalogue.watches.add(push.store.tenant, wanted, most=3)
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        refused = [each for each in pool.map(add, range(6)) if isinstance(each, str)]
    assert len(refused) == 3
    assert "has 3 watches, which is the limit" in refused[0]


def test_a_removed_repository_takes_its_watches(store: Store, push: Pushes) -> None:
    push.watch("callers of add", url=ADDRESS)
    push([ADD, TOTAL])
    store.catalogue.repositories.remove(store.tenant, push.repo)
    tell(store)
    left = [sql(store, f"select from {name}") for name in ("watches", "watch_events", "watch_outbox")]
    assert left == [[], [], []]
    assert sql(store, "select from notices where watch_id is not null") == []


def test_a_pass_of_what_is_gone_is_over(push: Pushes) -> None:
    assert watching(push.store).tell(Pass(push.store.tenant, 1, 1)).outcome == "settled"

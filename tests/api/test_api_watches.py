"""Never mixed: who may watch, and what each is shown. And that what is watched is told."""

from collections.abc import Iterator

import pytest

from store.watching import Watching
from tasks.watcher import watch_once
from tests.api.conftest import SHOP, Caller, World
from tests.repositories import commit

CALLERS = {"repo": "shop", "query": "callers of shop.cart.total", "mcp": True}
PUBLIC = "https://93.184.215.14/told"  # an address, so that no name has to resolve


@pytest.fixture
def reader(world: World) -> Caller:
    return world.caller(world.acme, "read")


@pytest.fixture(autouse=True)
def nothing_left(world: World) -> Iterator[None]:
    yield
    for each in world.found.catalogue.watches.all(world.acme):
        world.found.catalogue.watches.remove(world.acme, each.watch_id)


def delete(caller: Caller, path: str) -> int:
    return caller.client.delete(path, headers=caller._headers()).status_code


def narrowed(world: World, name: str, *scopes: str) -> Caller:
    repository = world.found.catalogue.repositories.show(world.acme, name)
    return world.caller(world.acme, *scopes, repositories=[repository.repository_id])


def test_a_push_is_told_to_who_reads_the_events(world: World, reader: Caller) -> None:
    made = reader.post("/watches", CALLERS)
    assert (made.status_code, made.get_json()["secret"]) == (201, None)
    source = world.sources / "shop.git"
    commit(source, {**SHOP, b"shop/till.py": b"from shop.cart import total\n\n\ndef ring():\n    return total([])\n"})
    world.publish("acme", "shop")
    while watch_once(Watching(world.found.bridge, lambda _: {})):
        pass

    page = reader.get("/watch-events", watch_id=made.get_json()["watch_id"]).get_json()
    (event,) = page["events"]
    assert event["data"]["says"] == "callers of shop.cart.total: 1 new (shop.till.ring)"
    assert reader.get(event["data"]["changes"]).status_code == 200
    assert reader.get("/watch-events", after=page["next"]).get_json() == {"events": [], "next": page["next"]}
    commit(source, SHOP)
    world.publish("acme", "shop")


def test_a_watch_with_an_address_is_an_administrators(admin: Caller, reader: Caller) -> None:
    body = {"repo": "shop", "query": "interface of shop", "url": PUBLIC, "digest": "daily"}
    assert reader.post("/watches", body).status_code == 403
    made = admin.post("/watches", body).get_json()
    assert made["secret"].startswith("whsec_")
    watch = f"/watches/{made['watch_id']}"
    listed = reader.get("/watches", repo="shop")
    (shown,) = listed.get_json()["watches"]
    assert (shown["url"], shown["digest"], shown["branch"]) == (PUBLIC, "daily", None)
    assert made["secret"] not in listed.text
    assert [reader.get(f"{watch}/log").status_code, reader.post(f"{watch}/test", {}).status_code] == [403, 403]
    assert [delete(reader, watch), delete(admin, watch), delete(admin, watch)] == [403, 200, 404]


def test_a_narrowed_token_watches_its_own_repositories_and_sees_no_other(world: World, admin: Caller) -> None:
    shop, empty = narrowed(world, "shop", "read"), narrowed(world, "empty", "read", "admin")
    made = shop.post("/watches", CALLERS).get_json()["watch_id"]
    assert empty.post("/watches", CALLERS).status_code == 404
    assert empty.get("/watches").get_json() == {"watches": []}
    assert [empty.get(f"/watches/{made}").status_code, delete(empty, f"/watches/{made}")] == [404, 404]
    other = world.caller(world.acme2)
    assert [other.get(f"/watches/{made}").status_code, delete(other, f"/watches/{made}")] == [404, 404]
    assert [each["watch_id"] for each in admin.get("/watches").get_json()["watches"]] == [made]
    assert delete(shop, f"/watches/{made}") == 200


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ({"query": "who calls total"}, 400, "Write one of: callers of NAME"),
        ({"mcp": False}, 400, "either a url"),
        ({"digest": "daily"}, 400, "needs a url"),
        ({"repo": "nowhere"}, 404, "no repository named"),
        ({"mcp": False, "url": "https://10.0.0.1/"}, 422, "AETHER_PRIVATE_HOSTS"),
        ({"mcp": False, "url": "https://a.example/?token=hunter2"}, 422, "?***"),
    ],
)
def test_a_watch_that_cannot_be_says_what_to_do(admin: Caller, more: dict[str, str], status: int, says: str) -> None:
    answer = admin.post("/watches", {**CALLERS, **more})
    assert answer.status_code == status
    assert says in answer.get_json()["detail"]
    assert "hunter2" not in answer.text

"""True: answers are those of the indexed commit and say how fresh they are. Never mixed: a tenant sees its own only."""

from typing import Any

import pytest

from tests.api.conftest import Caller, World

GRAPH = "/repositories/shop/graph"


def answer(caller: Caller, path: str, **query: Any) -> dict[str, Any]:
    response = caller.get(path, **query)
    assert response.status_code == 200, response.text
    assert response.json is not None
    return dict(response.json)


def node_id(caller: Caller, name: str) -> str:
    (found,) = [node for node in answer(caller, f"{GRAPH}/search", q=name)["nodes"] if node["qualified_name"] == name]
    return str(found["id"])


def names(found: dict[str, Any]) -> dict[str, int]:
    return {each["node"]["qualified_name"]: each["depth"] for each in found["neighbours"]}


def test_search_finds_names_by_their_beginning_in_any_case(admin: Caller) -> None:
    found = answer(admin, f"{GRAPH}/search", q="ORD")
    assert {(node["kind"], node["qualified_name"]) for node in found["nodes"]} >= {("class", "shop.order.Order")}
    assert not found["cut"]
    cut = answer(admin, f"{GRAPH}/search", q="o", limit=1)
    assert (len(cut["nodes"]), cut["cut"]) == (1, True)


def test_a_node_has_its_place_in_the_file(admin: Caller) -> None:
    node = answer(admin, f"{GRAPH}/nodes/{node_id(admin, 'shop.cart.add')}")["node"]
    assert (node["kind"], node["name"], node["path"], node["language"]) == ("function", "add", "shop/cart.py", "python")
    assert (node["start_line"], node["end_line"], node["first_line"]) == (5, 6, 5)


def test_callers_are_nearest_first_with_the_lines_of_their_calls(admin: Caller) -> None:
    path = f"{GRAPH}/nodes/{node_id(admin, 'shop.cart.add')}/callers"
    near, far = answer(admin, path), answer(admin, path, depth=3)
    assert names(near) == {"shop.cart.total": 1}
    assert names(far) == {"shop.cart.total": 1, "shop.order.place": 2, "shop.order.Order.pay": 3}
    (edge,) = near["neighbours"][0]["edges"]
    assert (edge["kind"], edge["resolution"], edge["path"], edge["sites"]) == (
        "CALLS",
        "exact",
        "shop/cart.py",
        [[2, 11]],
    )
    assert near["node"]["qualified_name"] == "shop.cart.add"


def test_callees_go_the_other_way_and_resolution_is_a_filter(admin: Caller) -> None:
    path = f"{GRAPH}/nodes/{node_id(admin, 'shop.order.place')}/callees"
    assert names(answer(admin, path, depth=2)) == {"shop.cart.total": 1, "shop.cart.add": 2}
    assert names(answer(admin, path, resolution="exact,inferred")) == {"shop.cart.total": 1}
    assert names(answer(admin, path, resolution="callback")) == {}


@pytest.mark.parametrize("path", ["search?q=a", "nodes/{id}", "nodes/{id}/callers", "nodes/{id}/callees"])
def test_every_answer_says_how_fresh_it_is(admin: Caller, path: str) -> None:
    identifier = node_id(admin, "shop.cart.add")
    fresh = answer(admin, f"{GRAPH}/{path.format(id=identifier)}")["freshness"]
    assert fresh["branch"] == "main"
    assert len(fresh["indexed_commit"]) == 40
    assert (fresh["lag_seconds"], fresh["files_partial"], fresh["files_skipped"], fresh["complete"]) == (0, 1, 0, True)


def test_a_branch_is_chosen_by_name(admin: Caller) -> None:
    assert answer(admin, f"{GRAPH}/search", q="add", branch="main")["nodes"]
    refused = admin.get(f"{GRAPH}/search", q="add", branch="no-such")
    assert (refused.status_code, refused.json["code"]) == (404, "not_found") if refused.json else False


@pytest.mark.parametrize("path", ["search?q=a", "nodes/0000000000000001", "nodes/0000000000000001/callers"])
def test_before_the_first_publish_a_question_is_a_conflict(admin: Caller, path: str) -> None:
    refused = admin.get(f"/repositories/empty/graph/{path}")
    assert refused.status_code == 409
    assert refused.json
    assert refused.json["code"] == "not_indexed"


@pytest.mark.parametrize("way", ["", "/callers", "/callees"])
def test_a_node_that_is_not_there_is_404(admin: Caller, way: str) -> None:
    assert admin.get(f"{GRAPH}/nodes/0000000000000001{way}").status_code == 404


def test_another_tenants_repository_of_the_same_name_is_another_one(world: World, admin: Caller) -> None:
    other = world.caller(world.acme2)
    refused = other.get(f"{GRAPH}/nodes/{node_id(admin, 'shop.cart.add')}")
    assert refused.status_code == 409  # its own `shop` is not indexed
    world.found.catalogue.repositories.ensure(world.acme2, "theirs", str(world.sources / "other.git"))
    assert world.publish("acme2", "theirs")["success"]
    assert other.get("/repositories/theirs/graph/search", query="").status_code == 400
    assert answer(other, "/repositories/theirs/graph/search", q="other")["nodes"]
    assert admin.get("/repositories/theirs/graph/search", q="other").status_code == 404
    assert answer(admin, f"{GRAPH}/search", q="other")["nodes"] == []

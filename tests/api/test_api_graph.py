"""True: answers are those of the indexed commit and say how fresh they are. Never mixed: a tenant sees its own only."""

from pathlib import Path
from typing import Any

import pytest

from graph import identity
from tests.api.conftest import Caller, World
from tests.repositories import create

GRAPH = "/repositories/shop/graph"
OF_A_NODE = ("callers", "callees", "references", "implementors", "overrides", "importers", "impact", "tests")
QUESTIONS = (
    "search?q=a", "definition?at=shop/cart.py:2", "nodes/{id}", "path?from={id}&to={id}", "dependents?name=os", "unreferenced",
    *(f"nodes/{{id}}/{question}" for question in OF_A_NODE),
)  # fmt: skip


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


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_answer_says_how_fresh_it_is(admin: Caller, path: str) -> None:
    identifier = node_id(admin, "shop.cart.add")
    fresh = answer(admin, f"{GRAPH}/{path.format(id=identifier)}")["freshness"]
    assert fresh["branch"] == "main"
    assert len(fresh["indexed_commit"]) == 40
    assert (fresh["lag_seconds"], fresh["files_partial"], fresh["files_skipped"], fresh["complete"]) == (0, 1, 0, True)


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_answer_says_how_its_edges_were_judged(admin: Caller, path: str) -> None:
    assert answer(admin, f"{GRAPH}/{path.format(id=node_id(admin, 'shop.cart.add'))}")["grade"] == "measured"


def test_an_answer_that_touches_a_language_without_an_oracle_is_a_preview(world: World, admin: Caller) -> None:
    script = b"<script>\nimport { total } from './cart'\nexport function pay() {\n  return total()\n}\n</script>\n"
    create(world.sources / "view.git", {b"cart.ts": b"export function total() {\n  return 1\n}\n", b"Till.vue": script})
    world.found.catalogue.repositories.ensure(world.acme, "view", str(world.sources / "view.git"))
    assert world.publish("acme", "view")["success"]
    graph = "/repositories/view/graph"
    (total,) = answer(admin, f"{graph}/search", q="total")["nodes"]
    grades = {way: answer(admin, f"{graph}/nodes/{total['id']}{way}")["grade"] for way in ("", "/callers", "/callees")}
    assert grades == {"": "measured", "/callers": "preview", "/callees": "measured"}


def test_an_answer_names_the_file_that_could_change_it(admin: Caller) -> None:
    found = answer(admin, f"{GRAPH}/nodes/{node_id(admin, 'shop.cart.add')}/callers")
    assert found["freshness"]["files"] == [{"path": "shop/broken.py", "reason": "partial"}]
    assert (found["cut"], found["left_out"], found["next"]) == (False, None, None)


def test_an_answer_that_the_client_holds_is_not_sent_again(admin: Caller) -> None:
    first = admin.get(f"{GRAPH}/search", q="add")
    tag = {"If-None-Match": first.headers["ETag"], "Authorization": f"Bearer {admin.token}"}
    again = admin.client.get(f"{GRAPH}/search?q=add", headers=tag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = admin.client.get(f"{GRAPH}/search?q=add", headers={**tag, "If-None-Match": 'W/"another"'})
    assert other.json == first.json


def test_questions_go_by_place_and_by_name(admin: Caller) -> None:
    place = answer(admin, f"{GRAPH}/definition", at="shop/order.py:5")
    assert {each["node"]["qualified_name"]: each["depth"] for each in place["neighbours"]} == {
        "shop.cart.total": 1, "shop.order.place": 0, "shop.order": 0,
    }  # fmt: skip
    chain = answer(admin, f"{GRAPH}/path", **{"from": "shop.order.Order.pay", "to": "add"})
    assert list(names(chain)) == ["shop.order.place", "shop.cart.total", "shop.cart.add"]
    assert {node["name"] for node in answer(admin, f"{GRAPH}/unreferenced")["nodes"]} >= {"Order"}
    assert admin.get(f"{GRAPH}/path", **{"from": "no_such_name", "to": "add"}).status_code == 404
    assert set(names(answer(admin, f"{GRAPH}/nodes/{node_id(admin, 'shop.cart.add')}/impact"))) >= {
        "shop.order.Order.pay"
    }


def test_an_export_over_http_is_the_canonical_one(world: World, admin: Caller) -> None:
    graph = world.found.reader.graph(world.acme, "shop")
    assert admin.get(f"{GRAPH}/export").data == b"".join(world.found.export(graph))


def test_a_branch_is_chosen_by_name(admin: Caller) -> None:
    assert answer(admin, f"{GRAPH}/search", q="add", branch="main")["nodes"]
    refused = admin.get(f"{GRAPH}/search", q="add", branch="no-such")
    assert (refused.status_code, refused.json["code"]) == (404, "not_found") if refused.json else False


@pytest.mark.parametrize("path", [*(path.format(id="0" * 16) for path in QUESTIONS), "export"])
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


def test_code_is_shown_to_who_may_see_it_where_the_mirror_is(world: World, tmp_path: Path) -> None:
    reader, trusted = world.caller(world.acme, "read"), world.caller(world.acme, "read", "source")
    path = f"{GRAPH}/nodes/{node_id(reader, 'shop.cart.add')}"
    assert reader.get(path, source="true").status_code == 403
    assert answer(reader, path).get("source") is None
    shown = answer(trusted, path, source="true")
    assert shown["source"]["text"] == "def add(items):\n    return sum(items)"
    assert (shown["source"]["first_line"], shown["source"]["commit"]) == (5, shown["freshness"]["indexed_commit"])
    elsewhere = world.found._replace(settings=world.found.settings.model_copy(update={"data_dir": tmp_path}))
    told = elsewhere.sources().source(world.acme, "shop", identity.read(shown["node"]["id"]))
    assert told.text is None
    assert "source unavailable" in str(told.unavailable)

"""True: an edge is explained, a gap is, and what files would change. Never mixed: not to another tenant."""

from base64 import b64encode
from typing import Any

import pytest

from tests.api.conftest import Caller, World

GRAPH = "/repositories/shop/graph"
WHAT_IF = "/repositories/shop/what-if"
CART = {"path": "shop/cart.py", "content": "def total(items, tax):\n    return sum(items)\n"}


@pytest.fixture
def edge(admin: Caller) -> str:
    """The id of the call of `total` in `place`."""
    (node,) = _json(admin.get(f"{GRAPH}/search", q="shop.order.place"))["nodes"][:1]
    callees = _json(admin.get(f"{GRAPH}/nodes/{node['id']}/callees"))
    return str(callees["neighbours"][0]["edges"][0]["id"])


def _json(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json
    return found


def test_an_edge_is_explained_by_its_id(admin: Caller, edge: str) -> None:
    (chain,) = _json(admin.get(f"{GRAPH}/edges/{edge}/why"))["chains"]

    assert (chain["edge"]["id"], chain["edge"]["kind"]) == (edge, "CALLS")
    assert [(step["kind"], step["path"], step["line"]) for step in chain["steps"]] == [
        ("use", "shop/order.py", 5),
        ("import", "shop/order.py", 1),
        ("definition", "shop/cart.py", 1),
    ]


def test_a_name_that_leads_nowhere_is_explained(admin: Caller) -> None:
    (found,) = _json(admin.get(f"{GRAPH}/why-not", name="sum", at="shop/cart.py:6"))["references"]

    assert (found["reason"], found["line"]) == ("outside", 6)


def test_files_are_supposed_over_the_indexed_commit(admin: Caller) -> None:
    found = _json(admin.post(WHAT_IF, {"files": [CART, {"path": "shop/broken.py", "content": None}]}))

    assert [(each["path"], each["how"]) for each in found["files"]] == [
        ("shop/broken.py", "removed"),
        ("shop/cart.py", "changed"),
    ]
    assert found["to_commit"] is None
    assert {each["qualified_name"] for each in found["nodes_removed"]} >= {"shop.cart.add"}
    assert {each["node"]["qualified_name"] for each in found["affected"]} == {
        "shop.order.place",
        "shop.order.Order.pay",
    }
    assert found["freshness"]["indexed_commit"] == found["from_commit"]
    again = _json(admin.get(f"{GRAPH}/search", q="shop.cart.add"))
    assert [each["qualified_name"] for each in again["nodes"]][:1] == ["shop.cart.add"]


def test_bytes_may_be_base64_and_the_answer_a_page(admin: Caller) -> None:
    content = b64encode(b"def other():\n    pass\n").decode()
    body = {"files": [{"path": "shop/cart.py", "content": content, "encoding": "base64"}]}

    told = admin.post(WHAT_IF, body, Accept="text/markdown").text

    assert "What this would change at" in told
    assert "`shop.cart.other`" in told


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([], 400),
        ([CART, CART], 400),
        ([{"path": "../x.py", "content": ""}], 400),
        ([{"path": "x.py", "content": "?", "encoding": "base64"}], 400),
        ([{"path": f"{number}.py", "content": ""} for number in range(51)], 400),
        ([{"path": f"{number}.py", "content": "x" * 900_000} for number in range(5)], 413),
        ([{"path": "x.py", "content": "x" * (9 << 20)}], 413),
    ],
    ids=["none", "twice", "outside", "no base64", "too many", "too long", "too long a body"],
)
def test_what_cannot_be_supposed_is_refused(admin: Caller, files: list[dict[str, Any]], status: int) -> None:
    assert admin.post(WHAT_IF, {"files": files}).status_code == status


def test_another_tenant_is_answered_nothing(world: World, edge: str) -> None:
    other = world.caller(world.acme2)

    assert other.get(f"{GRAPH}/edges/{edge}/why").status_code == 409  # theirs is not indexed
    assert other.post(WHAT_IF, {"files": [CART]}).status_code == 409
    assert world.caller(world.acme, "index").post(WHAT_IF, {"files": [CART]}).status_code == 403


def test_what_is_no_edge_is_said_to_be_none(admin: Caller, edge: str) -> None:
    assert admin.get(f"{GRAPH}/edges/{edge[:-1]}0/why").status_code in {200, 404}
    assert admin.get(f"{GRAPH}/edges/nothing/why").status_code == 400

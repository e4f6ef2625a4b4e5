"""True: what a push changed is told with what follows from it. Never mixed: nobody else's push is."""

from typing import Any

import pytest

from tests.api.conftest import SHOP, Caller, World
from tests.repositories import commit, create

AFTER = SHOP | {
    b"shop/cart.py": b"import shop.order\n\n\ndef total(items, tax):\n    return sum(items)\n",
    b"shop/tax.py": b"def rate():\n    return nowhere()\n",
}
BEFORE = SHOP | {b"tests/test_order.py": b"from shop.order import Order\n\n\ndef test_pay():\n    Order().pay()\n"}
PATH = "/repositories/moving/changes"


@pytest.fixture(scope="module")
def commits(world: World) -> list[str]:
    """Of repository `moving`: three pushes, the second the one to ask about."""
    source = world.sources / "moving.git"
    found = create(source, BEFORE)
    world.found.catalogue.repositories.ensure(world.acme, "moving", str(source))
    world.publish("acme", "moving")
    for files in (AFTER | {b"tests/test_order.py": BEFORE[b"tests/test_order.py"]}, AFTER):
        found.append(commit(source, files))
        assert world.publish("acme", "moving")["success"]
    return found


def names(found: list[dict[str, Any]]) -> list[str]:
    return [each["qualified_name"] for each in found]


def test_a_push_is_told_with_what_follows_from_it(admin: Caller, commits: list[str]) -> None:
    found = admin.get(PATH, **{"from": commits[0], "to": commits[1][:12]}).json
    assert found
    assert (found["from_commit"], found["to_commit"], found["pushes"]) == (*commits[:2], 1)
    assert [(each["path"], each["how"]) for each in found["files"]] == [
        ("shop/cart.py", "changed"),
        ("shop/tax.py", "added"),
    ]
    assert names(found["nodes_removed"]) == ["shop.cart.add"]
    assert {"shop.tax.rate"} < set(names(found["nodes_added"]))
    changed = {each["after"]["qualified_name"]: each["aspects"] for each in found["nodes_changed"]}
    assert changed == {"shop.cart.total": ["body", "signature"]}
    assert {each["node"]["qualified_name"]: each["depth"] for each in found["affected"]} == {
        "shop.order.place": 1, "shop.order.Order.pay": 2, "test_order.test_pay": 3,
    }  # fmt: skip
    assert [set(names(cycle)) for cycle in found["cycles"]] == [{"shop.cart", "shop.order"}]
    assert [each["node"]["qualified_name"] for each in found["tests"]] == ["test_order.test_pay"]
    broken = {each["expression"]: each["was"] and each["was"]["qualified_name"] for each in found["unresolved"]}
    assert broken["nowhere"] is None
    assert found["counts"]["affected"] == 3
    assert found["freshness"]["indexed_commit"] == commits[2]


def test_another_body_of_the_same_length_is_a_change_and_its_tests_are_told(admin: Caller, world: World) -> None:
    source = world.sources / "steady.git"
    cart = (
        b'LIMIT = 3\n\n\ndef total(items):\n    """All."""\n    return sum(items)\n\n\ndef add(items):\n    return 0\n'
    )
    before = BEFORE | {b"shop/cart.py": cart}
    create(source, before)
    world.found.catalogue.repositories.ensure(world.acme, "steady", str(source))
    world.publish("acme", "steady")
    edited = cart.replace(b"3", b"4").replace(b"sum", b"max").replace(b"All", b"One")
    commit(source, before | {b"shop/cart.py": edited + b"# the end\n"})
    assert world.publish("acme", "steady")["success"]
    found = admin.get("/repositories/steady/changes").json
    assert found
    assert {each["after"]["qualified_name"]: each["aspects"] for each in found["nodes_changed"]} == {
        "shop.cart.LIMIT": ["body"], "shop.cart.total": ["body", "docstring"],
    }  # fmt: skip
    assert [each["node"]["qualified_name"] for each in found["tests"]] == ["test_order.test_pay"]


def test_the_last_push_is_meant_where_none_is_named(admin: Caller, commits: list[str]) -> None:
    found = admin.get(PATH).json
    assert found
    assert (found["from_commit"], found["to_commit"]) == (commits[1], commits[2])
    assert "test_order.test_pay" in names(found["nodes_removed"])
    cut = admin.get(PATH, limit=1).json
    assert cut
    assert (len(cut["edges_removed"]), cut["counts"]["edges_removed"]) == (1, found["counts"]["edges_removed"])
    assert any(each.startswith("edges_removed: ") for each in cut["left_out"])


def test_the_page_for_people_is_markdown(admin: Caller, commits: list[str]) -> None:
    response = admin.get(PATH, **{"from": commits[0], "to": commits[1], "format": "markdown"})
    assert response.content_type.startswith("text/markdown")
    assert "New import cycles" in response.text
    assert "`shop.order.place` `shop/order.py:5`" in response.text
    accepting = {"Authorization": f"Bearer {admin.token}", "Accept": "text/markdown"}
    assert "What `" in admin.client.get(PATH, headers=accepting).text


def test_what_is_not_kept_is_a_problem_that_says_so(admin: Caller, commits: list[str]) -> None:
    for asked in ({"to": commits[0]}, {"from": "0" * 40}, {"to": "1" * 40}):
        refused = admin.get(PATH, **asked)
        assert refused.status_code == 410, refused.text
        assert refused.json
        assert refused.json["code"] == "not_kept"


def test_another_tenant_is_not_told(world: World, commits: list[str]) -> None:
    assert world.caller(world.acme2).get(PATH, to=commits[1]).status_code == 404

"""True: every question of the reader answers what the edges say, says what a bound or a file that was not read kept out of the
answer, and takes no table of many rows from end to end.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import asyncpg
import pytest

from graph import identity
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.model import Edge, Node
from store import finding
from store import publish as publishing
from store.bridge import Bridge
from store.model import Answer, Reached
from store.reader import GraphReader
from store.view import SQL
from tests.store.build import call, delta, external, function, owner
from tests.store.conftest import Store
from tests.store.test_reader import claim


def define(path: str, kind: NodeKind, name: str, line: int = 1) -> Node:
    found = function(path, name, line)
    return found._replace(id=identity.node_id(path, kind, name), kind=kind, name=name.rpartition(".")[2])


BASE, GIFT = define("shop/cart.py", NodeKind.CLASS, "Cart", 1), define("shop/gift.py", NodeKind.CLASS, "GiftCart", 1)
ADD, GIFT_ADD = (
    define("shop/cart.py", NodeKind.METHOD, "Cart.add", 2),
    define("shop/gift.py", NodeKind.METHOD, "GiftCart.add", 2),
)
WRAP_ADD = define("shop/wrap.py", NodeKind.METHOD, "WrapCart.add", 2)
CHECKOUT, PAY = function("shop/pay.py", "checkoutNow", 10), function("shop/pay.py", "pay_total", 20)
LONELY, ROUTE = function("shop/pay.py", "lonely", 30), function("shop/pay.py", "route", 40, decorators=["app.get"])
TEST = function("tests/test_pay.py", "test_pay", 1)
MODULE, TEST_MODULE = (
    define("shop/pay.py", NodeKind.MODULE, "pay"),
    define("tests/test_pay.py", NodeKind.MODULE, "test_pay_module"),
)
FLASK, OS = external("flask.views"), external("os")
NODES = [BASE, GIFT, ADD, GIFT_ADD, WRAP_ADD, CHECKOUT, PAY, LONELY, ROUTE, TEST, MODULE, TEST_MODULE, FLASK, OS]
EDGES = [
    call(BASE, ADD, kind=EdgeKind.DEFINES),
    call(GIFT, GIFT_ADD, kind=EdgeKind.DEFINES),
    call(GIFT, BASE, kind=EdgeKind.INHERITS),
    call(GIFT_ADD, ADD, kind=EdgeKind.OVERRIDES),
    call(WRAP_ADD, GIFT_ADD, kind=EdgeKind.OVERRIDES),
    call(GIFT_ADD, ADD),  # super().add()
    call(CHECKOUT, ADD, (3, 8)),
    call(PAY, CHECKOUT),
    call(TEST, PAY),
    call(TEST_MODULE, MODULE, kind=EdgeKind.IMPORTS),
    call(MODULE, FLASK, kind=EdgeKind.IMPORTS),
    call(MODULE, OS, kind=EdgeKind.IMPORTS),
    call(CHECKOUT, BASE, (4, 2), kind=EdgeKind.ACCEPTS),
]


@pytest.fixture(scope="module")
def shop(store: Store) -> str:
    return publish(store, NODES, EDGES)


def publish(store: Store, nodes: list[Node], edges: list[Edge]) -> str:
    name = f"repo-{secrets.token_hex(4)}"
    store.catalogue.repositories.add(store.tenant, name, source="/srv", default_branch="main")
    owners = [owner(path) for path in sorted({node.path for node in nodes} - {""})]
    owners += [owner("shop/old.py", partial=True), owner("lib/x.min.js", skipped="minified")]
    owners[-1] = owners[-1]._replace(language="javascript")
    claimed = claim(store, name)
    store.graph.publish(claimed, delta("1", owners, nodes, edges, whole=True), "v1")
    store.runs.finish(claimed, {"success": True})
    return name


def names(answer: Answer[Reached]) -> dict[str, int]:
    return {each.node.qualified_name: each.depth for each in answer.items}


@pytest.mark.parametrize(
    ("text", "first"),
    [("checkoutNow", CHECKOUT), ("CHECK", CHECKOUT), ("cN", CHECKOUT), ("CheckNow", CHECKOUT), ("p_t", PAY), ("payTot", PAY),
     ("eckout", CHECKOUT), ("shop.pay.pay_total", PAY), ("total", PAY)],
)  # fmt: skip
def test_a_name_is_found_by_what_is_remembered_of_it(store: Store, shop: str, text: str, first: Node) -> None:
    assert store.reader.search(store.tenant, shop, text).items[0] == first


def test_a_search_says_which_names_it_did_not_look_through(
    store: Store, shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "SCANNED", 1)
    assert store.reader.search(store.tenant, shop, "payTot").left_out == (
        "matches by word prefixes beyond the first 1 names that begin with 'pay'; "
        f"names that merely contain the text, beyond the first 1 of {len(NODES)}"
    )


def test_a_path_finds_what_bears_the_name_of_its_last_part(store: Store, shop: str) -> None:
    assert store.reader.search(store.tenant, shop, "shop/pay").items[0].path == "shop/pay.py"
    assert store.reader.search(store.tenant, shop, "other/pay").items == []


def test_a_place_has_what_is_used_there_and_what_is_defined_around_it(store: Store, shop: str) -> None:
    at = store.reader.definition(store.tenant, shop, "shop/pay.py:13:9")
    assert [(each.node, each.depth) for each in at.items] == [(ADD, 1), (CHECKOUT, 0), (MODULE, 0)]
    assert at.items[0].edges[0].sites == ((13, 8),)


def test_a_call_may_reach_what_overrides_the_called_method(store: Store, shop: str) -> None:
    callers = store.reader.callers(store.tenant, shop, WRAP_ADD.id)
    assert names(callers) == {"shop.pay.checkoutNow": 1}  # GiftCart.add calls just what it overrides
    (edge,) = callers.items[0].edges
    assert (edge.resolution, edge.target, edge.sites) == (Resolution.DISPATCH, WRAP_ADD.id, ((13, 8),))
    assert store.reader.callers(store.tenant, shop, WRAP_ADD.id, resolutions=[Resolution.EXACT]).items == []
    callees = store.reader.callees(store.tenant, shop, CHECKOUT.id)
    assert set(names(callees)) == {ADD.qualified_name, GIFT_ADD.qualified_name, WRAP_ADD.qualified_name}
    chosen = store.reader.callees(store.tenant, shop, CHECKOUT.id, resolutions=[Resolution.DISPATCH])
    assert set(names(chosen)) == {GIFT_ADD.qualified_name, WRAP_ADD.qualified_name}


def test_types_and_methods_below_and_every_use_are_found(store: Store, shop: str) -> None:
    assert names(store.reader.implementors(store.tenant, shop, BASE.id)) == {GIFT.qualified_name: 1}
    assert names(store.reader.overrides(store.tenant, shop, ADD.id)) == {
        GIFT_ADD.qualified_name: 1,
        WRAP_ADD.qualified_name: 2,
    }
    uses = store.reader.references(store.tenant, shop, BASE.id)
    assert {(each.node.id, edge.kind) for each in uses.items for edge in each.edges} == {
        (GIFT.id, "INHERITS"),
        (CHECKOUT.id, "ACCEPTS"),
    }
    first = store.reader.references(store.tenant, shop, BASE.id, limit=1)
    assert (first.cut, len(first.items)) == (True, 1)
    second = store.reader.references(store.tenant, shop, BASE.id, limit=1, after=first.next)
    assert {*names(first), *names(second)} == set(names(uses))
    assert (second.cut, second.next) == (False, None)


def test_importers_and_users_of_what_lies_outside(store: Store, shop: str) -> None:
    assert names(store.reader.importers(store.tenant, shop, FLASK.id, depth=2)) == {
        MODULE.qualified_name: 1,
        TEST_MODULE.qualified_name: 2,
    }
    assert names(store.reader.dependents(store.tenant, shop, "flask")) == {MODULE.qualified_name: 1}
    assert store.reader.dependents(store.tenant, shop, "fla").items == []


def test_impact_counts_in_what_a_type_defines_and_tests_are_those_of_it(store: Store, shop: str) -> None:
    impact = store.reader.impact(store.tenant, shop, GIFT.id)
    assert names(impact) == {CHECKOUT.qualified_name: 1, PAY.qualified_name: 2, TEST.qualified_name: 3}
    assert not impact.cut
    near = store.reader.impact(store.tenant, shop, GIFT.id, depth=2)
    assert (set(names(near)), near.cut) == ({CHECKOUT.qualified_name, PAY.qualified_name}, True)
    assert "2 steps" in near.left_out
    assert names(store.reader.tests(store.tenant, shop, GIFT_ADD.id)) == {TEST.qualified_name: 3}


def test_a_shortest_path_goes_call_by_call(store: Store, shop: str) -> None:
    path = store.reader.path(store.tenant, shop, TEST.id, WRAP_ADD.id)
    assert [each.node for each in path.items] == [PAY, CHECKOUT, WRAP_ADD]
    assert [edge.resolution for each in path.items for edge in each.edges] == ["exact", "exact", "dispatch"]
    assert store.reader.path(store.tenant, shop, WRAP_ADD.id, TEST.id).items == []


def test_what_nothing_uses_is_listed_but_for_what_a_convention_calls(store: Store, shop: str) -> None:
    found = store.reader.unreferenced(store.tenant, shop)
    assert {node.qualified_name for node in found.items} == {GIFT.qualified_name, LONELY.qualified_name}
    first = store.reader.unreferenced(store.tenant, shop, limit=1)
    rest = store.reader.unreferenced(store.tenant, shop, limit=1, after=first.next)
    assert first.cut
    assert [*first.items, *rest.items] == found.items


def test_an_answer_names_the_files_that_could_change_it(store: Store, shop: str) -> None:
    inward = store.reader.callers(store.tenant, shop, ADD.id).freshness
    assert [(flaw.path, flaw.reason) for flaw in inward.flaws] == [("shop/old.py", "partial")]
    assert (inward.files_skipped, inward.files_partial) == (1, 1)
    assert store.reader.callees(store.tenant, shop, CHECKOUT.id).freshness.flaws == []


def test_a_header_that_was_not_read_could_change_an_answer_about_c(store: Store) -> None:
    """Whatever languages see each other's names, by what a file is in or, where its path left it out, by its suffix."""
    name = f"repo-{secrets.token_hex(4)}"
    store.catalogue.repositories.add(store.tenant, name, source="/srv", default_branch="main")
    node = function("cart.c", "add")._replace(language="c")
    owners = [owner("cart.c")._replace(language="c"), owner("cart.h", partial=True)._replace(language="cpp")]
    owners += [owner(path, skipped="vendored")._replace(language="") for path in ("dep/x.hpp", "dep/y.py")]
    store.graph.publish(claim(store, name), delta("1", owners, [node], whole=True), "v1")
    found = store.reader.callers(store.tenant, name, node.id).freshness
    assert [flaw.path for flaw in found.flaws] == ["cart.h", "dep/x.hpp"]


BESIDE = {  # rows of another tenant: a graph is a small part of every table
    "graph_files": "owner_id, mode, partial, path, blob, language, skipped, unresolved",
    "code_nodes": "node_id, owner_id, start_line, end_line, first_line, kind, language, name, qualified_name, attributes",
    "code_edges": "src, dst, owner_id, scope, kind, resolution, sites",
}


class Large(NamedTuple):
    reader: GraphReader
    bridge: Bridge
    tenant: int
    repo: str
    admin_url: str


@pytest.fixture(scope="module")
def large(store: Store, app_url: str) -> Iterator[Large]:
    """A graph in which reading a table from end to end would be the wrong plan: methods that call and override each other."""
    nodes = [define(f"big/m{number}.py", NodeKind.METHOD, f"C{number}.call_{number}") for number in range(3_000)]
    pairs = [(number, (number * 7 + turn) % 3_000) for number in range(3_000) for turn in range(4)]
    edges = [call(nodes[source], nodes[target]) for source, target in pairs]
    edges += [call(nodes[number], nodes[number - 1], kind=EdgeKind.OVERRIDES) for number in range(1, 3_000, 2)]
    repo = publish(store, nodes, edges)
    for table, columns in BESIDE.items():
        beside = (
            f"insert into {table} (tenant_id, graph_id, {columns}) select {store.other}, n, {columns} from {table} t, generate_series(1, 20) n "
            f"where graph_id = (select max(graph_id) from {table})"
        )
        asyncio.run(run(store.admin_url, beside))
    asyncio.run(run(store.admin_url, "vacuum analyze"))
    bridge = Bridge(app_url)
    yield Large(GraphReader(bridge), bridge, store.tenant, repo, store.admin_url)
    bridge.close()


async def run(url: str, statement: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


SCANS = """
select relname, seq_scan, coalesce(idx_scan, 0) as idx_scan from pg_stat_user_tables where relname in ('code_nodes', 'code_edges', 'graph_files')"""
NOT_ASKED = {"graph", "reasons", "unresolved"}  # of whole graphs, and read as such
NODE, OTHER = (
    identity.node_id(f"big/m{number}.py", NodeKind.METHOD, f"C{number}.call_{number}") for number in (11, 77)
)  # fmt: skip
ASKED: dict[str, tuple[Any, ...]] = {
    "freshness": (), "search": ("all_7",), "node": (NODE,), "nodes_named": ("call_7",), "definition": ("big/m3.py:2",),
    "callers": (NODE,), "callees": (NODE,), "references": (NODE,), "implementors": (NODE,), "overrides": (NODE,),
    "importers": (NODE,), "impact": (NODE,), "path": (NODE, OTHER), "tests": (NODE,), "dependents": ("flask",), "unreferenced": (),
    "edges": (NODE, OTHER), "standing": (),
}  # fmt: skip


def test_no_question_reads_a_table_from_end_to_end(large: Large) -> None:
    """By what PostgreSQL counted while they ran, as the reader, under row security."""
    questions = {name for name, value in vars(GraphReader).items() if callable(value) and not name.startswith("_")}
    assert ASKED.keys() | NOT_ASKED == questions
    before = scans(large)
    for name, asked in ASKED.items():
        getattr(large.reader, name)(large.tenant, large.repo, *asked)
    for name in ("callers", "callees", "impact"):
        getattr(large.reader, name)(large.tenant, large.repo, NODE, depth=5)
    large.bridge.close()  # what a connection counted is told when it ends
    deadline = time.monotonic() + 20
    while (after := scans(large))["code_edges"][1] == before["code_edges"][1] and time.monotonic() < deadline:
        pass
    assert {table: after[table][0] - before[table][0] for table in before} == dict.fromkeys(before, 0)


def scans(large: Large) -> dict[str, tuple[int, int]]:
    found = asyncio.run(run(large.admin_url, SCANS))
    return {row["relname"]: (row["seq_scan"], row["idx_scan"]) for row in found}


def test_names_are_entered_by_their_index_whatever_the_statistics_say(large: Large) -> None:
    """A plan that knows no values may think any graph small, and compare all of its nodes with every candidate."""
    for name in ("search", "humps", "named"):
        plan = asyncio.run(explained(large.admin_url, SQL[name]))
        entered = [
            next(line for line in plan[at:] if line.startswith("Index Cond"))
            for at, line in enumerate(plan)
            if " using code_nodes_" in line
        ]
        assert entered
        assert [each for each in entered if "name_lower" not in each and "node_id" not in each] == []


def test_a_step_along_edges_enters_them_by_their_ends_however_many_tenants_there_are(large: Large) -> None:
    """Proportional: a plan that takes tenant and graph for independent thinks every graph tiny, and reads it for each node."""
    for name in (
        "towards",
        "along",
        "spread_towards",
        "spread_along",
        "between",
        "members",
        "overriding",
        "overridden",
    ):
        plan = asyncio.run(explained(large.admin_url, SQL[name]))
        edges = [at for at, line in enumerate(plan) if " on code_edges" in line]
        assert edges
        assert [at for at in edges if not re.search(r"Index Cond.*\((src|dst) = ", plan[at + 1])] == [], name


def test_a_publish_compares_by_hash_and_enters_files_by_their_id(large: Large) -> None:
    """Proportional, whatever the statistics say: a plan that thinks a file small would compare each of its old edges with each
    new one, and read all paths of the graph.
    """
    for name in ("put_nodes", "put_edges"):
        plan = asyncio.run(explained(large.admin_url, publishing.SQL[name]))

        assert [line for line in plan if "Anti Join" in line] == []
        files = [at for at, line in enumerate(plan) if " on graph_files" in line]
        assert files
        assert [at for at in files if "owner_id" not in plan[at + 1]] == []


async def explained(url: str, statement: str) -> list[str]:
    """By a connection that has forgotten how large a graph may be."""
    connection = await asyncpg.connect(url)
    await connection.execute("begin")
    try:
        for table, column in product(("code_nodes", "code_edges"), ("tenant_id", "graph_id")):
            await connection.execute(f"select pg_clear_attribute_stats('public', '{table}', '{column}', false)")
        await connection.execute(f"set plan_cache_mode = force_generic_plan; prepare asked as {statement}")
        values = ", ".join(["null"] * len((await connection.prepare(statement)).get_parameters()))
        return [row[0].strip() for row in await connection.fetch(f"explain execute asked({values})")]
    finally:
        await connection.close()

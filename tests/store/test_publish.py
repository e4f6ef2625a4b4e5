"""Proportional: only the difference is written. Never mixed: it moves in one transaction, under the fence."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import asyncpg
import pytest

from graph import identity
from graph.delta import Published
from graph.errors import Fenced, NotIndexed
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.model import Edge, Node
from store import columns, publish
from store.bridge import Role
from store.difference import unpacked
from store.keyring import Keyring
from store.model import BlobFacts, Claim, Graph, Header
from store.runs import Runs
from tests.aether.installation import until
from tests.postgres import locked
from tests.store.build import call, delta, external, function, owner
from tests.store.conftest import Store

A, B, C = function("a.py", "a"), function("b.py", "b"), function("c.py", "c")
OS = external("os")
FIRST = delta(
    "1",
    [owner("a.py", trace=[1, 2], reads=["b.py"]), owner("b.py", trace=[2, 3]), owner("c.py")],
    [A, B, C, OS],
    [call(A, B), call(B, C, (2, 0), (1, 8)), call(A, OS, kind=EdgeKind.IMPORTS)],
    whole=True,
)


HALF_WAY = "lock table code_edges in exclusive mode"


@pytest.fixture
def claim(store: Store, repo: str) -> Claim:
    return take(store, repo)


@pytest.fixture
def indexed(store: Store, claim: Claim) -> Claim:
    store.graph.publish(claim, FIRST, "v1")
    return claim


def take(store: Store, repo: str, runs: Runs | None = None) -> Claim:
    run = store.runs.request("acme", repo, ref=None, full=False, trigger="manual", idempotency_key=None)
    claimed = (runs or store.runs).claim(run, "worker")
    assert claimed is not None
    return claimed


def content(store: Store, graph: Graph) -> tuple[list[Node], list[Edge]]:
    rows = list(store.graph.export(graph))
    return [row for row in rows if isinstance(row, Node)], [row for row in rows if isinstance(row, Edge)]


def written(store: Store, graph: Graph) -> list[object]:
    """Where each row lies and which transaction wrote it: equal means that nothing was written again."""

    async def ask() -> list[object]:
        async with store.bridge.transaction(Role.WORKER, graph.tenant_id) as connection:
            return [
                tuple(row)
                for table in ("code_nodes", "code_edges", "graph_files", "link_traces")
                for row in await connection.fetch(
                    f"select ctid::text, xmin::text from {table} where tenant_id = $1 and graph_id = $2 order by 1",
                    *graph,
                )
            ]

    return store.bridge.run(ask())


def deltas(store: Store, graph: Graph) -> list[dict[str, list[Any]]]:
    async def ask() -> list[dict[str, list[Any]]]:
        async with store.bridge.transaction(Role.READER, graph.tenant_id) as connection:
            rows = await connection.fetch(
                "select changes from deltas where tenant_id = $1 and graph_id = $2 order by delta_id", *graph
            )
            return [unpacked(row["changes"]) for row in rows]

    return store.bridge.run(ask())


def edges_of(listed: list[Any]) -> list[tuple[str, list[Any]]]:
    """Without their sites."""
    return [(path, row[:5]) for path, lines in listed for row in lines]


def test_a_first_publish_is_there_to_the_last_row(store: Store, claim: Claim) -> None:
    published = store.graph.publish(claim, FIRST, "v1")
    assert published == (4, 0, 0, 3, 0, 0, 4, 3)
    nodes, edges = content(store, claim.graph)
    assert sorted(node.id for node in nodes) == sorted(node.id for node in FIRST.nodes)
    assert {node.id: node for node in nodes} == {node.id: node for node in FIRST.nodes}
    assert len(edges) == 3


def test_the_same_publish_again_writes_nothing(store: Store, indexed: Claim) -> None:
    before = written(store, indexed.graph)
    assert store.graph.publish(indexed, FIRST, "v1") == (0, 0, 0, 0, 0, 0, 4, 3)
    assert written(store, indexed.graph) == before


def test_only_what_an_owner_no_longer_says_goes(store: Store, indexed: Claim) -> None:
    moved = B._replace(start_line=7, end_line=9, first_line=7)
    new = function("b.py", "new", 20)
    change = delta("2", [owner("b.py")], [moved, new], [call(moved, new)])
    assert store.graph.publish(indexed, change) == (1, 1, 0, 1, 0, 1, 5, 3)
    nodes, edges = content(store, indexed.graph)
    assert {node.name for node in nodes} == {"a", "b", "c", "new", "os"}
    assert (B.id, C.id) not in {(edge.source, edge.target) for edge in edges}
    last = deltas(store, indexed.graph)[-1]
    assert (last["nodes_added"], last["nodes_changed"]) == ([new.id], [])
    assert last["nodes_moved"] == [[B.id, B.start_line, B.end_line, B.first_line]]
    assert edges_of(last["edges_removed"]) == [("b.py", ["CALLS", B.id, C.id, "exact", B.id])]


def test_lines_are_told_as_the_file_has_them(store: Store, indexed: Claim) -> None:
    moved = B._replace(start_line=10, end_line=12, first_line=10)
    change = delta("2", [owner("b.py")], [moved], [call(B, C, (1, 8), (2, 0))])
    assert store.graph.publish(indexed, change).edges_updated == 1
    edge = next(edge for edge in content(store, indexed.graph)[1] if edge.source == B.id)
    assert edge.sites == ((11, 8), (12, 0))


def test_a_removed_file_takes_its_rows_along_and_an_unused_external_goes(store: Store, indexed: Claim) -> None:
    assert store.graph.publish(indexed, delta("2", [], removed=["a.py"])) == (0, 0, 2, 0, 0, 2, 2, 1)
    assert {node.name for node in content(store, indexed.graph)[0]} == {"b", "c"}
    assert store.graph.existing(indexed.graph, ["a.py", "b.py"]) == {"b.py"}
    assert store.graph.readers(indexed.graph, [1]) == []


def test_a_new_external_does_not_speak_for_the_project(store: Store, claim: Claim) -> None:
    """Both have no path: the project owns itself, an external belongs to nobody."""
    project = Node(identity.node_id("", "project", ""), NodeKind.PROJECT, "p", "p", "", "", 0, 0, 0, {})
    holds = Edge(EdgeKind.CONTAINS, project.id, A.id, "", Resolution.EXACT, project.id, ())
    first = delta("1", [owner("")._replace(mode=0, blob=""), owner("a.py")], [project, A], [holds], whole=True)
    store.graph.publish(claim, first)
    later = delta("2", [owner("a.py")], [A, OS], [call(A, OS, kind=EdgeKind.IMPORTS)])
    assert store.graph.publish(claim, later) == (1, 0, 0, 1, 0, 0, 3, 2)


def test_an_external_stays_while_another_edge_points_to_it(store: Store, indexed: Claim) -> None:
    store.graph.publish(indexed, delta("2", [owner("c.py")], [C, OS], [call(C, OS, kind=EdgeKind.IMPORTS)]))
    store.graph.publish(indexed, delta("3", [], removed=["a.py"]))
    assert "os" in {node.name for node in content(store, indexed.graph)[0]}


def test_a_whole_delta_removes_what_it_does_not_name(store: Store, indexed: Claim) -> None:
    store.graph.publish(indexed, delta("2", [owner("c.py")], [C], whole=True))
    assert content(store, indexed.graph) == ([C], [])
    assert list(store.graph.owners(indexed.graph)) == ["c.py"]


def test_who_adds_names_to_a_namespace_is_known_until_they_say_otherwise(store: Store, indexed: Claim) -> None:
    store.graph.publish(indexed, delta("2", [owner("a.py", provides=[5, -6]), owner("b.py", provides=[5])]))
    assert store.graph.providers(indexed.graph, [5, -6, 7]) == {5: ["a.py", "b.py"], -6: ["a.py"]}
    store.graph.publish(indexed, delta("3", [owner("a.py", provides=[7])], removed=["b.py"]))
    assert store.graph.providers(indexed.graph, [5, -6, 7]) == {7: ["a.py"]}


def test_another_branch_keeps_its_graph(store: Store, indexed: Claim, repo: str) -> None:
    run = store.runs.request("acme", repo, ref="topic", full=False, trigger="manual", idempotency_key=None)
    topic = store.runs.claim(run, "worker")
    assert topic is not None
    store.graph.publish(topic, delta("9", [owner("c.py", trace=[2])], [C], whole=True))
    assert len(content(store, indexed.graph)[0]) == 4
    assert store.graph.readers(topic.graph, [2]) == ["c.py"]
    assert store.graph.readers(indexed.graph, [2, 77]) == ["a.py", "b.py"]


def test_an_overtaken_run_publishes_nothing(store: Store, repo: str) -> None:
    late = take(store, repo, Runs(store.bridge, Keyring([Keyring.new_key()]), lease=0))
    now = take(store, repo)
    with pytest.raises(Fenced):
        store.graph.publish(late, FIRST)
    with pytest.raises(NotIndexed):
        content(store, late.graph)
    assert store.graph.publish(now, FIRST).nodes_total == 4


@pytest.fixture
def publishing(store: Store) -> Iterator[Callable[[Claim], "Future[Published]"]]:
    """Begins a publish; returns when it waits for a lock in the middle of its transaction."""
    with ThreadPoolExecutor(1) as pool:

        def begin(claim: Claim) -> "Future[Published]":
            begun = pool.submit(store.graph.publish, claim, FIRST)
            until(lambda: asyncio.run(waiting(store.admin_url)))
            return begun

        yield begin


async def waiting(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
    finally:
        await connection.close()


def test_a_publish_under_way_keeps_neither_a_push_nor_the_heartbeat_waiting(
    store: Store, repo: str, claim: Claim, publishing: Callable[[Claim], "Future[Published]"]
) -> None:
    with locked(store.admin_url, HALF_WAY):
        begun = publishing(claim)
        store.runs.renew(claim)
        younger = store.runs.request("acme", repo, ref=None, full=False, trigger="manual")
        assert not begun.done()
    assert begun.result().nodes_total == 4
    store.runs.finish(claim, {"success": True})
    assert store.runs.claim(younger, "worker") is not None


def test_a_publish_that_is_overtaken_half_way_leaves_nothing(
    store: Store, repo: str, publishing: Callable[[Claim], "Future[Published]"]
) -> None:
    late = take(store, repo, Runs(store.bridge, Keyring([Keyring.new_key()]), lease=0))
    with locked(store.admin_url, HALF_WAY):
        begun = publishing(late)
        now = take(store, repo)
    with pytest.raises(Fenced):
        begun.result()
    with pytest.raises(NotIndexed):
        content(store, late.graph)
    assert store.graph.publish(now, FIRST).nodes_total == 4


def test_a_publish_that_breaks_changes_nothing(store: Store, indexed: Claim) -> None:
    before, graph = written(store, indexed.graph), content(store, indexed.graph)
    with pytest.raises(asyncpg.UniqueViolationError):
        store.graph.publish(indexed, delta("2", [owner("b.py")], [function("b.py", "n")] * 2))
    assert written(store, indexed.graph) == before
    assert content(store, indexed.graph) == graph


def test_the_next_claim_knows_what_is_indexed(store: Store, indexed: Claim, repo: str) -> None:
    store.runs.finish(indexed, {"success": True})
    following = take(store, repo)
    assert (following.indexed_commit, following.version, following.full) == ("1" * 40, "v1", False)


def test_text_that_postgresql_cannot_hold_loses_nothing_else(store: Store, claim: Claim) -> None:
    odd = function("a.py", "x\0y", docstring="nul \0 and half \ud800 a pair, \\u0000 as written", tags=["\0"])
    store.graph.publish(claim, delta("1", [owner("a.py")], [odd, B._replace(path="a.py")]))
    nodes = {node.id: node for node in content(store, claim.graph)[0]}
    assert nodes[odd.id].name == "x\ufffdy"
    assert nodes[odd.id].attributes == {
        "docstring": "nul \ufffd and half ? a pair, \\u0000 as written",
        "tags": ["\ufffd"],
    }
    assert B.id in nodes


def test_a_name_longer_than_an_index_entry_is_kept(store: Store, claim: Claim) -> None:
    long = function("a.py", "n" * 9000)
    store.graph.publish(claim, delta("1", [owner("a.py")], [long]))
    assert content(store, claim.graph)[0] == [long]


def test_an_export_is_in_canonical_order_with_its_header_first(store: Store, claim: Claim, repo: str) -> None:
    nodes = [function(f"f{number}.py", "f") for number in range(40)]
    edges = [call(a, b) for a in nodes for b in nodes[:5]]
    store.graph.publish(claim, delta("1", [owner(node.path) for node in nodes], nodes, edges, whole=True))
    rows = list(store.graph.export(claim.graph))
    assert rows[0] == Header("acme", repo, "main", "1" * 40, complete=True)
    ids = [f"{node.id % 2**64:016x}" for node in rows if isinstance(node, Node)]
    assert ids == sorted(ids)
    keys = [
        (edge.kind, f"{edge.source % 2**64:016x}", f"{edge.target % 2**64:016x}", edge.path, edge.resolution)
        for edge in rows
        if isinstance(edge, Edge)
    ]
    assert keys == sorted(keys)
    assert len(keys) == 200


def test_an_export_shows_one_commit_while_the_next_is_published(store: Store, indexed: Claim) -> None:
    rows: Iterator[object] = store.graph.export(indexed.graph)
    assert isinstance(next(rows), Header)
    store.graph.publish(indexed, delta("2", [owner("c.py")], [C], whole=True))
    assert len(list(rows)) == 7


def test_an_export_that_is_left_early_gives_its_connection_back(store: Store, indexed: Claim) -> None:
    for _ in range(10):
        rows = store.graph.export(indexed.graph)
        next(rows)
        rows.close()  # type: ignore[attr-defined]
    assert len(content(store, indexed.graph)[0]) == 4


def test_owners_traces_and_neighbours_are_found(store: Store, indexed: Claim) -> None:
    owners = store.graph.owners(indexed.graph, ["a.py", "gone.py"])
    assert list(owners) == ["a.py"]
    assert owners["a.py"].language == "python"
    assert store.graph.readers(indexed.graph, [2, 99]) == ["a.py", "b.py"]
    assert list(store.graph.neighbours(indexed.graph, ["a.py", "b.py"])) == ["b.py"]


def test_facts_are_kept_by_blob_language_and_version(store: Store) -> None:
    said, other = BlobFacts(b"facts", b"interface", partial=True), BlobFacts(b"f2", b"i2", partial=False)
    rows = [("01" * 20, said), ("02" * 20, other)]
    store.graph.keep_facts(store.tenant, "python", "1", rows)
    store.graph.keep_facts(store.tenant, "python", "1", [("01" * 20, other)])
    wanted = ["01" * 20, "03" * 20]
    assert store.graph.facts(store.tenant, wanted, "python", "1") == {"01" * 20: said}
    assert store.graph.facts(store.tenant, wanted, "python", "2") == {}
    assert store.graph.facts(store.other, wanted, "python", "1") == {}
    store.graph.keep_facts(store.tenant, "python", "1", [])


def test_the_same_publish_again_costs_a_few_bytes_of_log(store: Store, claim: Claim) -> None:
    """Proportional: no row, and of the write-ahead log only what says that the run was here."""
    nodes = [function(f"f{number}.py", "f") for number in range(300)]
    calls = [call(a, b) for a in nodes for b in nodes[:10]]
    said = delta("1", [owner(node.path) for node in nodes], nodes, calls, whole=True)
    store.graph.publish(claim, said, "v1")
    first = log_bytes(store, lambda: store.graph.publish(claim, said, "v1"))
    before = written(store, claim.graph)
    known = claim._replace(indexed_commit="1" * 40)
    again = log_bytes(store, lambda: store.graph.publish(known, said, "v1"))
    assert written(store, claim.graph) == before
    assert max(first, again) < 20_000, "3,600 rows would be hundreds of thousands"


def test_a_run_that_found_nothing_new_is_a_handful_of_statements(store: Store, indexed: Claim) -> None:
    again, kept = indexed._replace(indexed_commit="1" * 40), len(deltas(store, indexed.graph))
    assert store.graph.publish(again, delta("1", []), "v1") == (0, 0, 0, 0, 0, 0, 4, 3)
    assert len(deltas(store, indexed.graph)) == kept
    assert log_bytes(store, lambda: store.graph.publish(again, delta("1", []), "v1")) < 10_000


def log_bytes(store: Store, action: Callable[[], object]) -> int:
    """Write-ahead log of an action that can be repeated: the least of three times, for autovacuum writes meanwhile."""
    positions = [position(store)]
    for _ in range(3):
        action()
        positions.append(position(store))
    return min(after - before for before, after in pairwise(positions))


def position(store: Store) -> int:
    async def ask() -> int:
        connection = await asyncpg.connect(store.admin_url)
        try:
            return int(await connection.fetchval("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))
        finally:
            await connection.close()

    return store.bridge.run(ask())


def test_an_edge_whose_resolution_changed_is_another_edge(store: Store, indexed: Claim) -> None:
    """An edge is all of its columns but its sites."""
    edge = call(B, C, (1, 8), (2, 0))
    change = delta("2", [owner("b.py")], [B], [edge._replace(resolution=Resolution.NAME)])
    assert store.graph.publish(indexed, change)[3:6] == (1, 0, 1)
    changes = deltas(store, indexed.graph)[-1]
    assert edges_of(changes["edges_added"]) == [("b.py", ["CALLS", B.id, C.id, "name", B.id])]
    assert edges_of(changes["edges_removed"]) == [("b.py", ["CALLS", B.id, C.id, "exact", B.id])]


def test_a_graph_larger_than_a_batch_is_the_same(store: Store, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "BATCH", 1)
    published = store.graph.publish(claim, FIRST, "v1")
    assert published == (4, 0, 0, 3, 0, 0, 4, 3)
    assert store.graph.publish(claim, FIRST, "v1") == (0, 0, 0, 0, 0, 0, 4, 3)
    assert store.graph.publish(claim, delta("2", [owner("c.py")], [C], whole=True), "v1") == (0, 0, 3, 0, 0, 3, 1, 0)
    assert {row[3] for row in deltas(store, claim.graph)[-1]["nodes_removed"]} == {"a.a", "b.b", "os"}


def test_a_large_first_load_is_counted_so_that_plans_are_no_guesses(store: Store, claim: Claim) -> None:
    """Proportional: without statistics a small publish would read the whole graph. A table that autovacuum is at is counted, too."""
    nodes = [function(f"f{number % 400}.py", f"g{number}") for number in range(publish.LISTED + 1)]
    owners = [owner(f"f{number}.py") for number in range(400)]
    with ThreadPoolExecutor(1) as pool:
        with locked(store.admin_url, "lock table code_nodes in share update exclusive mode"):
            publishing = pool.submit(store.graph.publish, claim, delta("1", owners, nodes, whole=True))
            until(lambda: asyncio.run(waiting(store.admin_url)))
        publishing.result()

    asked = "explain select from code_nodes where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[])"

    async def plan() -> str:
        async with store.bridge.transaction(Role.READER, store.tenant) as connection:
            return "\n".join([row[0] for row in await connection.fetch(asked, *claim.graph, [1])])

    told = store.bridge.run(plan())
    assert "code_nodes_of_owner" in told, told

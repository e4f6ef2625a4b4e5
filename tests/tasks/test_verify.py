"""True: a stored graph that is not what a fresh index gives is found, named and told; one that is, is not."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from aether.settings import read
from graph.errors import Conflict
from store.audits import Audits
from store.keyring import Keyring
from store.model import Graph
from tasks.audit import audit_once
from tasks.verify import Verifier, lines, verify
from tasks.work import Limits
from tasks.workshop import policy
from tests.repositories import Files, commit
from tests.tasks.test_index_push import name
from tests.tasks.workplace import FILES, Workplace

TREE: Files = {**FILES, b"odd.py": b"import os\nx = '\\0'\n\n\ndef f(\n", b"gen/a_pb2.py": b"x = 1\n"}
TURNED = """insert into code_edges (tenant_id, graph_id, src, dst, owner_id, scope, kind, resolution, sites)
    select tenant_id, graph_id, dst, src, owner_id, scope, kind, resolution, sites from code_edges
    where graph_id = {0} and kind = 'IMPORTS' limit 1"""


@pytest.fixture
def verifier(place: Workplace) -> Verifier:
    settings = read(place.environment)
    audits = Audits(place.bridge, Keyring([place.environment["AETHER_ENCRYPTION_KEYS"]]))
    return Verifier(audits, place.store, settings.data_dir / "mirrors", policy(settings), Limits(), {})


@pytest.fixture
def graph(place: Workplace) -> Iterator[Graph]:
    """Of a repository after two pushes; retired afterwards, so that no other test's audit meets it."""
    repo = name()
    path = place.local(repo, TREE)
    place.index(repo)
    commit(path, {**TREE, b"app/b.py": b"def g():\n    return h()\n\n\ndef h(): ...\n"})
    place.index(repo)
    found = place.graph(repo)
    yield found
    place.sql(f"update branches set state = 'retired' where graph_id = {found.graph_id}")


def test_a_graph_that_pushes_have_moved_is_equal(place: Workplace, verifier: Verifier, graph: Graph) -> None:
    found = verify(verifier, graph)

    assert lines(found) == []
    (row,) = place.sql(f"select nodes_total, edges_total from branches where graph_id = {graph.graph_id}")
    assert (found.nodes, found.edges) == tuple(row)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("delete from code_edges where graph_id = {0} and kind = 'CALLS' and resolution = 'exact'", ["+ edge CALLS"] * 2),
        ("update code_nodes set name = 'k' where graph_id = {0} and name = 'h'", ["+ node function app.b.h", "- node function app.b.h"]),
        (TURNED, ["- edge IMPORTS"]),
    ],
)  # fmt: skip
def test_damage_is_named_row_by_row(
    place: Workplace, verifier: Verifier, graph: Graph, damage: str, told: list[str]
) -> None:
    place.sql(damage.format(graph.graph_id))

    found = lines(verify(verifier, graph))
    assert [line.startswith(start) for line, start in zip(found, told, strict=True)] == [True] * len(told), found


def test_facts_that_were_kept_have_no_part_in_it(place: Workplace, verifier: Verifier, graph: Graph) -> None:
    place.sql(f"update blob_facts set facts = '\\x00', interface = '\\x00' where tenant_id = {place.tenant}")
    try:
        assert verify(verifier, graph).differences == 0
    finally:
        place.sql(f"delete from blob_facts where tenant_id = {place.tenant}")


def test_what_need_not_be_equal_is_not_compared(place: Workplace, verifier: Verifier, graph: Graph) -> None:
    with pytest.raises(Conflict, match="with other limits"):
        verify(verifier._replace(limits=Limits(max_file_bytes=10)), graph)
    place.sql(f"update branches set complete = false where graph_id = {graph.graph_id}")
    with pytest.raises(Conflict, match="incomplete"):
        verify(verifier, graph)


def test_the_audit_takes_each_graph_in_its_turn_and_raises_an_alarm(
    place: Workplace, verifier: Verifier, graph: Graph
) -> None:
    place.sql(f"update branches set state = 'retired' where graph_id <> {graph.graph_id}")
    with capture_logs() as quiet:
        assert audit_once(verifier) is not None
        assert audit_once(verifier) is None  # it has not moved
    before = verifier.audits.outcomes()
    place.sql(f"delete from code_edges where graph_id = {graph.graph_id} and kind = 'CALLS'")
    place.sql(f"update audits set taken_at = 'epoch' where graph_id = {graph.graph_id}")
    with capture_logs() as loud:
        assert audit_once(verifier) is not None

    assert [event["event"] for event in quiet] == ["audit.equal"]
    (alarm,) = loud
    assert (alarm["event"], alarm["log_level"], alarm["code"], alarm["differences"]) == (
        "audit.differs",
        "error",
        "graph_differs",
        2,
    )
    assert all(row.startswith("+ edge CALLS") for row in alarm["rows"])
    assert (before, verifier.audits.outcomes()) == ({"equal": 1}, {"different": 1})

"""Never lost: a file that kills or hangs the parser costs itself. The rest of the push is indexed, the graph says that it is
incomplete, and the file is tried again.
"""

import shutil
from itertools import count
from pathlib import Path

import pytest

from graph.errors import Refused
from graph.model import Node
from mirror import Policy
from store.housekeeping import Housekeeping
from store.reader import GraphReader
from store.supposing import Supposing
from tasks.parser_service import ParserService
from tasks.supposing import Standpoint, Where
from tasks.what_if import Supposed, WhatIf
from tasks.work import Limits
from tests.repositories import Files, commit
from tests.tasks.workplace import FILES, TENANT, Workplace, silent

NUMBERS = count()
POISON = Path(__file__).parent / "poison"
ACCIDENTS = {"parser_crashed": 1, "parser_failed": 1, "parser_timeout": 1}
TREE: Files = {
    **FILES,
    b"app/crash.py": b"# poison: crash\ndef lost(): ...\n",
    b"app/hang.py": b"# poison: hang\ndef lost(): ...\n",
    b"app/raise.py": b"# poison: raise\ndef lost(): ...\n",
    b"app/user.py": b"from app.crash import lost\n\n\ndef use():\n    return lost()\n",
}
ALONE = Limits(parse_seconds=0.2)
SHARED = ALONE._replace(chunk_files=2, alone=0)


@pytest.fixture
def repo(place: Workplace) -> str:
    place.sql(f"delete from blob_facts where tenant_id = {place.tenant}")
    return f"poisoned-{next(NUMBERS)}"


@pytest.fixture
def poisoned(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("PYTHONPATH", str(POISON))
    return monkeypatch


def run(place: Workplace, service: ParserService, repo: str, **asked: bool) -> dict[str, object]:
    return dict(service.parse_repository(place.request(repo, **asked), TENANT, worker="test", report=silent))


def complete(place: Workplace, repo: str) -> bool:
    found: bool = place.sql(f"select complete from branches where graph_id = {place.graph(repo).graph_id}")[0][
        "complete"
    ]
    return found


@pytest.mark.usefixtures("poisoned")
@pytest.mark.parametrize("limits", [ALONE, SHARED], ids=["alone", "shared"])
def test_the_rest_is_indexed_and_the_graph_says_that_it_is_incomplete(
    place: Workplace, repo: str, limits: Limits
) -> None:
    place.local(repo, TREE)
    service = place.service(limits)
    result = run(place, service, repo)
    assert (result["skipped"], result["files"], result["files_parsed"]) == (ACCIDENTS, 7, 4)
    names = {node.qualified_name for node in place.store.export(place.graph(repo)) if isinstance(node, Node)}
    assert {"app.a.f", "app.b.g", "app.user.use"} <= names
    assert not complete(place, repo)
    freshness = place.store.export(place.graph(repo))
    assert next(iter(freshness)).complete is False  # type: ignore[union-attr]


def test_it_stays_out_until_it_is_tried_again_and_then_nothing_is_missing(
    place: Workplace, repo: str, poisoned: pytest.MonkeyPatch
) -> None:
    path = place.local(repo, TREE)
    service = place.service(ALONE)
    run(place, service, repo)
    commit(path, {**TREE, b"app/new.py": b"def new(): ...\n"})
    poisoned.delenv("PYTHONPATH")
    service = place.service(ALONE)
    assert (run(place, service, repo)["skipped"], complete(place, repo)) == (ACCIDENTS, False)
    assert again(place) == 0  # it is too soon
    place.sql(
        f"update branches set indexed_at = now() - interval '25 hours' where graph_id = {place.graph(repo).graph_id}"
    )
    assert again(place) == 1
    (row,) = place.sql(
        f"select run_id::text from runs where trigger = 'retry' and graph_id = {place.graph(repo).graph_id}"
    )
    result = service.parse_repository(row["run_id"], TENANT, worker="test", report=silent)
    assert (result["mode"], result["skipped"], result["files_parsed"]) == ("delta", {}, 3)
    assert complete(place, repo)
    place.catalogue.repositories.ensure(place.tenant, f"{repo}-fresh", str(path))
    place.index(f"{repo}-fresh")
    assert place.digest(repo) == place.digest(f"{repo}-fresh")


def again(place: Workplace) -> int:
    return Housekeeping(place.bridge).retry_incomplete(place.tenant)


def test_a_person_who_asks_for_a_full_index_has_it_tried_at_once(
    place: Workplace, repo: str, poisoned: pytest.MonkeyPatch
) -> None:
    place.local(repo, TREE)
    run(place, place.service(ALONE), repo)
    poisoned.delenv("PYTHONPATH")
    service = place.service(ALONE)
    assert run(place, service, repo)["skipped"] == ACCIDENTS
    result = run(place, service, repo, full=True)
    assert (result["skipped"], complete(place, repo)) == ({}, True)
    shutil.rmtree(place.roots / repo)


@pytest.mark.usefixtures("poisoned")
def test_a_supposed_file_that_kills_the_parser_ends_its_own_question_alone(place: Workplace, repo: str) -> None:
    place.local(repo, FILES)
    place.index(repo)
    standpoint = Standpoint(GraphReader(place.bridge), place.store, Limits())
    what_if = WhatIf(standpoint, Supposing(place.bridge), place.directory / "none", Policy())
    at = Where(place.tenant, repo)

    with pytest.raises(Refused, match="parser_crashed"):
        what_if.change(at, [Supposed("app/crash.py", b"# poison: crash\n")])
    found = what_if.change(at, [Supposed("app/c.py", b"def h():\n    pass\n")])

    assert [node.name for node in found.nodes_added if node.kind == "function"] == ["h"]

"""True: a full index that is shared out in chunks makes the graph that one worker makes alone, whatever happens to some of
them. Never lost: a chunk whose worker is gone is done by another, and a late twin keeps nothing.
"""

from collections.abc import Mapping
from itertools import count, pairwise
from typing import Any

import pytest

from graph.changes import Entry
from graph.errors import Fenced, RepositoryParseError, StorageError
from store.chunks import Chunk, Chunks, Remark, Share
from store.model import Claim, TaskState
from tasks.chunks import cut
from tasks.parser_service import ParserService
from tasks.retry import Postponed
from tasks.work import Limits
from tests.repositories import Files, commit
from tests.tasks.workplace import TENANT, Workplace

NUMBERS = count()
SHARED = Limits(chunk_bytes=200, chunk_files=4, alone=0)
TREE: Files = {
    b"app/__init__.py": b"from app.core import base\n",
    b"app/core/__init__.py": b"",
    b"app/core/base.py": b"import os\nimport json.decoder\n\n\nclass Base:\n    def run(self):\n        return os.getcwd()\n",
    b"app/core/child.py": b"from app.core.base import Base\n\n\nclass Child(Base):\n    def run(self):\n        return super().run()\n",
    b"app/cli.py": b"import os\nfrom app import base\n\n\ndef main():\n    return base.Base().run(), os.name\n",
    b"tools/make.py": b"from app.cli import main\n\n\ndef build(then=main):\n    return then()\n",
    b"tools/broken.py": b"def whole():\n    return 1\n\n\ndef half(:\n",
    b"tools/binary.py": b"\0\1\2",
    b"docs/deep/er/readme.txt": b"text\n",
    b"app.py": b"from app.cli import main\nmain()\n",
    b"go.mod": b"module example.com/x\n\ngo 1.22\n",
    b"pkg/a.go": b"package pkg\n\ntype T struct{}\n\nfunc F() T { return g() }\n",
    b"pkg/b.go": b"package pkg\n\nfunc g() T { return T{} }\n\nfunc (t T) M() {}\n",
    b"main.go": b'package main\n\nimport "example.com/x/pkg"\n\nfunc main() { pkg.F().M() }\n',
    b"link.py": (0o120000, b"app.py"),
    b"caf\xe9/n\xe4me.py": b"from app.cli import main\n\n\ndef odd():\n    return main()\n",
}


@pytest.fixture
def repo() -> str:
    return f"chunked-{next(NUMBERS)}"


def index(place: Workplace, repo: str, limits: Limits | None = None) -> tuple[Mapping[str, Any], str]:
    result = place.index(repo, limits)
    return {key: value for key, value in result.items() if key not in {"repo", "seconds"}}, place.digest(repo)


def forget(place: Workplace) -> None:
    """No blob was read before."""
    place.sql(f"delete from blob_facts where tenant_id = {place.tenant}")


@pytest.mark.parametrize(
    "limits",
    [SHARED, SHARED._replace(chunk_files=1), SHARED._replace(chunk_files=1000, chunk_bytes=1 << 20)],
    ids=["some", "one file each", "all in one"],
)
def test_chunks_of_any_size_make_the_graph_that_one_worker_makes(place: Workplace, repo: str, limits: Limits) -> None:
    forget(place)
    place.local(f"{repo}-alone", TREE)
    alone, digest = index(place, f"{repo}-alone")
    forget(place)
    place.local(repo, TREE)
    assert index(place, repo, limits) == (alone, digest)
    assert place.sql("select from chunks") == []


def test_a_graph_that_stands_is_made_anew_in_chunks(place: Workplace, repo: str) -> None:
    path = place.local(repo, TREE)
    place.index(repo)
    kept = {name: content for name, content in TREE.items() if not name.startswith(b"app/core/")}
    commit(path, {**kept, b"app/core.py": b"import os\n\n\nclass Base:\n    def run(self):\n        return os.name\n"})
    _, before = index(place, repo, SHARED)
    place.sql(f"update branches set version = '0/0/0' where graph_id = {place.graph(repo).graph_id}")
    again, digest = index(place, repo, SHARED)
    assert (again["mode"], again["nodes_created"], again["edges_deleted"]) == ("full", 0, 0)
    assert digest == before
    commit(path, TREE)
    place.sql(f"update branches set version = '0/0/0' where graph_id = {place.graph(repo).graph_id}")
    _, digest = index(place, repo, SHARED)
    place.catalogue.repositories.ensure(place.tenant, f"{repo}-fresh", str(path))
    assert digest == index(place, f"{repo}-fresh")[1]


def test_a_directory_keeps_its_files_together_and_a_chunk_its_bounds() -> None:
    files = [Entry(b"d%d/f%d.py" % (each % 5, each), 0o100644, f"{each:040x}") for each in range(100)]
    sizes = {entry.path: 10 for entry in files}
    chunks = cut(files, sizes, Limits(chunk_bytes=100, chunk_files=1000))
    entries = [entry for chunk in chunks for entry in chunk]
    assert sorted(entry.path for entry in entries if entry.mode) == sorted(sizes)
    assert {entry.path for entry in entries if not entry.mode} == {b"", b"d0", b"d1", b"d2", b"d3", b"d4"}
    assert all(sum(sizes.get(entry.path, 0) for entry in chunk) <= 100 for chunk in chunks)
    of = [entry.path.partition(b"/")[0] for entry in entries if entry.mode]
    assert sum(left != right for left, right in pairwise(of)) == 4


def put_up(place: Workplace, repo: str) -> tuple[Claim, Chunks, Share]:
    """A run that this test leads, a made-up tree of three files shared out."""
    place.local(repo, TREE)
    claim = place.runs.claim(place.request(repo), "leader")
    assert claim is not None
    share = Share(*claim.graph, "c" * 40, "1/1/1")
    files = [Entry(name, 0o100644, "ab" * 20) for name in (b"a.py", b"b.py", b"c.py")]
    chunks = Chunks(place.bridge)
    chunks.put_up(claim, share, [[each] for each in files])
    return claim, chunks, share


def taken(chunks: Chunks, share: Share) -> Chunk:
    chunk = chunks.claim(share, "somebody")
    assert chunk is not None
    return chunk


def test_none_is_linked_before_all_are_extracted(place: Workplace, repo: str) -> None:
    _, chunks, share = put_up(place, repo)
    three = [taken(chunks, share) for _ in range(3)]
    assert [(chunk.number, chunk.stage) for chunk in three] == [(0, "extract"), (1, "extract"), (2, "extract")]
    for chunk in three[:2]:
        chunks.extracted(chunk, {}, {})
    assert chunks.claim(share, "another") is None
    chunks.extracted(three[2], {"c.py": Remark("binary")}, {"parsed": 2})
    assert taken(chunks, share).stage == "link"
    assert chunks.layout(share)[2].remarks == {"c.py": Remark("binary")}


def test_a_late_twin_keeps_nothing(place: Workplace, repo: str) -> None:
    claim, chunks, share = put_up(place, repo)
    late = taken(chunks, share)
    place.sql(f"update chunks set lease_until = now() where graph_id = {claim.graph_id}")
    twin = taken(chunks, share)
    assert (twin.number, twin.fence, twin.attempt) == (late.number, late.fence + 1, 2)
    with pytest.raises(Fenced):
        chunks.renew(late)
    with pytest.raises(Fenced):
        chunks.extracted(late, {}, {})
    chunks.give_back(late)
    chunks.renew(twin)
    chunks.extracted(twin, {}, {})
    assert chunks.standing(share).to_extract == 2


def test_another_commit_or_release_takes_nothing_over(place: Workplace, repo: str) -> None:
    claim, chunks, share = put_up(place, repo)
    chunks.extracted(taken(chunks, share), {}, {})
    assert chunks.of(share.graph, "2/1/1") is None
    assert chunks.claim(share._replace(version="2/1/1"), "newer release") is None
    chunks.put_up(claim._replace(attempt=2), share, [])
    assert chunks.standing(share).to_extract == 2
    other = share._replace(commit="d" * 40)
    chunks.put_up(claim._replace(attempt=2), other, [[Entry(b"a.py", 0o100644, "ab" * 20)]])
    assert (chunks.standing(share).chunks, chunks.standing(other).chunks) == (0, 1)
    with pytest.raises(StorageError):
        chunks.publish(claim, share, complete=True)
    place.sql(f"update branches set fence = fence + 1 where graph_id = {claim.graph_id}")
    with pytest.raises(Fenced):
        chunks.put_up(claim, share, [])


def test_a_chunk_that_ends_every_worker_fails_the_run_with_its_reason(place: Workplace, repo: str) -> None:
    place.local(repo, TREE)
    run_id = place.request(repo)

    def ruin(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        if status == "extract" and done == 0:
            place.sql("update chunks set attempt = 4, lease_until = now() where number = 1")

    with pytest.raises(RepositoryParseError, match="Part 1 of"):
        place.service(SHARED).parse_repository(run_id, TENANT, worker="test", report=ruin)
    assert place.status(run_id).state is TaskState.FAILURE


def test_the_next_execution_goes_on_where_the_last_one_ended(place: Workplace, repo: str) -> None:
    path = place.local(repo, TREE)
    run_id = place.request(repo)
    service = place.service(SHARED)
    linked = interrupted(place, service, run_id)
    assert linked
    seen: list[int] = []

    def look(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        seen.append(done or 0) if status == "link" else None

    place.sql(f"update runs set not_before = null where run_id = '{run_id}'")
    result = service.parse_repository(run_id, TENANT, worker="test", report=look)
    assert (result["metrics"]["attempt"], result["success"]) == (2, True)
    assert max(seen[:2]) >= linked
    place.catalogue.repositories.ensure(place.tenant, f"{repo}-fresh", str(path))
    assert place.digest(repo) == index(place, f"{repo}-fresh")[1]


def interrupted(place: Workplace, service: ParserService, run_id: str) -> int:
    """Files that were linked when PostgreSQL went away."""
    linked: list[int] = []

    def go_away(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        if status == "link" and done:
            linked.append(done)
            raise StorageError("as if the server had gone")

    with pytest.raises(Postponed):
        service.parse_repository(run_id, TENANT, worker="test", report=go_away)
    return linked[-1]


def test_helpers_do_what_is_free_and_leave_the_publish_to_the_leader(place: Workplace, repo: str) -> None:
    path = place.local(repo, TREE)
    run_id = place.request(repo)
    helped: list[bool] = []

    def lend(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        if done == 0:
            helped.append(place.service(SHARED).help(run_id, "helper", 3))

    result = place.service(SHARED).parse_repository(run_id, TENANT, worker="test", report=lend)
    assert helped == [True, True]
    assert place.service(SHARED).help(run_id, "late helper", 3) is False
    assert result["files_relinked"] == len(TREE)
    place.catalogue.repositories.ensure(place.tenant, f"{repo}-fresh", str(path))
    assert place.digest(repo) == index(place, f"{repo}-fresh")[1]

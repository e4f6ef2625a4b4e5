"""True: whatever is pushed, the graph equals a fresh index of the same commit. Bad input costs itself, and nothing else."""

import shutil
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from aether.settings import read
from graph.errors import (
    BrokenSetup,
    EmptyRepository,
    Fenced,
    NotARepository,
    Refused,
    RepositoryParseError,
    UnknownRevision,
)
from graph.model import Node
from mirror import eviction
from store.catalogue import Catalogue
from store.keyring import Keyring
from store.model import TaskState
from tasks.listing import MOST
from tasks.work import Limits
from tasks.workshop import assemble
from tests.git_http import GitHTTP
from tests.repositories import Files, commit, create, forget
from tests.tasks.workplace import FILES, TENANT, Workplace, silent

NUMBERS = count()


def name() -> str:
    return f"repo-{next(NUMBERS)}"


def fresh(place: Workplace, path: Path) -> str:
    """The digest of a first index of what is there now."""
    other = name()
    place.catalogue.repositories.ensure(place.tenant, other, str(path))
    place.index(other)
    return place.digest(other)


def mirror(place: Workplace, repo: str) -> Path:
    row = place.sql(f"select repository_id from repositories where name = '{repo}'")[0]
    return place.directory / "data" / "mirrors" / str(place.tenant) / str(row["repository_id"])


def test_the_first_index_is_full_then_pushes_are_deltas(place: Workplace) -> None:
    repo = name()
    path = place.local(repo, FILES)
    first = place.index(repo)
    assert (first["mode"], first["files"], first["branch"]) == ("full", 3, "main")
    commit(path, {**FILES, b"app/b.py": b"def g():\n    return 2\n\n\ndef h():\n    return g()\n"})
    second = place.index(repo)
    assert (second["mode"], second["files_parsed"]) == ("delta", 1)
    assert place.digest(repo) == fresh(place, path)
    third = place.index(repo)
    assert (third["mode"], third["files_parsed"], third["nodes_created"], third["edges_created"]) == (
        "unchanged",
        0,
        0,
        0,
    )
    assert third["commit"] == second["commit"]


def test_files_that_share_names_are_linked_again_by_who_asked(place: Workplace) -> None:
    repo = name()
    go = {b"go.mod": b"module example.org/m\n", b"a.go": b"package m\n\nfunc A() { B(); T{}.Go() }\n", b"lib/l.go": b'package lib\n\nimport "example.org/m"\n\nfunc L() { m.A() }\n', b"lib/k.go": b"package lib\n"}  # fmt: skip
    path = place.local(repo, go)
    place.index(repo)
    commit(path, {**go, b"b.go": b"package m\n\nfunc B() {}\n\ntype T struct{}\n"})
    assert place.index(repo)["files_relinked"] == 2
    assert place.digest(repo) == fresh(place, path)
    commit(path, {**go, b"go.mod": b"module example.org/other\n", b"c.go": b"package m\n\nfunc (t T) Go() {}\n"})
    place.index(repo)
    assert place.digest(repo) == fresh(place, path)


def test_in_a_directory_of_very_many_files_those_that_are_there_are_found(place: Workplace) -> None:
    """It is not listed: each path is asked for by itself."""
    repo = name()
    files: dict[bytes, bytes] = {b"full/%d.txt" % number: b"" for number in range(MOST + 1)}
    files |= {b"full/__init__.py": b"", b"full/a.py": b"def f():\n    return 1\n", b"full/inner/b.py": b"x = 1\n"}
    path = place.local(repo, files)
    place.index(repo)
    files[b"full/c.py"] = (
        b"from full.a import f\nfrom full.missing import g\nfrom full.inner import b\n\n\ndef h():\n    return f()\n"
    )
    commit(path, files)
    result = place.index(repo)
    assert (result["mode"], result["files_relinked"]) == ("delta", 1)
    assert place.digest(repo) == fresh(place, path)


def test_a_blob_that_was_read_before_is_not_parsed_again(place: Workplace) -> None:
    repo, again = name(), name()
    source = {b"m.py": b"def only_here():\n    return 'once'\n"}
    place.local(repo, source)
    path = place.local(again, source)
    assert place.index(repo)["files_parsed"] == 1
    assert place.index(again)["files_parsed"] == 0
    commit(path, {b"moved.py": source[b"m.py"]})
    assert place.index(again)["files_parsed"] == 0
    assert place.digest(again) == fresh(place, path)


def test_a_mirror_that_vanished_costs_a_fetch_only(place: Workplace) -> None:
    repo = name()
    path = place.local(repo, {**FILES, b"gone.py": b"import app.a\n", b"deep/er/x.py": b"x = 1\n"})
    place.index(repo)
    shutil.rmtree(mirror(place, repo))
    commit(
        path, {**FILES, b"app/c.py": b"from app.a import f\n\n\ndef k():\n    f()\n", b"app/b.py": b"def g(): ...\n"}
    )
    result = place.index(repo)
    assert (result["mode"], result["files"], result["files_parsed"]) == ("delta", 4, 2)
    assert place.digest(repo) == fresh(place, path)


def test_what_was_removed_elsewhere_leaves_no_mirror_on_this_machine(place: Workplace) -> None:
    """As on every machine but the one on which `aether tenant remove` ran."""
    gone, stays = name(), name()
    for repo in (gone, stays):
        place.local(repo, FILES)
        place.index(repo)
    removed, kept = mirror(place, gone), mirror(place, stays)
    nobodys = place.directory / "data" / "mirrors" / "4711"
    shutil.copytree(kept.parent, nobodys)
    place.catalogue.repositories.remove(place.tenant, gone)
    (place.directory / "data" / "mirrors" / eviction._LOOK).unlink()

    place.index(stays)

    assert [path.exists() for path in (removed, kept, nobodys)] == [False, True, False]


def test_another_server_has_mirrors_of_its_own(place: Workplace) -> None:
    """Its numbers are others' there: one server's tenant could name a commit of another's and be given it."""
    settings = read(place.environment)
    assert settings.mirrors_of("second") not in {settings.mirrors, *settings.mirrors.parents}
    path = place.local(repo := name(), FILES)
    run = place.request(repo)
    service = assemble(
        settings, place.bridge, Keyring([place.environment["AETHER_ENCRYPTION_KEYS"]]), database="second"
    )
    service.parse_repository(run, TENANT, worker="test", report=silent)
    assert path.exists()
    assert not mirror(place, repo).exists()
    assert list(settings.mirrors_of("second").glob("*/*/HEAD"))


def test_a_force_push_is_a_push_like_any_other(place: Workplace) -> None:
    repo = name()
    path = place.local(repo, FILES, {**FILES, b"later.py": b"from app.a import f\nf()\n"})
    place.index(repo)
    commit(path, {b"app/b.py": b"def g():\n    return 3\n", b"new.py": b"from app.b import g\ng()\n"}, onto="")
    forget(path)
    assert place.index(repo)["mode"] == "delta"
    assert place.digest(repo) == fresh(place, path)


def test_a_file_becomes_a_directory_and_a_file_again(place: Workplace) -> None:
    repo = name()
    uses: Files = {b"use.py": b"from thing import g\n\n\ndef u():\n    return g()\n"}
    file: Files = {**uses, b"thing.py": b"def g(): ...\n", b"x": b"a file\n"}
    directory: Files = {
        **uses,
        b"thing/__init__.py": b"def g(): ...\n",
        b"thing.py/deep.py": b"d = 1\n",
        b"x/y.py": b"y = 1\n",
    }
    path = place.local(repo, file)
    place.index(repo)
    for tree in (directory, file, directory, uses, file):
        commit(path, tree)
        assert place.index(repo)["mode"] == "delta"
        assert place.digest(repo) == fresh(place, path)


def test_odd_files_are_counted_and_lose_nothing_else(place: Workplace) -> None:
    repo = name()
    path = place.local(
        repo,
        {
            **FILES,
            b"link.py": (0o120000, b"app/a.py"),
            b"sub": (0o160000, b"1" * 40),
            b"big.py": b"x = 1\n" * (50 * 1024 * 1024 // 6),
            b"binary.py": b"\x7fELF\0\0\0",
            b"stored.py": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n",
            b"latin.py": "def grün(): ...\n".encode("latin-1"),
            b"broken.py": b"def whole():\n    return 1\n\n\ndef (:\n",
            b"caf\xe9/n\xe4me.py": b"def odd(): ...\n",
            b"notes.txt": b"not code\n",
        },
    )
    result = place.index(repo)
    skipped = {"symlink": 1, "submodule": 1, "too_large": 1, "binary": 1, "lfs_pointer": 1}
    assert (result["skipped"], result["partial_files"], result["files"]) == (skipped, 2, 12)
    names = {node.qualified_name for node in place.store.export(place.graph(repo)) if isinstance(node, Node)}
    assert {"app.a.f", "app.b.g", "broken.whole"} <= names
    assert any("gr" in each and each.startswith("latin.") for each in names)
    assert place.digest(repo) == fresh(place, path)
    commit(path, {**FILES, b"big.py": b"def small(): ...\n", b"binary.py": b"def text(): ...\n"})
    assert place.index(repo)["skipped"] == {}
    assert place.digest(repo) == fresh(place, path)


@pytest.mark.parametrize(
    ("limit", "skipped"), [(None, {"too_large": 1}), (10, {"too_large": 3})], ids=["as it was", "smaller"]
)
def test_another_size_limit_decides_every_file_again(
    place: Workplace, limit: int | None, skipped: Mapping[str, int]
) -> None:
    repo = name()
    place.local(repo, {**FILES, b"large.py": b"large = 1\n" * 50})
    place.index(repo, Limits(max_file_bytes=100))
    before = place.digest(repo)
    result = place.index(repo, Limits(max_file_bytes=limit or 100))
    assert (result["mode"], result["skipped"]) == ("full" if limit else "unchanged", skipped)
    assert (place.digest(repo) == before) is (limit is None)
    assert place.index(repo)["skipped"] == {}


def test_another_version_makes_the_next_run_a_full_one(place: Workplace) -> None:
    repo = name()
    place.local(repo, FILES)
    place.index(repo)
    before = place.digest(repo)
    place.sql(f"update branches set version = '0/0/0' where graph_id = {place.graph(repo).graph_id}")
    result = place.index(repo)
    assert (result["mode"], result["files_parsed"], result["nodes_created"]) == ("full", 0, 0)
    assert place.index(repo)["mode"] == "unchanged"
    assert place.digest(repo) == before


@pytest.mark.parametrize(
    ("what", "asked", "error", "text"),
    [
        ("empty", {}, EmptyRepository, "has no commit yet"),
        ("plain", {}, NotARepository, "No git repository is there"),
        ("absent", {}, NotARepository, "is not a directory"),
        (
            "filled",
            {"ref": "refs/heads/nowhere"},
            UnknownRevision,
            "has no refs/heads/nowhere. Its default branch is main",
        ),
        ("filled", {"pinned": "2" * 40}, UnknownRevision, f"has no {'2' * 40}"),
    ],
)
def test_what_cannot_be_indexed_says_why(
    place: Workplace, what: str, asked: dict[str, Any], error: type[RepositoryParseError], text: str
) -> None:
    repo = name()
    path = place.roots / repo
    trees: dict[str, tuple[Files, ...]] = {"empty": (), "filled": (FILES,)}
    if what in trees:
        create(path, *trees[what])
    elif what == "plain":
        path.mkdir()
    place.catalogue.repositories.ensure(place.tenant, repo, str(path))
    run_id = place.request(repo, **asked)
    with pytest.raises(error, match=text):
        place.service().parse_repository(run_id, TENANT, worker="test", report=silent)
    status = place.status(run_id)
    assert (status.state, status.info["error_code"]) == (TaskState.FAILURE, error.code)
    assert text in status.info["error"]
    assert place.runs.claim(run_id, "another") is None


def test_a_run_whose_credential_no_key_opens_has_visibly_failed(place: Workplace, forge: GitHTTP) -> None:
    repo = name()
    hook = place.remote(forge, repo)
    hooks = Catalogue(place.bridge, Keyring([Keyring.new_key()])).hooks
    hooks.put_credential(place.tenant, hook.hook_id, "token", "glpat")
    run_id = place.request(repo)
    with pytest.raises(BrokenSetup, match="aether credential add"):
        place.service().parse_repository(run_id, TENANT, worker="test", report=silent)
    status = place.status(run_id)
    assert (status.state, status.info["error_code"]) == (TaskState.FAILURE, "broken_setup")


def test_a_failed_push_leaves_the_graph_as_it_was(place: Workplace) -> None:
    repo = name()
    path = place.local(repo, FILES)
    place.index(repo)
    before = place.digest(repo)
    shutil.move(path, path.with_name(f"{repo}-away"))
    with pytest.raises(NotARepository):
        place.index(repo)
    assert place.digest(repo) == before


def test_a_run_that_lost_its_branch_publishes_nothing(place: Workplace) -> None:
    repo = name()
    path = place.local(repo, FILES)
    run_id = place.request(repo)

    def overtake(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        if status == "publish":
            place.lapse(repo)
            assert place.runs.claim(run_id, "another") is not None

    with pytest.raises(Fenced):
        place.service().parse_repository(run_id, TENANT, worker="test", report=overtake)
    assert place.status(run_id).state is TaskState.PROGRESS
    assert place.sql(f"select from code_nodes where graph_id = {place.graph(repo).graph_id}") == []
    place.lapse(repo)
    assert place.service().parse_repository(run_id, TENANT, worker="test", report=silent)["success"] is True
    assert place.digest(repo) == fresh(place, path)


def test_a_link_in_the_place_of_a_registered_path_is_not_followed(place: Workplace) -> None:
    repo = name()
    path = place.local(repo, FILES)
    place.index(repo)
    secret = place.directory / f"{repo}-elsewhere"
    create(secret, {b"secret.py": b"def secret(): ...\n"})
    shutil.move(path, path.with_name(f"{repo}-moved"))
    path.symlink_to(secret)
    with pytest.raises(RepositoryParseError, match="leads to a different place"):
        place.index(repo)


def test_a_path_below_a_tenants_root_leads_to_nothing_outside_of_it(place: Workplace) -> None:
    """Elsewhere a linked work tree is the operator's own and may be what git allows."""
    repo, other = name(), name()
    secret = place.directory / other
    create(secret, {b"secret.py": b"def secret(): ...\n"})
    for directory in (place.roots / repo, place.directory / f"{other}-tree"):
        directory.mkdir()
        (directory / ".git").write_text(f"gitdir: {secret}\n")
    place.catalogue.repositories.ensure(place.tenant, repo, str(place.roots / repo))
    with pytest.raises(Refused, match="all of it lies in it"):
        place.index(repo)
    place.catalogue.repositories.ensure(place.tenant, other, f"{secret}-tree")
    assert place.index(other)["files"] == 1


def test_plain_http_is_refused_unless_the_operator_allowed_the_host(place: Workplace) -> None:
    repo = name()
    place.catalogue.repositories.ensure(place.tenant, repo, "http://127.0.0.1:1/acme/widget.git")
    run_id = place.request(repo)
    with pytest.raises(Refused, match="AETHER_PRIVATE_HOSTS"):
        place.service().parse_repository(run_id, TENANT, worker="test", report=silent)
    assert place.status(run_id).info["error_code"] == "refused"


def test_an_interrupted_index_gives_its_claim_back(place: Workplace) -> None:
    def interrupt(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        raise KeyboardInterrupt

    place.local("interrupted", FILES)
    run_id = place.request("interrupted", ref="main")
    with pytest.raises(KeyboardInterrupt):
        place.service().parse_repository(run_id, TENANT, worker="a person", report=interrupt)
    assert (place.status(run_id).state, place.status(run_id).info["attempt"]) == (TaskState.PENDING, 0)
    assert place.service().parse_repository(run_id, TENANT, worker="test", report=silent)["success"] is True

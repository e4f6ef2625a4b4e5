"""True: what `aether index` says it indexed is what the source holds. Bad input gets a clear error and loses nothing else."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from aether.composition import application
from tests.aether.commands import Shell
from tests.git_http import GitHTTP
from tests.repositories import Files, commit, create, git

KEYS = {
    "tenant", "repo", "branch", "commit", "mode", "files", "files_parsed", "files_relinked", "nodes_total", "edges_total",
    "nodes_created", "nodes_deleted", "edges_created", "edges_deleted", "skipped", "partial_files", "seconds",
}  # fmt: skip
FIRST: Files = {
    b"a.py": b"def f():\n    return g()\n\n\ndef g():\n    return 1\n",
    b"b.py": b"from a import f\n\nf()\n",
}
SECOND: Files = {**FIRST, b"c.py": b"from a import g\n\n\ndef h():\n    return g()\n"}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A bare repository with one commit on `main`."""
    path = tmp_path / f"repo-{secrets.token_hex(4)}.git"
    create(path, FIRST)
    return path


def checkout(bare: Path) -> Path:
    path = bare.with_name(f"checkout-{secrets.token_hex(4)}")
    git(bare, "clone", "--quiet", str(bare), str(path))
    return path


def indexed(aether: Shell, source: object, *options: object) -> dict[str, Any]:
    done: dict[str, Any] = aether("index", source, *options, "--json").json
    assert done.keys() == KEYS
    return done


def test_a_bare_repository_then_a_delta_then_nothing(aether: Shell, bare: Path) -> None:
    first = indexed(aether, bare)
    assert (first["tenant"], first["repo"], first["branch"], first["mode"]) == ("default", bare.stem, "main", "full")
    assert first["commit"] == git(bare, "rev-parse", "main")
    assert (first["files"], first["files_parsed"], first["skipped"], first["partial_files"]) == (2, 2, {}, 0)
    assert first["nodes_created"] == first["nodes_total"] > 0
    assert first["edges_created"] == first["edges_total"] > 0
    assert first["seconds"].keys() == {"fetch", "extract", "link", "publish", "total"}
    new = commit(bare, SECOND)
    second = indexed(aether, bare)
    assert (second["commit"], second["mode"], second["files"], second["files_parsed"]) == (new, "delta", 3, 1)
    assert second["nodes_total"] == first["nodes_total"] + second["nodes_created"] - second["nodes_deleted"]
    third = indexed(aether, bare)
    assert (third["mode"], third["nodes_created"], third["edges_deleted"]) == ("unchanged", 0, 0)


def test_a_checkout_is_indexed_as_committed_on_its_branch_or_as_detached(aether: Shell, bare: Path) -> None:
    path = checkout(bare)
    git(path, "checkout", "--quiet", "-b", "topic")
    (path / "not_committed.py").write_text("def lost(): ...\n")
    (path / "a.py").write_text("")
    done = indexed(aether, path)
    assert (done["repo"], done["branch"], done["files"]) == (path.name, "topic", 2)
    git(path, "checkout", "--quiet", "--force", "--detach")
    assert indexed(aether, path)["branch"] == "detached"


def test_branch_and_revision_say_what_is_indexed_as_what(aether: Shell, bare: Path) -> None:
    first = git(bare, "rev-parse", "main")
    git(bare, "branch", "feature/x", first)
    git(bare, "tag", "v1", first)
    second = commit(bare, SECOND)
    assert indexed(aether, bare, "--branch", "feature/x")["commit"] == first
    assert indexed(aether, bare)["commit"] == second
    for rev in ("v1", "main~1", first, first[:10], "feature/x"):
        done = indexed(aether, bare, "--rev", rev)
        assert (done["branch"], done["commit"], done["files"]) == ("main", first, 2)
    assert indexed(aether, bare, "--branch", "as-named", "--rev", "v1")["branch"] == "as-named"


def test_several_processes_make_the_same_graph(aether: Shell, bare: Path) -> None:
    commit(bare, {b"m%d.py" % number: b"def f%d(): return f%d()\n" % (number, number) for number in range(600)})
    alone = indexed(aether, bare, "--repo", "one-process")
    shared = indexed(aether, bare, "--repo", "two-processes", "--jobs", 2)
    assert (shared["files_relinked"], shared["edges_total"]) == (alone["files_relinked"], alone["edges_total"])
    one, two = (aether("digest", "--repo", repo).out for repo in ("one-process", "two-processes"))
    assert one == two
    assert len(one.strip()) == 64


def test_a_url_is_fetched_where_the_operator_allows_the_host(aether: Shell, tmp_path: Path) -> None:
    with GitHTTP(tmp_path / "forge") as forge:
        first, _ = create(forge.directory / "acme/shop.git", FIRST, SECOND)
        git(forge.directory / "acme/shop.git", "tag", "v1", first)
        url = forge.remote_url("acme/shop")
        aether("index", url).says(1, "AETHER_PRIVATE_HOSTS")
        allowed = Shell(aether.environment | {"AETHER_PRIVATE_HOSTS": forge.host}, aether.capture)
        assert (indexed(allowed, url)["repo"], indexed(allowed, url)["files"]) == ("shop", 3)
        for rev in ("v1", first):
            assert indexed(allowed, url, "--rev", rev)["commit"] == first
        allowed("index", url, "--rev", "HEAD~1").says(2, "HEAD~1")
        allowed("index", forge.remote_url("acme/none")).says(1, "There is no git repository")
        hidden = allowed("index", url.replace("://", "://user:hidden@"))
        assert (hidden.code, "hidden" in hidden.err) == (1, False)


def test_for_a_person_there_is_a_summary_on_stdout_and_progress_on_stderr(aether: Shell, bare: Path) -> None:
    done = aether("index", bare)
    assert done.code == 0
    assert f"{bare.stem} (main) at {git(bare, 'rev-parse', 'main')}: full" in done.out


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--rev", "no-such"), 1, "no-such"),
        (("--rev", "-x"), 2, "-x"),
        (("--branch", "no-such"), 1, "no branch"),
        (("--branch", "a..b"), 2, "a..b"),
        (("--tenant", "no-such"), 5, "no-such"),
        (("--repo", "No Good"), 2, "lower-case"),
    ],
)
def test_what_is_not_there_is_told_and_registers_nothing(
    aether: Shell, bare: Path, options: tuple[str, str], code: int, words: str
) -> None:
    aether("index", bare, *options).says(code, words)
    assert bare.stem not in aether("repo", "list", "--json").out


def test_a_source_that_is_no_repository_is_told(aether: Shell, tmp_path: Path) -> None:
    aether("index", tmp_path).says(1, "git repository")
    aether("index", tmp_path / "missing").says(1, "missing")
    create(tmp_path / "empty.git")
    aether("index", tmp_path / "empty.git").says(1, "no commit")
    file = tmp_path / "file"
    file.write_text("text")
    aether("index", file).says(1, "file")
    assert aether("index").code == 2


def test_a_name_that_belongs_to_a_hook_is_not_taken_over(aether: Shell, bare: Path) -> None:
    aether("tenant", "add", "default")
    base = ("--forge", "github", "--scope", "repository", "--base-url", "https://github.com")
    hook_id = aether("hook", "add", *base, "--json").json["hook_id"]
    aether("repo", "add", "--hook", hook_id, "--path", "a/b", "--forge-id", "1", "--id", bare.stem)
    aether("index", bare).says(1, "belongs to a hook")


def test_files_that_cannot_be_read_are_left_out_by_rule_and_lose_nothing_else(aether: Shell, tmp_path: Path) -> None:
    create(
        tmp_path / "odd.git",
        {
            **FIRST,
            b"huge.py": b"x = 1\n" * (50 * 1024 * 1024 // 6),
            b"latin.py": "def größe(): return 1\n".encode("latin-1"),
            b"binary.py": b"\0\1\2",
            b"broken.py": b"def whole(): return 1\n\ndef half(:\n",
            b"na\xffme.py": b"def odd(): return 1\n",
            b"link.py": (0o120000, b"a.py"),
            b"sub": (0o160000, b"1" * 40),
        },
    )
    done = indexed(aether, tmp_path / "odd.git", "--repo", "odd")
    assert done["skipped"]["too_large"] == 1
    assert done["skipped"]["binary"] == 1
    assert done["partial_files"] >= 1
    for name in ("f", "whole", "odd"):
        assert aether("query", "search", name, "--repo", "odd", "--json").json["nodes"], name
    assert aether("query", "callers", "g", "--repo", "odd").code == 0


def test_a_branch_that_another_run_holds_is_busy_and_says_who(
    aether: Shell, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(aether, bare)
    for name, value in aether.environment.items():
        monkeypatch.setenv(name, value)
    with application() as found:
        run_id = found.runs.request("default", bare.stem, ref="main", full=False, trigger="test")
        claim = found.runs.claim(run_id, "worker-of-somebody")
        assert claim
        aether("index", bare).says(1, "worker-of-somebody")
        found.runs.finish(claim, {"success": True})
    assert indexed(aether, bare)["mode"] == "unchanged"

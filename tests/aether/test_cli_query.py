"""True: answers, exports and digests are those of the indexed commit. Equal graphs have equal digests, and only those."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.aether.commands import Shell
from tests.repositories import Files, commit, create

SHOP: Files = {
    b"shop/__init__.py": b"",
    b"shop/cart.py": b"import os\n\n\ndef total(items):\n    return add(items) + add(items)\n\n\n"
    b"@staticmethod\ndef add(items):\n    return sum(items)\n",
    b"shop/order.py": b"from shop.cart import total\n\n\nclass Order:\n    def pay(self):\n        return total([])\n\n\nOrder().pay()\n",
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("query") / "shop.git"
    create(path, SHOP)
    return path


@pytest.fixture
def shop(aether: Shell, source: Path) -> Shell:
    """With repository `shop` of tenant `default` indexed."""
    assert aether("index", source).code == 0
    return aether


def test_search_finds_names_by_their_beginning(shop: Shell) -> None:
    found = shop("query", "search", "ord", "--repo", "shop", "--json").json
    assert found.keys() == {"nodes", "cut", "left_out", "next", "freshness", "grade"}
    assert "shop.order.Order" in [node["qualified_name"] for node in found["nodes"]]
    table = shop("query", "search", "ord", "--repo", "shop")
    assert "shop.order.Order" in table.out
    assert "main at" in table.err


def test_an_answer_in_a_language_without_an_oracle_says_that_it_is_a_preview(aether: Shell, tmp_path: Path) -> None:
    source = tmp_path / "view.git"
    create(
        source,
        {
            b"Till.vue": b"<script>\nfunction ring() {\n  return missing()\n}\nring()\n</script>\n",
            b"a.py": b"def f(): ...\n",
        },
    )
    aether("index", source)
    for asked in (("search", "ring"), ("callers", "ring"), ("unresolved", "--reason", "name")):
        shown = aether("query", *asked, "--repo", "view", "--json").json
        assert {each["grade"] for each in (shown, *shown.get("answers", ()))} == {"preview"}
        assert "Grade: preview" in aether("query", *asked, "--repo", "view").err
    assert aether("query", "search", "f", "--repo", "view", "--json").json["grade"] == "measured"
    assert "preview" not in aether("query", "search", "f", "--repo", "view").err


def test_references_that_lead_nowhere_are_counted_and_shown_by_reason(aether: Shell, tmp_path: Path) -> None:
    source = tmp_path / "lost.git"
    create(source, {b"a.py": b"def f():\n    missing()\n    missing(1)\n", b"b.py": b"from .nowhere import x\n"})
    aether("index", source)
    counted = aether("query", "unresolved", "--repo", "lost", "--json").json
    assert counted == [{"reason": "name", "references": 2}, {"reason": "import", "references": 1}]
    commit(source, {b"a.py": b"\ndef f():\n    missing()\n", b"b.py": b"from .nowhere import x\n", b"c.py": b""})
    aether("index", source)
    (place,) = aether("query", "unresolved", "--repo", "lost", "--reason", "name", "--json").json["unresolved"]
    assert (place["path"], place["scope"], place["line"], place["column"]) == ("a.py", "a.f", 3, 4)
    assert (place["kind"], place["expression"], place["reason"]) == ("call", "missing", "name")
    assert "b.py:1" in aether("query", "unresolved", "--repo", "lost", "--reason", "import").out
    assert aether("query", "unresolved", "--repo", "lost", "--reason", "budget").code == 3


@pytest.mark.parametrize("name", ["add", "shop.cart.add"])
def test_callers_are_asked_for_by_name_or_qualified_name(shop: Shell, name: str) -> None:
    found = shop("query", "callers", name, "--repo", "shop", "--depth", 2, "--json").json
    (answer,) = found["answers"]
    assert answer["node"]["qualified_name"] == "shop.cart.add"
    assert {each["node"]["qualified_name"]: each["depth"] for each in answer["neighbours"]} == {
        "shop.cart.total": 1,
        "shop.order.Order.pay": 2,
    }
    assert len(found["freshness"]["indexed_commit"]) == 40
    shown = shop("query", "callers", name, "--repo", "shop")
    assert "shop/cart.py:9" in shown.out
    assert "shop/cart.py:5" in shown.out


def test_callees_by_the_id_of_a_node_and_by_resolution(shop: Shell) -> None:
    node = shop("query", "callees", "pay", "--repo", "shop", "--json").json["answers"][0]["node"]
    by_id = shop("query", "callees", node["id"], "--repo", "shop", "--json").json
    assert [each["node"]["name"] for each in by_id["answers"][0]["neighbours"]] == ["total"]
    assert shop("query", "callees", "pay", "--repo", "shop", "--resolution", "callback").code == 3
    shop("query", "callees", "pay", "--repo", "shop", "--resolution", "guess").says(2, "exact")


def test_exit_codes_tell_nothing_found_not_indexed_and_no_such_name(shop: Shell) -> None:
    query = ("query", "callers")
    assert shop(*query, "pay", "--repo", "shop", "--resolution", "exact").code == 3
    assert shop("query", "search", "nothing-of-this", "--repo", "shop").code == 3
    shop(*query, "nothing", "--repo", "shop").says(5, "nothing", "search")
    shop(*query, "0" * 16, "--repo", "shop").says(5, "no such node")
    shop(*query, "add", "--repo", "no-such").says(5, "no-such")
    shop(*query, "add", "--repo", "shop", "--branch", "no-such").says(5, "no-such")
    shop(*query, "add", "--repo", "shop", "--tenant", "no-such").says(5, "no-such")
    assert shop(*query, "add").code == 2
    hook = ("--forge", "github", "--scope", "repository", "--base-url", "https://github.com", "--json")
    hook_id = shop("hook", "add", *hook).json["hook_id"]
    shop("repo", "add", "--hook", hook_id, "--path", "a/b", "--forge-id", "1", "--id", "not-indexed")
    for verb in (("query", "search", "a"), ("query", "callers", "a"), ("export",), ("digest",)):
        shop(*verb, "--repo", "not-indexed").says(4, "not-indexed")
        shop(*verb, "--repo", "no-such").says(5, "no-such")


def test_an_export_is_canonical(shop: Shell, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl"
    assert shop("export", "--repo", "shop", "-o", file).out == ""
    content = file.read_bytes()
    header, *rest = (json.loads(line) for line in content.splitlines())
    assert header.keys() == {"type", "schema", "tenant", "repo", "branch", "commit", "complete"}
    assert (header["type"], header["schema"], header["tenant"], header["repo"]) == ("graph", 1, "default", "shop")
    assert content.decode() == "".join(map(canonical, [header, *rest]))
    nodes = [row for row in rest if row["type"] == "node"]
    edges = [row for row in rest if row["type"] == "edge"]
    assert rest == [*nodes, *edges]
    identifiers = [node["id"] for node in nodes]
    assert identifiers == sorted(set(identifiers))
    keys = [tuple(edge[part] for part in ("kind", "source", "target", "path", "resolution", "scope")) for edge in edges]
    assert keys == sorted(set(keys))
    assert {edge[end] for edge in edges for end in ("source", "target", "scope")} <= set(identifiers)
    for edge in edges:
        assert edge["sites"] == sorted(map(list, {tuple(site) for site in edge["sites"]}))


def test_lines_of_an_export_are_those_of_the_files(shop: Shell, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl"
    shop("export", "--repo", "shop", "-o", file)
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    by_name = {row["qualified_name"]: row for row in rows if row["type"] == "node" and row["kind"] != "file"}
    add, total = by_name["shop.cart.add"], by_name["shop.cart.total"]
    assert (add["first_line"], add["start_line"], add["end_line"]) == (8, 9, 10)
    (call,) = [
        row for row in rows if row["type"] == "edge" and (row["source"], row["target"]) == (total["id"], add["id"])
    ]
    assert (call["kind"], call["sites"], call["path"]) == ("CALLS", [[5, 11], [5, 24]], "shop/cart.py")
    for row in rows:
        if row["type"] == "node":
            assert ("start_line" in row) == (bool(row["path"]) and row["kind"] not in {"folder", "package", "project"})


def test_code_is_shown_beside_a_definition(shop: Shell) -> None:
    shown = shop("query", "definition", "shop/order.py:6", "--repo", "shop", "--source").out
    assert "shop/order.py:5\n    def pay(self):\n        return total([])\n" in shown


def test_a_digest_is_of_the_export_without_its_header(shop: Shell, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl"
    shop("export", "--repo", "shop", "-o", file)
    _, _, body = file.read_bytes().partition(b"\n")
    answer = shop("digest", "--repo", "shop", "--json").json
    assert answer["digest"] == hashlib.sha256(body).hexdigest()
    assert shop("digest", "--repo", "shop").out == answer["digest"] + "\n"


def test_equal_graphs_have_equal_digests_whoever_holds_them(shop: Shell, source: Path, tmp_path: Path) -> None:
    shop("tenant", "add", "someone-else")
    shop("index", source, "--tenant", "someone-else", "--repo", "another-name", "--branch", "b", "--rev", "main")
    one = digest(shop, "--repo", "shop")
    assert digest(shop, "--repo", "another-name", "--tenant", "someone-else") == one
    create(tmp_path / "changed.git", SHOP)
    shop("index", tmp_path / "changed.git")
    assert digest(shop, "--repo", "changed") == one
    commit(tmp_path / "changed.git", {**SHOP, b"more.py": b"x = 1\n"})
    shop("index", tmp_path / "changed.git")
    assert digest(shop, "--repo", "changed") != one
    told = shop("query", "changes", "--repo", "changed", "--json").json
    assert [each["path"] for each in told["files"]] == ["more.py"]
    assert "`more.x` `more.py:1`" in shop("query", "changes", f"{told['from_commit'][:9]}..", "--repo", "changed").out
    shop("query", "changes", f"..{told['from_commit']}", "--repo", "changed").says(3, "first commit")
    commit(tmp_path / "changed.git", SHOP)
    shop("index", tmp_path / "changed.git")
    assert digest(shop, "--repo", "changed") == one


def digest(aether: Shell, *options: str) -> str:
    return str(aether("digest", *options, "--json").json["digest"])


def canonical(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"

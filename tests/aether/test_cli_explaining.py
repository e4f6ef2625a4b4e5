"""True: on the command line an edge and a gap are explained, and a checkout is asked about before it is pushed."""

from pathlib import Path

import pytest

from tests.aether.commands import Shell
from tests.repositories import git

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": "def total(items):\n    return nobody(items)\n",
    "shop/order.py": "from shop.cart import total\n\n\ndef place(items):\n    return total(items)\n",
}


@pytest.fixture
def checkout(aether: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An indexed work tree, with a change that is staged and another that is not."""
    path = tmp_path / "explained"
    for name, text in FILES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    git(path, "init", "--quiet", "--initial-branch=main")
    git(path, "add", ".")
    git(path, "-c", "user.name=T", "-c", "user.email=t@example.invalid", "commit", "--quiet", "-m", "first")
    assert aether("index", path).code == 0
    monkeypatch.chdir(path)
    (path / "shop/cart.py").write_text("def total(items, tax):\n    return 1\n")
    git(path, "add", ".")
    (path / "shop/order.py").unlink()
    return path


def test_an_edge_is_explained_by_its_ends_and_by_its_id(aether: Shell, checkout: Path) -> None:
    found = aether("why", "place", "total", "CALLS", "--repo", "explained", "--json").json
    (chain,) = found["chains"]
    assert [step["kind"] for step in chain["steps"]] == ["use", "import", "definition"]
    table = aether("why", chain["edge"]["id"], "--repo", "explained")
    assert "shop/order.py:1" in table.out
    assert "main at" in table.err
    aether("why", "place", "total", "NONE", "--repo", "explained").says(2, "CALLS")
    aether("why", "total", "place", "--repo", "explained").says(5, "no such edge")


def test_a_gap_is_explained_by_its_place(aether: Shell, checkout: Path) -> None:
    (found,) = aether("why-not", "nobody", "at", "shop/cart.py:2", "--repo", "explained", "--json").json["references"]
    assert (found["reason"], found["asked"]) == ("name", ["shop/cart.py has no name 'nobody'"])
    assert aether("why-not", "nobody", "at", "shop/cart.py:1", "--repo", "explained").code == 3


def test_a_checkout_is_asked_about_before_it_is_pushed(aether: Shell, checkout: Path) -> None:
    staged = aether("what-if", "--repo", "explained", "--staged", "--json").json
    assert [each["path"] for each in staged["files"]] == ["shop/cart.py"]
    assert [each["node"]["qualified_name"] for each in staged["affected"]] == ["shop.order.place"]

    whole = aether("what-if", "--repo", "explained", "--json").json
    assert [(each["path"], each["how"]) for each in whole["files"]] == [
        ("shop/cart.py", "changed"),
        ("shop/order.py", "removed"),
    ]

    patch = checkout.parent / "change.patch"
    patch.write_text(git(checkout, "diff", "--cached") + "\n")
    patched = aether("what-if", "--repo", "explained", "--diff", patch, "--json").json
    assert (patched["files"], patched["affected"]) == (staged["files"], staged["affected"])
    assert "What this would change" in aether("what-if", "--repo", "explained", "--staged").out

    patch.write_text("no patch\n")
    aether("what-if", "--repo", "explained", "--diff", patch).says(2, "does not apply")
    aether("what-if", "--repo", "explained", "--staged", "--diff", patch).says(2, "mutually exclusive")


def test_a_checkout_without_the_indexed_commit_says_so(
    aether: Shell, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout.parent)
    aether("what-if", "--repo", "explained").says(1, "fetch it there first")

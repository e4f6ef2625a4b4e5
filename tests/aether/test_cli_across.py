"""True and never mixed: on the command line callers in a tenant's other repositories are found, and nobody else's."""

from pathlib import Path

from tests.aether.commands import Shell
from tests.repositories import create

SHOP = {
    b"pyproject.toml": b'[project]\nname = "shop"\n',
    b"shop/__init__.py": b"",
    b"shop/cart.py": b"def total():\n    pass\n",
}
TILL = {
    b"requirements.txt": b"shop\n",
    b"till.py": b"from shop.cart import total\n\n\ndef ring():\n    return total()\n\n\ndef day():\n    ring()\n",
}


def test_callers_in_other_repositories_are_found(aether: Shell, tmp_path: Path) -> None:
    for tenant in ("one", "two"):
        aether("tenant", "add", tenant)
        create(tmp_path / tenant / "shop.git", SHOP)
        assert aether("index", tmp_path / tenant / "shop.git", "--tenant", tenant).code == 0
    create(tmp_path / "one" / "till.git", TILL)
    assert aether("index", tmp_path / "one" / "till.git", "--tenant", "one").code == 0

    asked = ("query", "callers", "total", "--repo", "shop", "--across", "--tenant")
    table = aether(*asked, "one")
    impact = aether("query", "impact", "total", "--repo", "shop", "--across", "--tenant", "one", "--json").json
    other = aether(*asked, "two")

    assert "in till (main)" in table.out
    assert "till.py:5" in table.out
    assert table.err.count("main at ") == 2  # each repository has its own freshness
    (there,) = impact["answers"][0]["across"]
    assert [(each["node"]["name"], each["depth"]) for each in there["answer"]["neighbours"]] == [
        ("ring", 1),
        ("day", 2),
    ]
    assert (other.code, "till" in other.out) == (3, False)

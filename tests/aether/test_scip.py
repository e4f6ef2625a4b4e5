"""True: a SCIP export names each definition once, and every use leads to the name of what it uses."""

from pathlib import Path

from aether.scip.schema import DEFINITION, IMPORT, TEST, messages
from tests.aether.commands import Shell
from tests.repositories import create

FILES = {
    b"shop/__init__.py": b"",
    b"shop/cart.py": b'import os\n\n\nclass Cart:\n    """Holds."""\n\n    def add(self, line: int) -> None: ...\n\n\nclass Gift(Cart):\n'
    b"    def add(self, line: int) -> None: ...\n\n\nif os:\n    def f(): ...\nelse:\n    def f(): ...\n",
    b"tests/test_cart.py": b"from shop.cart import Cart\n\n\ndef test_it():\n    Cart().add(1)\n",
}
CART = "aether . browsed . `shop/cart.py`/Cart#"


def test_definitions_uses_and_relationships_are_exported_as_scip(aether: Shell, tmp_path: Path) -> None:
    create(tmp_path / "browsed.git", FILES)
    aether("index", tmp_path / "browsed.git")
    assert aether("export", "--repo", "browsed", "--format", "scip", "-o", tmp_path / "index.scip").code == 0

    index = messages()["Index"].FromString((tmp_path / "index.scip").read_bytes())
    documents = {document.relative_path: document for document in index.documents}
    assert documents.keys() == {"shop/__init__.py", "shop/cart.py", "tests/test_cart.py"}
    symbols = {each.symbol: each for document in index.documents for each in document.symbols}
    assert len(symbols) == sum(len(document.symbols) for document in index.documents)
    cart, test = documents["shop/cart.py"], documents["tests/test_cart.py"]
    assert {
        f"{CART}add().",
        "aether . browsed . `shop/cart.py`/f().",
        "aether . browsed . `shop/cart.py`/f(+1).",
    } < symbols.keys()
    assert symbols[CART].documentation == ["Holds."]
    assert symbols[f"{CART}add()."].signature_documentation.text == "def add(self, line: int) -> None"
    (above,) = symbols["aether . browsed . `shop/cart.py`/Gift#add()."].relationships
    assert (above.symbol, above.is_implementation, above.is_reference) == (f"{CART}add().", True, True)
    defined = {each.symbol: list(each.enclosing_range) for each in cart.occurrences if each.symbol_roles & DEFINITION}
    assert defined[CART] == [3, 0, 7, 0]
    used = {(each.symbol, tuple(each.range)): each.symbol_roles for each in test.occurrences}
    assert used[CART, (4, 4, 8)] == TEST
    assert {role for (symbol, _), role in used.items() if symbol.endswith("`shop/cart.py`/__module__:")} == {
        TEST | IMPORT
    }
    assert [each.symbol for each in index.external_symbols] == ["aether . os . os/"]

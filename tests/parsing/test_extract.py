"""True: any bytes give facts, the same on any machine; what cannot be read is told, and costs nothing else."""

import json

import pytest

from graph.facts import Facts, Item
from parsing import encoding, extract, language_of
from parsing.linking.namespaces import shared


def facts(source: bytes) -> Facts:
    return encoding.facts(extract("python", source).facts)


def interface(source: bytes) -> dict[str, Item]:
    return encoding.interface(extract("python", source).interface)


def names(source: bytes) -> list[str]:
    return [definition.qualname for definition in facts(source).definitions]


def test_language_of_a_path() -> None:
    assert [language_of(path) for path in ("a/b.py", "c.pyi", "README", ".py", "d.txt", "e.py/f")] == ["python", "python", "", "python", "", ""]  # fmt: skip


def test_an_empty_file_is_a_module() -> None:
    assert names(b"") == [""]
    assert not extract("python", b"").partial


def test_a_syntax_error_keeps_the_rest() -> None:
    source = b"def f(): ...\n\ndef broken(:\n\nclass C:\n    def g(self): f()\n"
    assert {"f", "C", "C.g"} <= set(names(source))
    assert extract("python", source).partial


def test_bytes_that_are_not_utf8_are_read_and_told() -> None:
    source = b"name = '\xff\xfe'\n\ndef f():\n    g('\xe9')\n"
    assert "f" in names(source)
    assert extract("python", source).partial


@pytest.mark.parametrize(
    "source",
    [
        b"x = " + b"(" * 10_000 + b"f()" + b")" * 10_000,
        b"x = " + b"[" * 10_000 + b"]" * 10_000,
        b"x = a" + b".b()" * 10_000,
        b"x = " + b"f(" * 3_000 + b")" * 3_000,
        b"x = " + b"not " * 10_000 + b"y",
        b"x = " + b" + ".join([b"f()"] * 10_000),
        b"x = " + b"lambda: " * 2_000 + b"f()",
        b"".join(b" " * depth + b"if x:\n" for depth in range(500)) + b" " * 500 + b"f()\n",
        b"".join(b" " * depth + b"def f():\n" for depth in range(500)) + b" " * 500 + b"f()\n",
        b"x: " + b"list[" * 5_000 + b"int" + b"]" * 5_000,
        b"from " + b"." * 10_000 + b" import x",
    ],
    ids=["parentheses", "brackets", "chain", "calls", "not", "sum", "lambda", "if", "def", "annotation", "dots"],
)
def test_nesting_of_any_depth_is_read(source: bytes) -> None:
    assert "g" in names(source + b"\n\ndef g():\n    pass\n") or extract("python", source).partial


def test_a_huge_line_is_read() -> None:
    source = b"table = {" + b",".join(b"'key%d': value%d" % (number, number) for number in range(50_000)) + b"}\n"
    assert names(source) == ["", "table"]
    assert len(extract("python", source).interface) < 3_000


def test_the_interface_holds_no_position() -> None:
    source = b"def f(x: int = 1):\n    y = g()\n    return y\n\nclass C:\n    z = 1\n    def m(self):\n        self.w = f()\n"
    assert interface(source) == interface(b"\n\n# moved\n\n" + source.replace(b"return y", b"\n    return y"))


def test_the_interface_holds_no_local_name() -> None:
    item = interface(b"def f(x):\n    y = x\n    z = y.go()\n    return z\n")["f"]
    assert item.returns == "<$f:x>.go()"


def test_the_name_of_a_parameter_it_calls_is_told() -> None:
    assert interface(b"def f(job, other):\n    job()\n    other.go()\n")["f"].invokes == ("job",)


def test_facts_do_not_depend_on_what_was_extracted_before() -> None:
    source = b"class A:\n    def f(self): return self.g(lambda: A())\n"
    alone = extract("python", source)
    extract("python", b"def " + b"x" * 1_000 + b"(: pass")
    assert extract("python", source) == alone


@pytest.mark.parametrize(
    "source", [b"x = a if not isinstance(b, C) else d\n", b"if not isinstance(x, C):\n    # only this\n"]
)
def test_a_check_without_a_branch_is_read(source: bytes) -> None:
    extract("python", source)


@pytest.mark.parametrize(
    ("source", "last"), [(b"", 1), (b"x = 1", 1), (b"x = 1\n", 1), (b"x = 1\ny = 2", 2), (b"\n\n", 2)]
)
def test_a_module_ends_with_its_last_line(source: bytes, last: int) -> None:
    assert facts(source).definitions[0].end_line == last


@pytest.mark.parametrize(
    "source",
    [
        b"var x " + b"[]" * 5_000 + b"int\n",
        b"var x " + b"*" * 5_000 + b"int\n",
        b"var x " + b"map[string]" * 3_000 + b"int\n",
        b"var x " + b"func() " * 3_000 + b"int\n",
        b"var x " + b"struct{ a " * 1_000 + b"int" + b" }" * 1_000 + b"\n",
        b"var x = " + b"(" * 5_000 + b"f()" + b")" * 5_000,
        b"var x = a" + b".b()" * 1_000,
        b"var x = " + b"f(" * 3_000 + b")" * 3_000,
        b"var x = " + b" + ".join([b"f()"] * 5_000),
        b"var x = " + b"T{" * 2_000 + b"}" * 2_000,
        b"var x = " + b"func() { _ = " * 500 + b"1" + b" }" * 500,
        b"func f() " + b"{ " * 2_000 + b"f()" + b" }" * 2_000,
    ],
    ids=["lists", "pointers", "maps", "functions", "structs", "brackets", "chain", "calls", "sum", "literals", "func", "blocks"],
)  # fmt: skip
def test_nesting_of_any_depth_is_read_in_go(source: bytes) -> None:
    constraint = b"//go:build " + b"(" * 3_000 + b"linux" + b")" * 3_000 + b"\n\n"
    said = extract("go", constraint + b"package p\n\nfunc last() {}\n\n" + source)

    assert "last" in encoding.interface(said.interface)
    assert shared("a.go", encoding.interface(said.interface))


def test_a_call_that_comes_again_in_a_notebook_has_its_own_place() -> None:
    """Lines of a notebook are texts of their own in one cell, and one text in another."""

    def called(first: str) -> list[tuple[str, int, int]]:
        lines = [f"{first}(\n", "  a).m()\n"]
        cells = [{"cell_type": "code", "source": lines}, {"cell_type": "code", "source": "f(\n  a).m()\n"}]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        found = encoding.facts(extract("jupyter", json.dumps(notebook, indent=1).encode()).facts)
        return [(each.expression, each.line, each.column) for each in found.references][-3:]

    assert called("f") == called("g")


def test_the_object_of_a_method_reads_the_same_in_all_methods_of_its_class() -> None:
    source = (
        b"class C:\n    def f(self): self.h()\n    def g(this): this.h()\n    @classmethod\n    def k(cls): cls.h()\n"
    )
    called = [reference.expression for reference in facts(source).references if reference.kind == "call"]
    assert called == ["<.C:>.h()", "<.C:>.h()", "<$C.k:cls>.h()"]

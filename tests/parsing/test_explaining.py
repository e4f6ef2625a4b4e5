"""True: an explanation names what stands there, and the reason that the link recorded."""

import random
from pathlib import Path

import pytest

from graph.kinds import EdgeKind
from parsing import languages
from parsing.explaining.why_not import Missing, why_not
from parsing.explaining.wording import last
from parsing.linking.snapshot import Snapshot
from tests.languages.test_language_cases import CASES
from tests.parsing.memory_graph import fresh
from tests.proof.explained import Tree, explain, sampled, unreal
from tests.testdata import releases

TESTDATA = Path(__file__).resolve().parents[2] / ".testdata"
EACH = 80  # edges of a language
REWRITTEN = 1  # of them, whose name the graph writes otherwise than the file: a path that is included, a property
FILES = {
    "shop/__init__.py": b"from .cart import Cart as Basket\n",
    "shop/cart.py": b"from shop.base import Base\n\n\nclass Cart(Base):\n    def pay(self):\n        return self.total()\n",
    "shop/base.py": b"class Base:\n    def total(self):\n        return 1\n",
    "app.py": b"import shop\nimport requests\n\n\ndef make() -> shop.Basket:\n    return shop.Basket()\n\n\n"
    b"def run(given):\n    make().total()\n    make().sum()\n    given()\n    nobody()\n    requests.get()\n",
}


def tree(files: dict[str, bytes]) -> Tree:
    return Tree(fresh(files), files)


def told(found: Tree, kind: EdgeKind, target: str) -> list[tuple[str, str, int, str]]:
    (edge,) = [each for each in found.edges if each.kind == kind and found.nodes[each.target].qualified_name == target
               and each.path == "app.py"]  # fmt: skip
    return [(step.kind, step.path, step.line, step.name) for step in explain(found, edge)]


def asked(found: Tree, name: str, line: int) -> Missing:
    (only,) = why_not(found.put("app.py"), Snapshot(found.graph, ()), name, line, found.facts)
    return only


def test_what_may_be_one_of_several_things_is_called_as_the_first() -> None:
    assert last("{first:<$A.f.lambda#1:this>.map_of,<.A:map_of>}(x)", languages.load("scala")) == "map_of"


def test_a_call_is_explained_step_by_step_through_imports_types_and_bases() -> None:
    assert told(tree(FILES), EdgeKind.CALLS, "shop.base.Base.total") == [
        ("use", "app.py", 10, "total"),
        ("name", "app.py", 5, "make"),
        ("returns", "app.py", 5, "make"),
        ("import", "app.py", 1, "shop"),
        ("import", "shop/__init__.py", 1, "Cart"),
        ("name", "shop/cart.py", 4, "Cart"),
        ("base", "shop/cart.py", 4, "Base"),
        ("definition", "shop/base.py", 2, "total"),
    ]


@pytest.mark.parametrize(
    ("name", "line", "reason", "asked_for"),
    [
        ("sum", 11, "member", "shop/base.py has no name 'Base.sum'"),
        ("given", 12, "parameter", None),
        ("nobody", 13, "name", "app.py has no name 'nobody'"),
        ("get", 14, "outside", None),
        ("total", 10, "linked", None),
    ],
)
def test_why_a_name_leads_nowhere_is_told_with_what_was_looked_for(
    name: str, line: int, reason: str, asked_for: str | None
) -> None:
    found = asked(tree(FILES), name, line)

    assert found.reason == reason
    assert asked_for is None or asked_for in found.asked


def test_a_line_that_does_not_mention_the_name_has_no_answer() -> None:
    found = tree(FILES)

    assert why_not(found.put("app.py"), Snapshot(found.graph, ()), "total", 1, found.facts) == []


def test_a_name_of_signs_is_told_as_the_file_has_it() -> None:
    found = tree(
        {
            "Node.scala": b'class Node {\n  def \\(that: String): Node = this\n  def f = this \\ "x"\n  def g = this \\\\ 1\n}\n'
        }
    )
    (edge,) = [each for each in found.edges if each.kind == EdgeKind.CALLS]

    (missing,) = why_not(found.put("Node.scala"), Snapshot(found.graph, ()), "\\\\", 4, found.facts)

    assert [(step.kind, step.line, step.name) for step in explain(found, edge)[:1]] == [("use", 3, "\\")]
    assert (missing.reason, missing.asked[0]) == ("member", r"Node.scala has no name 'Node.\\'")


def test_references_that_begin_at_one_place_are_told_apart() -> None:
    found = tree({"a.scala": b"class A {\n  def f = g(1)(2).h\n}\n"})

    missing = why_not(found.put("a.scala"), Snapshot(found.graph, ()), "g", 2, found.facts)

    assert [(each.expression, each.reason) for each in missing] == [("g(int)", "result"), ("g", "expression")]


def test_what_has_no_name_is_not_told_by_the_graphs_own() -> None:
    found = tree({"a.scala": b"class A\n\nobject O {\n  val a = new A {}\n}\n"})

    said = [explain(found, edge)[0] for edge in found.edges if edge.kind == EdgeKind.INSTANTIATES]

    assert {(step.kind, step.line, step.name) for step in said} == {("use", 4, "")}


def test_an_edge_is_explained_also_where_an_earlier_answer_made_it_exact() -> None:
    objects = b"class A\nobject E { def apply(x: A): A = x }\nobject F { def apply(x: A): A = x }\n"
    calls = b"abstract class T extends (A => A) {\n  def u(x: A) = E(x)\n  def t(x: A) = F(x)\n}\n"
    found = tree({"a.scala": objects, "b.scala": calls})

    wrong = [each for edge in found.edges for each in unreal(found, edge, explain(found, edge))]

    assert wrong == []


@pytest.mark.parametrize("language", sorted({case.parent.name for case in CASES}))
def test_the_edges_of_a_language_are_explained_by_what_stands_there(language: str) -> None:
    """Of all cases of the language, as many as `EACH` edges."""
    found = [(case, edge) for case in CASES if case.parent.name == language for edge in of_case(case).edges]
    chosen = random.Random(language).sample(found, min(EACH, len(found)))

    wrong = [
        f"{case.name}: {each}"
        for case, edge in chosen
        for each in unreal(of_case(case), edge, explain(of_case(case), edge))
    ]

    assert len(wrong) <= REWRITTEN, wrong


def test_sampled_edges_and_gaps_of_a_package_are_explained() -> None:
    _, files = releases(TESTDATA)[-1]

    wrong = [text for text, _ in sampled(tree(dict(files)), edges=100, misses=50) if text]

    assert wrong == []


_KNOWN: dict[Path, Tree] = {}


def of_case(case: Path) -> Tree:
    if case not in _KNOWN:
        files = {
            path.relative_to(case).as_posix(): path.read_bytes() for path in sorted(case.rglob("*")) if path.is_file()
        }
        files.pop("expected.txt")
        _KNOWN[case] = tree(files)
    return _KNOWN[case]

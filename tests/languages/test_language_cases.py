"""True: each case is a small repository and the definitions and edges that a reader of its language would draw."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from graph.model import Edge, Node
from parsing import Extract, extract, language_of
from parsing.linking.relink import relink
from parsing.linking.snapshot import Put, Snapshot

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/expected.txt"))
STRUCTURE = {"CONTAINS", "DEFINES"}


class Empty:
    """The store before the first index."""

    def existing(self, paths: Sequence[str]) -> set[str]:
        return set()

    def interfaces(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        return {}

    def inhabited(self, directories: Sequence[str], without: Sequence[str]) -> set[str]:
        return set()

    def providers(self, namespaces: Sequence[int]) -> Mapping[int, Sequence[str]]:
        return {}


def read(case: Path) -> list[Put]:
    puts = []
    for path in sorted(case.rglob("*")):
        name = path.relative_to(case).as_posix()
        if path.is_file() and name != "expected.txt":
            language = language_of(name)
            found = extract(language, path.read_bytes()) if language else Extract(b"", b"", False)
            puts.append(Put(name, "", 0o100644, language, "", found.partial, found.facts, found.interface))
    return puts


def draw(case: Path) -> str:
    """Definitions, then every edge that is not structure; structure too where the case is about it."""
    delta = relink(Snapshot(Empty(), read(case)), "", lambda _: (), lambda _: (), lambda _: (), whole=True).delta
    nodes = {node.id: node for node in delta.nodes}
    structure = case.name.startswith("structure")
    shown = [
        node
        for node in delta.nodes
        if structure or (node.path and node.kind not in {"project", "package", "folder", "file"})
    ]
    edges = [edge for edge in delta.edges if structure or edge.kind not in STRUCTURE]
    lines = sorted(describe(node) for node in shown), sorted(tell(edge, nodes) for edge in edges)
    return (
        "definitions\n"
        + "".join(f"  {line}\n" for line in lines[0])
        + "edges\n"
        + "".join(f"  {line}\n" for line in lines[1])
    )


def describe(node: Node) -> str:
    place = f"{node.path}:{node.start_line}" if node.start_line else node.path or "(outside)"
    marks = "".join(f" {name}" for name in ("partial", "skipped") if node.attributes.get(name))
    return f"{place} {node.kind} {node.qualified_name}{marks}"


def tell(edge: Edge, nodes: Mapping[int, Node]) -> str:
    scope = nodes[edge.scope]
    sites = ",".join(f"{line + scope.start_line}:{column}" for line, column in edge.sites)
    source, target = (f"{nodes[end].qualified_name}" for end in (edge.source, edge.target))
    return " ".join(
        filter(None, [edge.kind, edge.resolution, source, "->", target, sites and f"at {edge.path}:{sites}"])
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_is_drawn_as_expected(case: Path, request: pytest.FixtureRequest) -> None:
    drawn = draw(case)
    expected = case / "expected.txt"
    if request.config.getoption("--update", default=False):
        expected.write_text(drawn)
    assert drawn == expected.read_text()


def test_there_are_cases() -> None:
    assert len(CASES) >= 25

"""True: a ratchet. `accuracy.txt` names the definition that each call in six files of a real package leads to, as a person
reads them: line by line, what is called through values whose type nothing says left out. It may only get better.
"""

from pathlib import Path

from graph.kinds import EdgeKind, Resolution
from tests.parsing.memory_graph import MemoryGraph, fresh
from tests.testdata import releases

HERE = Path(__file__).resolve().parent
WRITTEN = {Resolution.EXACT, Resolution.INFERRED}  # a call that somebody wrote; the others follow from it
MISSED, FALSE = 5, 0  # classes in a table inside a table, and an encoder from a connection that nothing describes


def test_calls_lead_where_a_person_reads_that_they_lead() -> None:
    graph = fresh(dict(releases(HERE.parents[1] / ".testdata"))["5.0.1"])
    read = set(HERE.joinpath("accuracy.txt").read_text().splitlines())
    found = {call for path in {line.partition(":")[0] for line in read} for call in calls(graph, path)}

    assert len(read) > 88
    assert len(read - found) <= MISSED, sorted(read - found)
    assert len(found - read) <= FALSE, sorted(found - read)


def calls(graph: MemoryGraph, path: str) -> set[str]:
    names = {node.id: node for nodes in graph.nodes.values() for node in nodes}
    return {
        f"{path}:{line + names[edge.scope].start_line} {names[edge.target].qualified_name}"
        for edge in graph.edges[path]
        if edge.kind in {EdgeKind.CALLS, EdgeKind.INSTANTIATES} and edge.resolution in WRITTEN
        for line, _ in edge.sites
    }

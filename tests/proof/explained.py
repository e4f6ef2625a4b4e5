"""Whether explanations are real, over one tree: `python -m tests.proof.explained REPOSITORY… --edges 200 --misses 100`.

Of sampled edges every step is looked up: what it names stands there, and the last step is the definition that the edge leads
to. Of sampled references that lead nowhere the reason must be the one that the link of the whole file recorded, and what was
asked in vain must not be there. Prints each that is not so, the CPU seconds an answer, and one line of JSON.
"""

import json
import random
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from graph.delta import Miss
from graph.kinds import EdgeKind
from graph.model import Edge
from parsing import encoding, languages
from parsing.explaining.places import Step
from parsing.explaining.why import why
from parsing.explaining.why_not import why_not
from parsing.explaining.wording import last, readable, spelled
from parsing.language import Language
from parsing.linking.snapshot import Put, Snapshot
from parsing.terms import term
from tests.parsing.memory_graph import MemoryGraph
from tests.proof.history import History
from tests.repositories import git

STATEMENT = 80  # lines on which an import, the head of a definition or a call is written at most
OWN = re.compile(r"\b([Ss]elf|static|super)\b")  # what a class may call itself, and a method the one above it
UNWRITTEN = re.compile(r"<\w|\w=")  # `<default>`, and what an attribute says; an operator is written
NAMELESS = frozenset({"new", "constructor", "delete", "lambda"})  # what no line of its file says so
STRUCTURE = frozenset({EdgeKind.CONTAINS, EdgeKind.DEFINES})


class Tree:
    """A graph with the lines of its files."""

    def __init__(self, graph: MemoryGraph, sources: Mapping[str, bytes]) -> None:
        self.graph, self._sources = graph, sources
        self.nodes = {node.id: node for owned in graph.nodes.values() for node in owned} | graph.outside
        self.edges = [edge for owned in graph.edges.values() for edge in owned if edge.kind not in STRUCTURE]
        self.misses = [(path, miss) for path, owner in graph.owners.items() for miss in owner.unresolved]

    def lines(self, path: str, line: int) -> str:
        found = self._sources.get(path, b"").decode("utf-8", "replace").split("\n")
        return "\n".join(found[line - 1 : line - 1 + STATEMENT])

    def facts(self, path: str) -> bytes:
        return self.graph.files[path].facts if path in self.graph.files else b""

    def put(self, path: str) -> Put:
        return self.graph.files.get(path) or Put(path, "", 0)


def explain(tree: Tree, edge: Edge) -> list[Step]:
    origin = tree.nodes[edge.scope].start_line if edge.scope in tree.nodes else 0
    sites = tuple((line + origin, column) for line, column in edge.sites)
    return why(tree.put(edge.path), Snapshot(tree.graph, ()), edge._replace(sites=sites), tree.facts)


def unreal(tree: Tree, edge: Edge, steps: Sequence[Step]) -> list[str]:
    """What is wrong with the chain of an edge."""
    wrong = [f"{step} does not stand there" for step in steps if not _stands(tree, step)]
    target = tree.nodes.get(edge.target)
    reached = {(step.path, step.line) for step in steps}
    if not steps:
        return ["no step"]
    if target is not None and target.path and target.start_line and (target.path, target.start_line) not in reached:
        wrong.append(f"{target.place} is not reached")
    return wrong


def _stands(tree: Tree, step: Step) -> bool:
    """The graph's own names for what has none, `<default>`, and what an attribute of a statement says, stand nowhere."""
    if step.kind == "place" or not step.name or step.name in NAMELESS | {step.path} or UNWRITTEN.search(step.name):
        return True
    written = tree.lines(step.path, step.line)
    return step.name.lower() in written.lower() or OWN.search(written) is not None


def untrue(tree: Tree, path: str, miss: Miss) -> str:
    """What is wrong with the reason of a reference that leads nowhere; '' for nothing."""
    line = tree.nodes[miss.scope].start_line + miss.line
    found = why_not(tree.put(path), Snapshot(tree.graph, ()), _name(tree, path, miss, line), line, tree.facts)
    same = [each for each in found if (each.column, each.kind, each.reason) == (miss.column, miss.kind, miss.reason)]
    if not same:
        return f"{path}:{line} {miss.kind} {miss.expression}: {miss.reason}, not {[each.reason for each in found]}"
    language = languages.load(tree.put(path).language)
    false = [question for each in same for question in each.asked if _answered(tree, question, language)]
    return f"{path}:{line}: asked in vain, but known: {false}" if false else ""


def _name(tree: Tree, path: str, miss: Miss, line: int) -> str:
    """What a person would call the reference: of several that begin at one place the shortest that rests on what is unknown."""
    facts, language = encoding.facts(tree.put(path).facts), languages.load(tree.put(path).language)
    here = [
        each.expression
        for each in facts.references
        if (facts.definitions[each.scope].start_line + each.line, each.column, each.kind) == (line, *miss[2:4])
    ]
    resting = [each for each in here if miss.expression in (term(each).base or each)]
    called = last(min(resting or here, key=len), language) if here else ""
    return called or (re.findall(r"[\w$]+", readable(miss.expression, language)) or [""])[-1]


def _answered(tree: Tree, question: str, language: Language) -> bool:
    found = re.fullmatch(r"(.+) has no name '(.*)'", question)
    if found is None:
        return False
    interface = encoding.interface(tree.put(found[1]).interface) if tree.put(found[1]).interface else {}
    return found[2] in {spelled(name, language) for name in interface}


def of_history(repository: Path) -> Tree:
    with History(repository) as history:
        history.commits = [git(repository, "rev-parse", "HEAD")]
        push = next(history.walk(0, 1))
        graph = MemoryGraph()
        graph.take(push.puts)
        sources = {put.path: history.content(put.blob) or b"" for put in push.puts if put.facts}
    return Tree(graph, sources)


def sampled(tree: Tree, edges: int, misses: int, seed: int = 1) -> Iterator[tuple[str, float]]:
    """Of each that was asked what is wrong with it, and the CPU seconds it took."""
    chance = random.Random(seed)
    for edge in chance.sample(tree.edges, min(edges, len(tree.edges))):
        start = time.process_time()
        wrong = unreal(tree, edge, explain(tree, edge))
        name = f"{edge.kind} {_told(tree, edge.source)} -> {_told(tree, edge.target)} in {edge.path}"
        yield f"{name}: {'; '.join(wrong)}" if wrong else "", time.process_time() - start
    for path, miss in chance.sample(tree.misses, min(misses, len(tree.misses))):
        start = time.process_time()
        yield untrue(tree, path, miss), time.process_time() - start


def _told(tree: Tree, node_id: int) -> str:
    found = tree.nodes.get(node_id)
    return found.qualified_name if found is not None else "?"


@click.command(help=__doc__)
@click.argument("repositories", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--edges", default=200, show_default=True)
@click.option("--misses", default=100, show_default=True)
def main(repositories: Sequence[Path], edges: int, misses: int) -> None:
    wrong = 0
    for path in repositories:
        told = list(sampled(of_history(path), edges, misses))
        for line in filter(None, (text for text, _ in told)):
            click.echo(line)
        seconds = sorted(each for _, each in told)
        found = sum(bool(text) for text, _ in told)
        wrong += found
        at = {"median_ms": seconds[len(seconds) // 2], "most_ms": seconds[-1]}
        click.echo(
            json.dumps(
                {"repository": path.parent.name, "asked": len(told), "wrong": found}
                | {name: round(1000 * value, 1) for name, value in at.items()}
            )
        )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

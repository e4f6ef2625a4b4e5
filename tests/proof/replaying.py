"""A history replayed push by push; after each the graph is compared with one that knows nothing but the commit."""

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsing.linking.snapshot import Put
from tests.parsing.memory_graph import MemoryGraph
from tests.proof.comparing import differences
from tests.proof.history import History


class Step(NamedTuple):
    number: int
    commit: str
    changed: int  # files that the commit puts or removes
    relinked: int
    found: list[str]  # differences from a fresh graph
    seconds: float  # of the processor, for the push alone


class Replay:
    """The graph that takes every push, and the fresh one of the newest commit."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.graph = MemoryGraph()
        self.fresh = MemoryGraph()

    def run(self, first: int, last: int) -> Iterator[Step]:
        """Commits `first` up to and without `last`. A graph that differs is replaced, so that each fault is told once."""
        for number, push in enumerate(self.history.walk(first, last), start=first):
            start = time.process_time()
            relinked = self.graph.take(push.puts, push.gone).files
            seconds = time.process_time() - start
            self.fresh = fresh(put for _, put in sorted(self.graph.files.items()))
            found = differences(self.graph, self.fresh)
            yield Step(number, push.commit, len(push.puts) + len(push.gone), relinked, found, seconds)
            if found:
                self.graph = self.fresh


def fresh(files: Iterable[Put]) -> MemoryGraph:
    """A full index over facts that are known."""
    graph = MemoryGraph()
    graph.take(files)
    return graph

"""Random mutations replayed: after each the graph is compared with a fresh one. A seed gives the same steps on any machine."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.parsing.memory_graph import MemoryGraph, fresh
from tests.proof.comparing import differences, digest_of
from tests.proof.mutations import GENERATORS, Generator, applied, possible, some_files

STEPS = 50  # mutations of one seed
KINDS = tuple(GENERATORS.values())


class Mutated(NamedTuple):
    seed: int
    step: int
    generator: str
    relinked: int
    files: int
    found: list[str]  # differences from a fresh graph
    graph: MemoryGraph


def mutate(seed: int, steps: int = STEPS, among: Sequence[Sequence[Generator]] = KINDS) -> Iterator[Mutated]:
    """A graph that differs is replaced, so that each fault is told once."""
    chance = random.Random(seed)
    files = some_files(chance)
    graph = fresh(files)
    for step in range(steps):
        generator = chance.choice(chance.choice(among))
        change = possible(files, generator(files, chance))
        files = applied(files, change)
        relinked = graph.push(change.put, change.gone).files
        anew = fresh(files)
        found = differences(graph, anew)
        yield Mutated(seed, step, generator.__name__, relinked, len(files), found, graph)
        graph = anew if found else graph


def digest_after(seed: int, steps: int) -> str:
    """Of the graph that took these mutations."""
    *_, last = mutate(seed, steps)
    return digest_of(last.graph)


def first_difference(seeds: Sequence[int], steps: int, among: Sequence[Generator]) -> Mutated | None:
    """Of nodes or edges; a trace that differs is none yet."""
    every = (each for seed in seeds for each in mutate(seed, steps, [among]))
    return next((each for each in every if any(line[0] in "-+" for line in each.found)), None)

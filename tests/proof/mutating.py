"""Random mutations replayed: after each the graph is compared with a fresh one. A seed gives the same steps on any machine."""

import random
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from parsing import skipping
from parsing.linking.snapshot import Put
from parsing.skipping import Rules
from tests.parsing.memory_graph import MemoryGraph, read
from tests.proof.comparing import differences, digest_of
from tests.proof.mutations import GENERATORS, Generator, Mutation, applied, possible, some_files
from tests.proof.replaying import fresh
from tests.proof.sources import Files

REGULAR = 0o100644
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
    graph = fresh(_puts({}, files, Mutation(files)))
    for step in range(steps):
        generator = chance.choice(chance.choice(among))
        change = possible(files, generator(files, chance))
        before, files = files, applied(files, change)
        relinked = graph.take(_puts(before, files, change), change.gone).files
        anew = fresh(_puts({}, files, Mutation(files)))
        found = differences(graph, anew)
        yield Mutated(seed, step, generator.__name__, relinked, len(files), found, graph)
        graph = anew if found else graph


def _puts(before: Files, after: Files, change: Mutation) -> list[Put]:
    """What changed, and what a changed rule decides anew."""
    old, new = _rules(before), _rules(after)
    others = {path: REGULAR for path in after if path not in change.put}
    again = skipping.redecided(old, new, others)
    return [_put(path, after[path], new) for path in (*change.put, *again)]


def _rules(files: Files) -> Rules:
    return Rules({path: source for path, source in files.items() if skipping.is_rule_file(path)})


def _put(path: str, source: bytes, rules: Rules) -> Put:
    """With the content for a blob's name, so that no change of it goes unnoticed."""
    verdict = rules.verdict(path, REGULAR) or skipping.of_content(source)
    put = Put(path, "", REGULAR, skipped=verdict) if verdict else read(path, source)
    return put._replace(blob=blake2b(source, digest_size=20).hexdigest())


def digest_after(seed: int, steps: int) -> str:
    """Of the graph that took these mutations."""
    *_, last = mutate(seed, steps)
    return digest_of(last.graph)


def first_difference(seeds: Sequence[int], steps: int, among: Sequence[Generator]) -> Mutated | None:
    """Of nodes or edges; a trace that differs is none yet."""
    every = (each for seed in seeds for each in mutate(seed, steps, [among]))
    return next((each for each in every if any(line[0] in "-+" for line in each.found)), None)

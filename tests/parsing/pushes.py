"""Random histories of small repositories: edits, new files, deletions, renames, copies."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from graph.model import Edge
from tests.parsing.memory_graph import MemoryGraph, fresh

Files = dict[str, bytes]
Drawing = tuple[set[str], set[Edge], dict[str, tuple[tuple[int, ...], ...]]]


class Code(NamedTuple):
    """How a random file of a language is called, and what is in it."""

    a_path: Callable[[random.Random], str]
    a_file: Callable[[random.Random], bytes]


def pushes_equal_fresh(code: Code, seed: int) -> bool:
    """Whether forty pushes leave, each of them, the graph of a fresh index."""
    chance = random.Random(seed)
    graph, files = MemoryGraph(), dict[str, bytes]()
    for _ in range(40):
        put, gone = a_push(code, files, chance)
        graph.push(put, gone)
        files = {path: source for path, source in {**files, **put}.items() if path not in gone}
        if graph.drawing() != fresh(files).drawing():
            return False
    return True


def after_one_push(
    before: Mapping[str, str], put: Mapping[str, str], gone: Sequence[str]
) -> tuple[Drawing, Drawing, Drawing]:
    """The graph after a push, the fresh one that it must equal, and the one before."""
    old = {path: source.encode() for path, source in before.items()}
    new = {path: source.encode() for path, source in put.items()}
    graph = fresh(old)
    graph.push(new, list(gone))
    left = {path: source for path, source in {**old, **new}.items() if path not in gone}
    return graph.drawing(), fresh(left).drawing(), fresh(old).drawing()


def a_push(code: Code, files: Files, chance: random.Random) -> tuple[Files, list[str]]:
    put: Files = {}
    gone: list[str] = []
    for _ in range(chance.randint(1, 3)):
        known = sorted(files)
        kind = chance.choice(["new", "edit", "edit", "delete", "rename", "empty", "cut"]) if known else "new"
        path = chance.choice(known) if known else ""
        if kind == "new":
            put[code.a_path(chance)] = code.a_file(chance)
        elif kind == "edit":
            put[path] = files[path] + b"\n" + code.a_file(chance)
        elif kind == "cut":
            lines = files[path].splitlines(keepends=True)
            put[path] = b"".join(line for line in lines if chance.random() < 0.8)
        elif kind == "empty":
            put[path] = b""
        else:
            gone.append(path)
            if kind == "rename":
                put[code.a_path(chance)] = files[path]
    put = {path: source for path, source in put.items() if possible(path, {**files, **put})}
    return put, [path for path in gone if path not in put]


def possible(path: str, files: Files) -> bool:
    """A name cannot be a file and a directory at once."""
    return not any(other.startswith(f"{path}/") for other in files)

"""Which definitions became untested, or no longer are, with a publish. A test reaches what it calls, inherits from,
overrides or decorates with, within a fixed number of steps, so a changed edge matters at most that many steps away.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from graph import watching
from graph.conventions import is_test
from graph.kinds import Resolution
from graph.model import Node
from store.consequences import DEEPEST, REACHING
from store.difference import Difference, EdgeKey
from store.finding import DEFINITIONS
from store.overlay import Overlay

_DEFINITIONS: Final = frozenset(DEFINITIONS)
_WORDS: Final = re.compile(r"\w+")


class Untested(NamedTuple):
    """For one pattern: definitions that became untested, those that no longer are, and whether a limit cut the search short."""

    added: Sequence[Node]
    removed: Sequence[Node]
    cut: bool


class Globs:
    """Patterns indexed by a word that every match must contain, so that a thousand of them cost hardly more than one."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._compiled = {each: watching.pattern(each) for each in patterns}
        self._by_word: defaultdict[str, list[str]] = defaultdict(list)
        words = {each: _whole_words(each) for each in patterns}
        common = Counter(word for found in words.values() for word in found)
        for each, found in words.items():
            self._by_word[min(found, key=common.__getitem__, default="")].append(each)

    def met(self, node: Node) -> list[str]:
        """The patterns that match the definition's name or its file's path."""
        names = node.qualified_name, node.path
        words = {"", *_WORDS.findall(names[0]), *_WORDS.findall(names[1])}
        asked = (each for word in words for each in self._by_word.get(word, ()))
        return [each for each in asked if any(map(self._compiled[each].fullmatch, names))]


def _whole_words(glob: str) -> set[str]:
    """Words that the pattern spells out in full, from one separator to the next."""
    if "[" in glob:
        return set()
    return {
        found[0]
        for found in _WORDS.finditer(glob)
        if glob[: found.start()][-1:] not in {"*", "?"} and glob[found.end() :][:1] not in {"*", "?"}
    }


class _Walk(NamedTuple):
    edges: Sequence[tuple[int, int]]  # source, target
    met: frozenset[int]
    cut: bool


async def untested(
    before: Overlay, after: Overlay, difference: Difference, patterns: Collection[str]
) -> dict[str, Untested]:
    globs = Globs(patterns)
    lost, lost_cut = await _behind(
        before, [edge for edge, (was, now) in difference.edges.items() if was and now is None]
    )
    won, won_cut = await _behind(after, [edge for edge, (was, now) in difference.edges.items() if now and was is None])
    near = _touched(difference) | lost | won
    was, cut_before = await _among(before, near, globs)
    now, cut_after = await _among(after, near, globs)
    cut = cut_before or cut_after or lost_cut or won_cut
    return {
        each: Untested(_only(now[each], was[each]), _only(was[each], now[each]), cut)
        for each in now.keys() | was.keys()
        if now[each].keys() != was[each].keys() or cut
    }


def _touched(difference: Difference) -> frozenset[int]:
    """What was added, removed or renamed."""
    return frozenset(
        each
        for each, (old, new) in difference.nodes.items()
        if old is None or new is None or old.qualified_name != new.qualified_name
    )


async def _behind(there: Overlay, edges: Iterable[EdgeKey]) -> tuple[frozenset[int], bool]:
    """What a test reaches through one of these edges, as far beyond the edge as the remaining steps allow."""
    ends = [
        (edge.source, edge.target) for edge in edges if edge.kind in REACHING and edge.resolution != Resolution.NAME
    ]
    walk = await _walk(there, frozenset(source for source, _ in ends), DEEPEST - 1, along=False)
    steps = _steps(walk.edges, await _tests(there, walk.met))
    starts = {target: DEEPEST - 1 - steps[source] for source, target in ends if steps.get(source, DEEPEST) < DEEPEST}
    ahead = await _walk(there, frozenset(starts), max(starts.values(), default=0), along=True)
    return ahead.met, walk.cut or ahead.cut


async def _among(there: Overlay, ids: Collection[int], globs: Globs) -> tuple[defaultdict[str, dict[int, Node]], bool]:
    """The untested ones among these, by pattern."""
    nodes = [node for node in (await there.nodes(ids)).values() if node.kind in _DEFINITIONS and not is_test(node.path)]
    asked = [(node, met) for node in nodes if (met := globs.met(node))]
    walk = await _walk(there, frozenset(node.id for node, _ in asked), DEEPEST, along=False)
    tested = _steps(walk.edges, await _tests(there, walk.met))
    found: defaultdict[str, dict[int, Node]] = defaultdict(dict)
    for node, met in asked:
        for name in met if node.id not in tested else ():
            found[name][node.id] = node
    return found, walk.cut


async def _walk(there: Overlay, starts: frozenset[int], depth: int, *, along: bool) -> _Walk:
    edges, met, frontier, cut = list[tuple[int, int]](), set(starts), set(starts), False
    for _ in range(depth):
        if not frontier:
            break
        steps = await (there.out_of if along else there.into)(frontier, REACHING)
        found = [(edge.source, edge.target) for edge, _ in steps.edges if edge.resolution != Resolution.NAME]
        frontier = {target if along else source for source, target in found} - met
        met |= frontier
        edges += found
        cut = cut or steps.cut
    return _Walk(edges, frozenset(met), cut)


async def _tests(there: Overlay, ids: Collection[int]) -> set[int]:
    return {each for each, node in (await there.nodes(ids)).items() if is_test(node.path)}


def _steps(edges: Iterable[tuple[int, int]], tests: set[int]) -> dict[int, int]:
    """The distance to the nearest test, for every node within `DEEPEST` steps of one."""
    following: defaultdict[int, set[int]] = defaultdict(set)
    for source, target in edges:
        following[source].add(target)
    found, frontier = dict.fromkeys(tests, 0), tests
    for step in range(1, DEEPEST + 1):
        frontier = set().union(*(following[each] for each in frontier)) - found.keys()
        found.update(dict.fromkeys(frontier, step))
    return found


def _only(these: Mapping[int, Node], others: Mapping[int, Node]) -> list[Node]:
    found = [node for each, node in these.items() if each not in others]
    return sorted(found, key=lambda node: (node.path, node.start_line, node.qualified_name, node.id))

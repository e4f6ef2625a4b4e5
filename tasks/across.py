"""Callers and impact across the repositories of a tenant.

The graphs of other repositories say which of their files import a package of this one. What those files call in it is found
by linking them again next to this repository's graph. Nothing is stored.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from graph.errors import Conflict, NotFound, NotIndexed
from graph.kinds import Resolution
from graph.languages import family
from graph.model import Edge
from parsing import encoding
from parsing.across import Importing, Package, defined_in, names_of, packages, provided, speaks, uses
from store.across import AcrossReader, Dependent
from store.dispatch import CALLS, TRUSTED
from store.model import Answer, Reached, Site
from tasks.link import Stored
from tasks.supposing import Standpoint, Where

REPOSITORIES: Final = 50  # queried for one answer
FILES: Final = 200  # relinked for one answer: some 20 ms of CPU each
ONWARD: Final = 100  # callers whose own callers are followed in turn


class Asked(NamedTuple):
    """A query that continues in other repositories."""

    question: str  # callers | impact
    node: int
    depth: int
    resolutions: Sequence[Resolution] = TRUSTED


class There(NamedTuple):
    """Another repository's part of the answer; `unanswered` says why there is none."""

    repo: str
    branch: str
    answer: Answer[Reached] | None
    unanswered: str = ""
    linked: int = 0  # files relinked


class Across(NamedTuple):
    """The answer of the queried repository, and those of the others that depend on it."""

    answer: Answer[Reached]
    there: Sequence[There]
    left_out: str  # repositories beyond the limit; '' if there are none


class _Goals(NamedTuple):
    depths: Mapping[int, int]  # node -> its distance from the node in question
    path: str  # of the node in question
    language: str
    stored: Stored
    names: set[int]  # keys by which files refer to it without an import of their own
    asked: Asked


class Crossing:
    def __init__(self, standpoint: Standpoint, reader: AcrossReader) -> None:
        self._standpoint, self._reader = standpoint, reader

    def ask(self, at: Where, asked: Asked) -> Across:
        return self._standpoint.over(at, lambda _, stored: self._ask(at, asked, stored))

    def _ask(self, at: Where, asked: Asked, stored: Stored) -> Across:
        answer = self._own(at, asked.question, asked.node, asked)
        start = answer.start
        if start is None or not start.path:
            return Across(answer, [], "")
        names = names_of(start.path, stored)
        goals = _Goals(_depths(answer, asked, stored), start.path, start.language, stored, names, asked)
        there: dict[str, There] = {}
        left_out, left = "", FILES
        for package in packages(start.path, stored):
            if not speaks(start.language, package):
                continue
            found = self._reader.dependents(at.within, at.repo, package.ecosystem, package.name, REPOSITORIES + 1)
            left_out = f"repositories after the first {REPOSITORIES}" if len(found) > REPOSITORIES else left_out
            for each in found[:REPOSITORIES]:
                told = self._there(at, each, package, goals, left)
                left -= told.linked
                if each.repo not in there or told.answer is not None:
                    there[each.repo] = told
        return Across(answer, list(there.values()), left_out)

    def _own(self, at: Where, question: str, node: int, asked: Asked, depth: int | None = None) -> Answer[Reached]:
        ask = self._standpoint.reader.impact if question == "impact" else self._standpoint.reader.callers
        return ask(
            at.within, at.repo, node, branch=at.branch, depth=depth or asked.depth, resolutions=asked.resolutions
        )

    def _there(self, at: Where, found: Dependent, package: Package, goals: _Goals, most: int) -> There:
        """One repository that cannot answer now does not fail the whole query. `most`: files to link."""
        where = Where(at.within, found.repo, found.branch)
        try:
            return self._standpoint.over(where, lambda _, stored: self._callers(where, stored, package, goals, most))
        except (Conflict, NotFound, NotIndexed) as problem:
            return There(found.repo, found.branch, None, str(problem))

    def _callers(self, at: Where, there: Stored, package: Package, goals: _Goals, most: int) -> There:
        modules = self._reader.modules(*at, family(goals.language))
        outside = provided(modules, package, goals.path, goals.language, goals.stored)
        found = self._reader.importing(*at, [modules[each] for each in outside], most + 1)
        if goals.names:  # some use the full name, or an import in another file
            found = [*dict.fromkeys([*found, *sorted(there.readers(goals.names))])]
        files = found[:most]
        cut = [f"files that import {package.name}: an answer links {FILES} at most"] if len(found) > most else []
        importing = Importing(there.load(files), there.load(there.recall(files)), outside)
        edges = [each for each in uses(importing, goals.path, goals.stored) if _wanted(each, goals)]
        reached = _reached(edges, goals.depths)
        cut += self._onward(at, reached, goals.asked)
        answer = self._reader.answer(*at, reached, "; ".join(cut))
        return There(at.repo, answer.freshness.branch, answer, linked=len(files))

    def _onward(self, at: Where, reached: dict[int, tuple[int, Sequence[Site]]], asked: Asked) -> list[str]:
        """Adds callers of these callers in their own repository, down to the depth asked for; returns what a limit left out."""
        starts = {each: depth for each, (depth, _) in reached.items() if depth < asked.depth}
        cut = [f"callers of callers after the first {ONWARD}"] if len(starts) > ONWARD else []
        for start in sorted(starts, key=starts.__getitem__)[:ONWARD]:
            further = self._own(at, "callers", start, asked, asked.depth - starts[start])
            cut += [further.left_out] if further.left_out else []
            for each in further.items:
                depth = starts[start] + each.depth
                if each.node.id not in reached or depth < reached[each.node.id][0]:
                    reached[each.node.id] = depth, each.edges
        return list(dict.fromkeys(cut))


def _depths(answer: Answer[Reached], asked: Asked, stored: Stored) -> dict[int, int]:
    """The nodes whose callers elsewhere belong in the answer: the one in question, and its callers above the last level."""
    start = answer.start
    inner: list[int] = []
    if asked.question == "impact" and start is not None:
        facts = stored.facts(start.path)
        inner = defined_in(encoding.facts(facts), start.path, start.id) if facts else []
    own = {each.node.id: each.depth for each in answer.items if each.depth < asked.depth}
    return {**own, **dict.fromkeys(inner, 0), asked.node: 0}


def _wanted(edge: Edge, goals: _Goals) -> bool:
    return edge.target in goals.depths and edge.kind in CALLS and edge.resolution in goals.asked.resolutions


def _reached(edges: Sequence[Edge], depths: Mapping[int, int]) -> dict[int, tuple[int, Sequence[Site]]]:
    """Each caller at its smallest depth, with all its edges."""
    found: dict[int, tuple[int, Sequence[Site]]] = {}
    for each in edges:
        depth, sites = depths[each.target] + 1, (Site(*each),)
        before = found.get(each.source)
        found[each.source] = (min(depth, before[0]), (*before[1], *sites)) if before else (depth, sites)
    return found

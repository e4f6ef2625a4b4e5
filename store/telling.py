"""Assembles a change answer: a difference, with names and lines at both commits, and its consequences."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Protocol

from graph.model import Node
from store import consequences
from store.change import About, Change, FileChange, NodeChange, Rebound
from store.difference import Difference, aspects
from store.model import Freshness, Site
from store.overlay import Overlay, site

_LINES: Final = ("lines",)
Nodes = Mapping[int, Node]


class Freshly(Protocol):
    """How fresh an answer about these nodes is."""

    async def __call__(self, about: Collection[Node] = ..., *, beyond: bool = ...) -> Freshness: ...


async def told(there: Overlay, difference: Difference, about: About, freshness: Freshly) -> Change:
    later, earlier = await _named(there, difference)
    changes = [_change(*pair) for pair in difference.nodes.values() if None not in pair]
    changed = _in_order([each for each in changes if each.aspects != _LINES])
    removed, added, rebound = _edges(difference, earlier, later)
    callers = await consequences.affected(there, difference, consequences.broken(difference, changed))
    tests = await consequences.tests(there, difference, consequences.touched(difference, changed))
    cycles, cut = await consequences.cycles(there, difference)
    known = {**earlier, **later, **await there.nodes(each for cycle in cycles for each in cycle)}
    return Change(
        about,
        [FileChange(path, _how(*pair)) for path, pair in sorted(difference.files.items())],
        _by_place(after for before, after in difference.nodes.values() if before is None and after is not None),
        _by_place(before for before, after in difference.nodes.values() if after is None and before is not None),
        changed,
        _in_order([each for each in changes if each.aspects == _LINES]),
        added,
        removed,
        rebound,
        sum(None not in pair for pair in difference.edges.values()),
        callers.reached,
        consequences.lost(difference, known),
        difference.found.total(),
        cycles,
        tests.reached,
        _left_out(callers=callers.cut, tests=tests.cut, cycles=cut),
        known,
        await freshness([*later.values()], beyond=True),
    )


async def _named(there: Overlay, difference: Difference) -> tuple[Nodes, Nodes]:
    """Every node mentioned in the difference, at the later and at the earlier commit."""
    ends = {end for edge in difference.edges for end in (edge.source, edge.target, edge.scope)}
    later = await there.nodes({*difference.nodes, *ends, *(miss.scope for miss in difference.misses)})
    earlier = dict(later)
    for each, (before, _) in difference.nodes.items():
        if before is None:
            earlier.pop(each, None)
        else:
            earlier[each] = before
    return later, earlier


def _change(old: Node | None, new: Node | None) -> NodeChange:
    if old is None or new is None:
        raise ValueError("a node that is new or gone did not change")
    return NodeChange(old, new, aspects(old, new) or _LINES)


def _edges(difference: Difference, earlier: Nodes, later: Nodes) -> tuple[list[Site], list[Site], list[Rebound]]:
    """Removed, added and rebound edges. A removed and an added edge that match count as one rebound edge instead."""
    removed, added = [], []
    for edge, (before, after) in sorted(difference.edges.items()):
        if after is None and before is not None:
            removed.append((site(edge, bytes.fromhex(before), earlier), _starts(before)))
        elif before is None and after is not None:
            added.append((site(edge, bytes.fromhex(after), later), _starts(after)))
    pairs = _pairs(removed, added, earlier, later)
    gone, come = {pair.before for pair in pairs}, {pair.after for pair in pairs}
    return [each for each, _ in removed if each not in gone], [each for each, _ in added if each not in come], pairs


def _pairs(
    removed: Sequence[tuple[Site, set[str]]], added: Sequence[tuple[Site, set[str]]], earlier: Nodes, later: Nodes
) -> list[Rebound]:
    """Matches removed with added edges of the same kind and definition: by a common site, relative to the definition's first
    line, or else by the target's name. Each edge is matched at most once.
    """
    free: defaultdict[tuple[str, int, str], list[tuple[Site, set[str]]]] = defaultdict(list)
    for new, places in added:
        free[new.kind, new.scope, new.path].append((new, places))
    pairs = []
    for old, places in removed:
        others = free[old.kind, old.scope, old.path]
        best = next((each for each in others if places & each[1]), None) or next(
            (each for each in others if _same_name(old, each[0], earlier, later)), None
        )
        if best is not None:
            others.remove(best)
            pairs.append(Rebound(old, best[0]))
    return pairs


def _same_name(old: Site, new: Site, earlier: Nodes, later: Nodes) -> bool:
    one, other = earlier.get(old.target), later.get(new.target)
    return one is not None and other is not None and one.name == other.name


def _starts(packed: str) -> set[str]:
    """The packed sites of an edge: 16 hexadecimal digits each."""
    return {packed[at : at + 16] for at in range(0, len(packed), 16)}


def _how(before: str | None, after: str | None) -> str:
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _by_place(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: (node.path, node.start_line, node.qualified_name))


def _in_order(changes: Sequence[NodeChange]) -> list[NodeChange]:
    return sorted(changes, key=lambda each: (each.after.path, each.after.start_line, each.after.qualified_name))


def _left_out(**cut: bool) -> list[str]:
    return [f"{what}: more than one answer can follow" for what, more in cut.items() if more]

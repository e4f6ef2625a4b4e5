"""How the answers to watched queries differ before and after one publish. Computed from what the publish changed and the
graph around that; the rest of the graph is not read.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from graph import conventions, watching
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.model import Node
from graph.watching import Form, Query
from store.difference import Difference, EdgeKey, aspects
from store.dispatch import CALLS
from store.finding import DEFINITIONS, suffixes
from store.overlay import Overlay
from store.reader import USES
from store.untested import untested

_PLACES: Final = frozenset({
    NodeKind.PROJECT, NodeKind.PACKAGE, NodeKind.FOLDER, NodeKind.FILE, NodeKind.MODULE, NodeKind.EXTERNAL_MODULE,
    NodeKind.EXTERNAL_PACKAGE,
})  # fmt: skip
_OUTSIDE: Final = frozenset({NodeKind.EXTERNAL_MODULE, NodeKind.EXTERNAL_PACKAGE})
_INTERFACE: Final = frozenset({*DEFINITIONS, NodeKind.CONSTANT, NodeKind.ENUM_MEMBER})
_RUN: Final = frozenset({NodeKind.FUNCTION, NodeKind.METHOD})  # what their bodies say nobody else sees
_SHAPE: Final = frozenset({EdgeKind.CONTAINS, EdgeKind.DEFINES})
Subjects = Collection[str]
Names = Callable[[Node], Iterable[str]]  # the names by which a query may refer to a node


class Step(NamedTuple):
    """One publish."""

    before: Overlay
    after: Overlay
    difference: Difference


class Found(NamedTuple):
    """How an answer differs. `changed`: with the aspects that differ."""

    added: Sequence[Node] = ()
    removed: Sequence[Node] = ()
    changed: Sequence[tuple[Node, Sequence[str]]] = ()
    cut: bool = False  # a limit on edges was reached

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.cut)


class Link(NamedTuple):
    """A one-edge query: the answer's items are at one end of the edge, the subject is at the other."""

    kinds: Sequence[EdgeKind]
    item: str  # source | target
    names: Names

    def ends(self, edge: EdgeKey) -> tuple[int, int]:
        """The item's node and the other one."""
        return (edge.source, edge.target) if self.item == "source" else (edge.target, edge.source)


def _by_name(node: Node) -> Iterable[str]:
    return (node.name, *suffixes(node.qualified_name))


def _outside(node: Node) -> Iterable[str]:
    return watching.beginnings(node.qualified_name) if node.kind in _OUTSIDE else ()


def _defined(node: Node) -> Iterable[str]:
    return () if node.kind in _PLACES else _by_name(node)


def _interface(node: Node) -> Iterable[str]:
    if node.kind not in _INTERFACE or not conventions.public(node):
        return ()
    return (".", *watching.beginnings(node.path), *watching.beginnings(node.qualified_name))


_LINKS: Final = {
    Form.CALLERS: Link(CALLS, "source", _by_name),
    Form.CALLEES: Link(CALLS, "target", _by_name),
    Form.USES: Link(USES, "source", _outside),
}


async def found(step: Step, queries: Collection[Query]) -> dict[Query, Found]:
    """The queries whose answers differ."""
    told: dict[Query, Found] = {}
    for form in Form:
        subjects = {query.subject for query in queries if query.form is form}
        if subjects:
            answers = await _of_form(step, form, subjects)
            told.update({Query(form, subject): answer for subject, answer in answers.items() if answer})
    return told


async def _of_form(step: Step, form: Form, subjects: Subjects) -> Mapping[str, Found]:
    if form in _LINKS:
        return await _linked(step, _LINKS[form], subjects)
    if form is Form.UNTESTED:
        answers = await untested(*step, subjects)
        return {each: Found(answer.added, answer.removed, (), answer.cut) for each, answer in answers.items()}
    if form is Form.INTERFACE:
        return await _described(step, _interface, subjects, {})
    return await _described(step, _defined, subjects, await _other_uses(step))


async def _linked(step: Step, link: Link, subjects: Subjects) -> dict[str, Found]:
    """Items added or removed: candidates from changed edges, checked against the graph before and after."""
    asked = await _candidates(step, link, subjects)
    had, cut_before = await _leading(step.before, link, asked, subjects)
    has, cut_after = await _leading(step.after, link, asked, subjects)
    come, gone = await step.after.nodes(asked), await step.before.nodes(asked)
    told = {}
    for subject in {each for wanted in asked.values() for each in wanted}:
        items = [item for item, wanted in asked.items() if subject in wanted]
        added = [come[item] for item in items if subject in has[item] and subject not in had[item]]
        removed = [gone[item] for item in items if subject in had[item] and subject not in has[item]]
        told[subject] = Found(_in_order(added), _in_order(removed), (), cut_before or cut_after)
    return told


async def _candidates(step: Step, link: Link, subjects: Subjects) -> dict[int, set[str]]:
    """Items that may have been added to or removed from the answers for these subjects."""
    asked: defaultdict[int, set[str]] = defaultdict(set)
    edges = [link.ends(edge) for edge in _changed(step.difference) if edge.kind in link.kinds]
    others = {other for _, other in edges}
    meant = [_meant(await there.nodes(others), link.names, subjects) for there in (step.before, step.after)]
    for item, other in edges:
        wanted = meant[0].get(other, set()) | meant[1].get(other, set())
        if wanted:
            asked[item] |= wanted
    for node_id, wanted in _renamed(step.difference, link.names, subjects).items():
        for there in (step.before, step.after):
            for item in await _items(there, link, node_id):
                asked[item] |= wanted
    return asked


def _renamed(difference: Difference, names: Names, subjects: Subjects) -> dict[int, set[str]]:
    """Nodes that a query newly refers to, or no longer does, although they and their edges stayed."""
    pairs = {each: pair for each, pair in difference.nodes.items() if None not in pair}
    before = _meant({each: old for each, (old, _) in pairs.items() if old}, names, subjects)
    after = _meant({each: new for each, (_, new) in pairs.items() if new}, names, subjects)
    both = {each: before.get(each, set()) ^ after.get(each, set()) for each in before.keys() | after.keys()}
    return {each: wanted for each, wanted in both.items() if wanted}


async def _items(there: Overlay, link: Link, node_id: int) -> list[int]:
    steps = await (there.into if link.item == "source" else there.out_of)([node_id], link.kinds)
    return [link.ends(edge)[0] for edge, _ in steps.edges]


async def _leading(
    there: Overlay, link: Link, items: Collection[int], subjects: Subjects
) -> tuple[Mapping[int, set[str]], bool]:
    """Which subjects each of these items is connected to."""
    led: defaultdict[int, set[str]] = defaultdict(set)
    if not items:
        return led, False
    steps = await (there.out_of if link.item == "source" else there.into)(items, link.kinds)
    ends = [link.ends(edge) for edge, _ in steps.edges if edge.resolution != Resolution.NAME]
    meant = _meant(await there.nodes(other for _, other in ends), link.names, subjects)
    for item, other in ends:
        led[item] |= meant.get(other, set())
    return led, steps.cut


async def _described(
    step: Step, names: Names, subjects: Subjects, more: Mapping[int, tuple[Node, Node]]
) -> dict[str, Found]:
    """Definitions that were added, removed or changed. `more`: those of which only the uses changed, before and after."""
    added, removed = defaultdict[str, list[Node]](list), defaultdict[str, list[Node]](list)
    changed: defaultdict[str, list[tuple[Node, Sequence[str]]]] = defaultdict(list)
    known = set(subjects)
    for node_id, (old, new) in {**more, **step.difference.nodes}.items():
        was, now = (known.intersection(names(node)) if node else set() for node in (old, new))
        for subject in now - was:
            added[subject] += [new] if new else []
        for subject in was - now:
            removed[subject] += [old] if old else []
        if old and new and (how := _how(old, new, names, uses=node_id in more)):
            for subject in was & now:
                changed[subject].append((new, how))
    about = added.keys() | removed.keys() | changed.keys()
    return {
        each: Found(_in_order(added[each]), _in_order(removed[each]), sorted(changed[each], key=_pair_place))
        for each in about
    }


def _how(old: Node, new: Node, names: Names, *, uses: bool) -> list[str]:
    """What counts as a change: of an interface what callers can see; of a definition also its code, its length and its uses."""
    differing = list(aspects(old, new))
    if names is _interface:
        unseen = {"docstring", "body"} if new.kind in _RUN else {"docstring"}
        return [each for each in differing if each not in unseen]
    longer = "body" not in new.attributes and old.end_line - old.start_line != new.end_line - new.start_line
    return differing + ["length"] * longer + ["uses"] * uses


async def _other_uses(step: Step) -> dict[int, tuple[Node, Node]]:
    """Definitions that still exist but use something else than before."""
    scopes = {edge.scope for edge in _changed(step.difference) if edge.kind not in _SHAPE}
    before, after = await step.before.nodes(scopes), await step.after.nodes(scopes)
    return {each: (before[each], after[each]) for each in before.keys() & after.keys()}


def _changed(difference: Difference) -> Iterable[EdgeKey]:
    """Edges added or removed, without bare-name matches."""
    return (
        edge
        for edge, (was, now) in difference.edges.items()
        if (was is None) is not (now is None) and edge.resolution != Resolution.NAME
    )


def _meant(nodes: Mapping[int, Node], names: Names, subjects: Subjects) -> dict[int, set[str]]:
    known = set(subjects)
    found = ((each, known.intersection(names(node))) for each, node in nodes.items())
    return {each: wanted for each, wanted in found if wanted}


def _in_order(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=_place)


def _place(node: Node) -> tuple[str, int, str, int]:
    return node.path, node.start_line, node.qualified_name, node.id


def _pair_place(pair: tuple[Node, Sequence[str]]) -> tuple[str, int, str, int]:
    return _place(pair[0])

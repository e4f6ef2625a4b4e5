"""The changes of a push as Markdown, short enough to read and to post as a comment on a merge request."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from api.views import grade
from graph.languages import Grade
from graph.model import Node
from store.change import About, Change, Lost, NodeChange, Rebound
from store.model import Reached

T = TypeVar("T")

MOST: Final = 20  # lines per list
_TICKS: Final = re.compile(r"`+")


def page(change: Change, repo: str) -> str:
    about, parts = change.about, (*_broken(change), *_seen(change))
    title = f"### {_what(about)} in {code(repo)} ({code(change.freshness.branch)})"
    body = [text for name, found in parts if found for text in (f"**{name}** ({len(found)})", "\n".join(_cut(found)))]
    left = [f"Left out: {'; '.join(change.left_out)}."] if change.left_out else []
    return "\n\n".join([title, _summary(change), *body, *left, _foot(change)]) + "\n"


def _what(about: About) -> str:
    if about.to_commit is None:
        return f"What this would change at `{about.from_commit[:12]}`"
    return f"What `{about.from_commit[:12]}..{about.to_commit[:12]}` changed"


def _summary(change: Change) -> str:
    pushes = "" if change.about.pushes <= 1 else f", {change.about.pushes} pushes"
    lines = (
        f"{len(change.files)} files{pushes}",
        f"symbols +{len(change.nodes_added)} -{len(change.nodes_removed)} ~{len(change.nodes_changed)}",
        f"edges +{len(change.edges_added)} -{len(change.edges_removed)} ⇄{len(change.edges_rebound)}",
        f"{len(change.affected)} callers affected",
        f"{sum(each.was is not None for each in change.lost)} calls broken",
    )
    return " · ".join(lines)


def _broken(change: Change) -> Iterator[tuple[str, list[str]]]:
    """The findings to look at before merging."""
    yield "References that no longer resolve", [_lost(each, change) for each in change.lost if each.was is not None]
    yield "Callers of removed definitions and changed signatures", list(map(_reached, change.affected))
    yield "New import cycles", [" → ".join(_name(change, each) for each in (*way, way[0])) for way in change.cycles]


def _seen(change: Change) -> Iterator[tuple[str, list[str]]]:
    """The findings that only inform."""
    signed, others = _split(change.nodes_changed, lambda each: "signature" in each.aspects)
    yield "Changed signatures", list(map(_signed, signed))
    yield "Removed", list(map(_node, change.nodes_removed))
    yield "Added", list(map(_node, change.nodes_added))
    yield "Otherwise changed", [f"{_node(each.after)}: {', '.join(each.aspects)}" for each in others]
    yield "Rebound edges", [_rebound(each, change) for each in change.edges_rebound]
    yield "New references that do not resolve", [_lost(each, change) for each in change.lost if each.was is None]
    yield "Affected tests", list(map(_reached, change.tests))


def _foot(change: Change) -> str:
    fresh = change.freshness
    behind = f", {fresh.lag_seconds:.0f} s behind {fresh.newest_commit}" if fresh.lag_seconds else ""
    whole = "" if fresh.complete else "; the graph is incomplete"
    whole += "; grade: preview" if grade(change.nodes.values()) is Grade.PREVIEW else ""
    return f"<sub>Aether: {fresh.branch} is indexed at {fresh.indexed_commit[:12]}{behind}; {fresh.files_skipped} files skipped, {fresh.files_partial} partly parsed{whole}.</sub>"


def _signed(found: NodeChange) -> str:
    old, new = (str(each.attributes.get("signature", "")) for each in (found.before, found.after))
    return f"{_node(found.after)}: {code(old)} → {code(new)}"


def _rebound(found: Rebound, change: Change) -> str:
    place = f"{found.after.path}:{found.after.sites[0][0]}" if found.after.sites else found.after.path
    how = (
        ""
        if found.before.resolution == found.after.resolution
        else f" ({found.before.resolution} → {found.after.resolution})"
    )
    ends = f"{_name(change, found.before.target)} → {_name(change, found.after.target)}"
    return f"{code(place)} in {_name(change, found.after.scope)}: {ends}{how}"


def _lost(found: Lost, change: Change) -> str:
    was = f", was {_name(change, found.was)}" if found.was is not None else f" ({found.reason})"
    return f"{code(f'{found.path}:{found.line}')} {code(found.expression)} in {_name(change, found.scope)}{was}"


def _reached(found: Reached) -> str:
    sites = [f"{edge.path}:{line}" for edge in found.edges for line, _ in edge.sites[:1]]
    place = sites[0] if sites else f"{found.node.path}:{found.node.start_line}"
    far = f", {found.depth} steps away" if found.depth > 1 else ""
    return f"{code(found.node.qualified_name)} {code(place)}{far}"


def _node(found: Node) -> str:
    place = f" {code(f'{found.path}:{found.start_line}')}" if found.start_line else ""
    return f"{found.kind} {code(found.qualified_name)}{place}"


def _name(change: Change, node_id: int) -> str:
    return code(change.nodes[node_id].qualified_name) if node_id in change.nodes else "?"


def _cut(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"- {line}" for line in lines[:MOST])
    if len(lines) > MOST:
        yield f"- … and {len(lines) - MOST} more"


def code(text: str) -> str:
    """Inline code on one line, whatever the text contains: names come from repositories that are not trusted."""
    line = " ".join(text.split()) or " "
    fence = "`" * (max((len(each) for each in _TICKS.findall(line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line[:300]}{pad}{fence}"


def _split(items: Sequence[T], test: Callable[[T], bool]) -> tuple[list[T], list[T]]:
    return [each for each in items if test(each)], [each for each in items if not test(each)]

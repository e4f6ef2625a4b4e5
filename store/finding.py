"""Finds definitions by a partly remembered name, by a place in a file, and those that nothing references."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

from graph import conventions, identity
from graph.errors import BadInput, NotFound
from graph.kinds import EdgeKind, NodeKind
from graph.model import Node
from store import rows, walking
from store.model import Answer, Reached, Site
from store.view import View

SCANNED: Final = 10_000  # names scanned for word prefixes and for substrings: 2 ms each in PostgreSQL
WINDOW: Final = 5_000  # nodes scanned for one page of `unreferenced`
DEFINITIONS: Final = (
    NodeKind.CLASS, NodeKind.INTERFACE, NodeKind.TRAIT, NodeKind.STRUCT, NodeKind.ENUM, NodeKind.UNION,
    NodeKind.TYPE_ALIAS, NodeKind.FUNCTION, NodeKind.METHOD,
)  # fmt: skip
_NO_USE: Final = frozenset({EdgeKind.CONTAINS, EdgeKind.DEFINES, EdgeKind.OVERRIDES})
_SEPARATOR: Final = re.compile(r"[^\w]+")
_HUMP: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])|[A-Z]")


async def search(view: View, text: str, limit: int) -> Answer[Node]:
    """Ranked: exact qualified name, exact name, then names with this prefix or in this path, names whose words have these
    prefixes, and names that contain the text.
    """
    folder = text.strip("/").lower() if "/" in text or re.search(r"\.\w+$", text) else ""
    nodes: dict[int, Node] = {}
    part = folder.rpartition("/")[2]
    _add(nodes, await view.fetch("search", text[:200], text, suffixes(text), part, folder, limit + 1))
    unseen, names = [], view.branch["nodes_total"]
    if len(nodes) <= limit and (humps := _humps(text)):
        found = await view.fetch("humps", *humps, SCANNED, limit + 1)
        _add(nodes, found)
        if found[0]["names"] == SCANNED:
            unseen.append(f"matches by word prefixes beyond the first {SCANNED} names that begin with {humps[0]!r}")
    if len(nodes) <= limit and len(text) > 1:
        _add(nodes, await view.fetch("within", text[:200], limit + 1, SCANNED))
        if names > SCANNED:
            unseen.append(f"names that merely contain the text, beyond the first {SCANNED} of {names}")
    if len(nodes) > limit:
        unseen = [f"names after the first {limit}: search for a longer text"]
    items = list(nodes.values())[:limit]
    return await view.answer(items, items, left_out="; ".join(unseen))


def _add(nodes: dict[int, Node], found: Collection[Any]) -> None:
    """Appends the rows that are not yet in `nodes`."""
    for row in found:
        if row["node_id"] is not None:
            nodes.setdefault(row["node_id"], rows.node(row))


def _humps(text: str) -> tuple[str, str, str] | None:
    """For `OrdPay`, `o_p` or `gUN`: the name's prefix, a LIKE pattern for its lower-case form, and a regular expression for
    names whose later words have these prefixes. None for a single word, which is an ordinary prefix.
    """
    if not re.fullmatch(r"\w+", text, re.ASCII):
        return None
    first, *later = [word.lower() for part in text.split("_") for word in _HUMP.findall(part)] or [""]
    if not later:
        return None
    begin = "".join(f".*({word.capitalize()}|_[{word[0].upper()}{word[0]}]{word[1:]})" for word in later)
    return first, "%".join((first, *later, "")), f"^[{first[0].upper()}{first[0]}]{first[1:]}{begin}"


def suffixes(name: str) -> list[str]:
    """Every suffix of a qualified name that may be the plain name, so that the index on names can be used: `a.b.c` -> itself,
    `b.c`, `c`.
    """
    return [name, *(name[match.end() :] for match in _SEPARATOR.finditer(name) if match.end() < len(name))]


async def at(view: View, path: str, line: int, column: int | None) -> Answer[Reached]:
    """What is used at this place (depth 1, with the edge whose site is there), then the enclosing definitions, innermost
    first (depth 0). `column`: in bytes from 0; None for the whole line.
    """
    owner = identity.owner_id(path)
    around = [rows.node(row) for row in await view.fetch("around", owner, path, line)]
    if not around:
        raise NotFound(f"There is no indexed code in a file {path!r}: paths are relative to the repository's root.")
    written = await walking.sites(view, await view.fetch("written", owner))
    chosen = _there([edge for edges in written.values() for edge in edges], line, column)
    used = {edge.target: [each for each in chosen if each.target == edge.target] for edge in chosen}
    nodes = await view.nodes(list(used))
    items = [*(Reached(node, 1, used[node.id]) for node in nodes), *(Reached(node, 0, ()) for node in around)]
    return await view.answer(items, [*nodes, *around])


def _there(edges: Sequence[Site], line: int, column: int | None) -> list[Site]:
    """The edges with a site on this line; with a column, those starting at it, or nearest before it."""
    here = [(place[1], edge) for edge in edges for place in edge.sites if place[0] == line]
    begins = max((at for at, _ in here if column is not None and at <= column), default=None)
    return [edge for at, edge in here if column is None or at == begins]


def place(text: str) -> tuple[str, int, int | None]:
    """From `path:line` or `path:line:column`."""
    found = re.fullmatch(r"(.+?):([1-9]\d{0,8})(?::(\d{1,9}))?", text)
    if found is None:
        raise BadInput(f"Write a position as path:line or path:line:column, not {text!r}.")
    return found[1].strip("/"), int(found[2]), int(found[3]) if found[3] else None


async def unreferenced(view: View, kinds: Collection[NodeKind], after: int, limit: int) -> Answer[Node]:
    """Definitions that nothing uses and no convention calls from outside, by id. Each page scans a fixed number of nodes, so
    a page may be short or empty.
    """
    uses = [kind for kind in EdgeKind if kind not in _NO_USE]
    found: Sequence[Any] = await view.fetch("candidates", after, list(kinds), WINDOW, uses)
    (window,) = await view.fetch("window", after, WINDOW)
    nodes = [rows.node(row) for row in found if not row["overrides"]]
    kept = [node for node in nodes if not conventions.entry_point(node)]
    ends = kept[limit - 1].id if len(kept) > limit else window["last"]
    more = len(kept) > limit or window["nodes"] > WINDOW
    return await view.answer(
        kept[:limit], kept[:limit], beyond=True,
        left_out="the following pages" if more else "", following=identity.show(ends) if more else None,
    )  # fmt: skip

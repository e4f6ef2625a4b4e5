"""Symbol search, the page of one symbol, and the diagram of its neighbourhood."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from flask import Blueprint, render_template, request

from api.auth import caller
from api.dashboard import pictures
from api.dashboard.sessions import identify
from api.services import services
from graph import identity
from graph.errors import BadInput
from graph.kinds import EdgeKind, NodeKind
from graph.model import Node
from store.model import Answer, Reached, Scope
from tasks.sources import Source

FOUND: Final = 40  # results of a search
SHOWN: Final = 30  # entries per list, unless the whole list is requested
LISTED: Final = 100  # entries that are queried to fill it
DEEPEST: Final = 3  # steps in a diagram
DRAWN: Final = (
    EdgeKind.CALLS, EdgeKind.INSTANTIATES, EdgeKind.INHERITS, EdgeKind.IMPLEMENTS, EdgeKind.OVERRIDES, EdgeKind.IMPORTS,
    EdgeKind.DECORATES,
)  # fmt: skip
_TYPES: Final = {
    NodeKind.CLASS, NodeKind.INTERFACE, NodeKind.TRAIT, NodeKind.STRUCT, NodeKind.ENUM, NodeKind.UNION, NodeKind.TYPE_ALIAS,
}  # fmt: skip
_CODE: Final = {NodeKind.FUNCTION, NodeKind.METHOD}
_PLACES: Final = {NodeKind.MODULE, NodeKind.FILE, NodeKind.PACKAGE, NodeKind.FOLDER, NodeKind.PROJECT}
_OUTSIDE: Final = {NodeKind.EXTERNAL_MODULE, NodeKind.EXTERNAL_PACKAGE}
_ID: Final = re.compile(r"[0-9a-f]{16}")

symbols = Blueprint("symbols", __name__, url_prefix="/repositories/<repo>")
symbols.before_request(identify)


Ask: TypeAlias = Callable[..., Answer[Reached]]


class List(NamedTuple):
    name: str
    about: str  # its heading
    answer: Answer[Reached]
    shown: int


@symbols.get("/search")
def search(repo: str) -> str:
    return _searched("search.html", repo)


@symbols.get("/search/results")
def results(repo: str) -> str:
    """Only the list of results, for search as you type."""
    return _searched("search_results.html", repo)


def _searched(template: str, repo: str) -> str:
    text, branch = request.args.get("q", "").strip(), request.args.get("branch")
    scope = caller("read").scope
    found = services().reader.search(scope, repo, text[:300], branch=branch, limit=FOUND) if text else None
    return render_template(template, repo=repo, branch=branch, q=text, found=found)


@symbols.get("/symbols/<node_id>")
def show(repo: str, node_id: str) -> str:
    scope, branch = caller("read").scope, request.args.get("branch")
    found = services().reader.node(scope, repo, _read(node_id), branch=branch)
    node = found.items[0]
    lists = list(_lists(scope, repo, node, branch))
    return render_template(
        "symbol.html", repo=repo, branch=found.freshness.branch, node=node, fresh=found.freshness, lists=lists,
        source=_source(scope, repo, node, branch), all=request.args.get("all"),
    )  # fmt: skip


@symbols.get("/symbols/<node_id>/picture")
def picture(repo: str, node_id: str) -> str:
    """The diagram of what leads to and from the symbol within some steps. `bare`: only the fragment that a page embeds."""
    scope, branch, reader = caller("read").scope, request.args.get("branch"), services().reader
    depth, start = _depth(request.args.get("depth", "1")), _read(node_id)
    ways = [
        ask(scope, repo, start, branch=branch, depth=depth, kinds=DRAWN, limit=pictures.MOST_NODES)
        for ask in (reader.callers, reader.callees)
    ]
    node = ways[0].start or reader.node(scope, repo, start, branch=branch).items[0]
    reached = sorted((each for way in ways for each in way.items), key=lambda each: each.depth)
    nodes = list({each.id: each for each in (node, *(found.node for found in reached))}.values())
    drawn = pictures.draw(nodes, (edge for found in reached for edge in found.edges), {node.id: "focus"})
    return render_template(
        "picture.html", repo=repo, branch=ways[0].freshness.branch, node=node, picture=drawn, depth=depth, deepest=DEEPEST,
        layout="bare.html" if "bare" in request.args else "base.html",
    )  # fmt: skip


def _lists(scope: Scope, repo: str, node: Node, branch: str | None) -> Sequence[List]:
    wanted = request.args.get("all")
    found = []
    for name, about, kinds, ask in _questions(wanted):
        if node.kind in kinds:
            answer = ask(scope, repo, node.id, branch=branch)
            found.append(List(name, about, answer, len(answer.items) if wanted == name else SHOWN))
    return found


def _questions(wanted: str | None) -> Sequence[tuple[str, str, set[NodeKind], Ask]]:
    """The questions about a node: heading, kinds of node that it applies to, and query."""
    reader, every = services().reader, set(NodeKind)
    members = partial(reader.callees, kinds=(EdgeKind.DEFINES, EdgeKind.CONTAINS))

    def bounded(name: str, ask: Ask) -> Ask:
        return ask if name == wanted else partial(ask, limit=LISTED)

    return (
        ("callers", "who calls or instantiates it", _CODE | _TYPES, bounded("callers", reader.callers)),
        ("callees", "what it calls or instantiates", _CODE | {NodeKind.MODULE}, bounded("callees", reader.callees)),
        ("implementors", "types that inherit from it or implement it", _TYPES, reader.implementors),
        ("overrides", "methods that override it", {NodeKind.METHOD}, reader.overrides),
        ("members", "what is defined in it", _TYPES | _PLACES, bounded("members", members)),
        ("importers", "modules that import it", _PLACES | _OUTSIDE, reader.importers),
        ("references", "every use of it, by place", every - _PLACES, bounded("references", reader.references)),
    )


def _source(scope: Scope, repo: str, node: Node, branch: str | None) -> Source | None:
    """The node's code, if the token has the scope source and the node has lines."""
    if not {"source", "admin"} & caller("read").scopes or not node.start_line or node.kind in _PLACES:
        return None
    return services().sources.source(scope, repo, node.id, branch=branch)


def _read(node_id: str) -> int:
    if not _ID.fullmatch(node_id):
        raise BadInput("A symbol's id must have 16 hexadecimal digits.")
    return identity.read(node_id)


def _depth(text: str) -> int:
    if text not in {str(each) for each in range(1, DEEPEST + 1)}:
        raise BadInput(f"A diagram covers 1 to {DEEPEST} steps.")
    return int(text)

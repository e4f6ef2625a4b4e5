"""Queries of one branch's graph. Every answer states how fresh it is, and what limits or unread files it may be missing."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import msgspec
from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api import views
from api.auth import SECURITY, caller, identify
from api.models import (
    PROBLEMS,
    AcrossAnswer,
    AcrossQuery,
    BelowQuery,
    BranchQuery,
    ChainQuery,
    DependentsQuery,
    EdgePath,
    ImpactQuery,
    NeighbourAnswer,
    NeighbourQuery,
    NodeAnswer,
    NodePath,
    NodeQuery,
    NodesAnswer,
    PlaceQuery,
    ReferencesQuery,
    RepositoryPath,
    ResolutionQuery,
    SearchQuery,
    UnreferencedQuery,
    WhyAnswer,
    WhyNotAnswer,
    WhyNotQuery,
)
from api.services import services
from graph import identity
from store.model import Answer, Reached
from tasks.across import Asked
from tasks.supposing import Where

UNCHANGED: dict[str, Any] = {"description": "The answer named by If-None-Match is still current."}
JSON_LINES = "application/jsonl"
_LINES_A_CHUNK = 500
_LINES: dict[str, Any] = {JSON_LINES: {"schema": {"type": "string"}}}

questions = APIBlueprint(
    "graph", __name__, url_prefix="/repositories/<repo_id>/graph", abp_tags=[Tag(name="graph")],
    abp_security=SECURITY, abp_responses={**PROBLEMS, 304: UNCHANGED},
)  # fmt: skip
questions.before_request(identify)


@questions.get("/search", responses={200: NodesAnswer})
def get_search(path: RepositoryPath, query: SearchQuery) -> Response:
    """Searches definitions, files and modules by name, best match first."""
    reader = services().reader
    return _told(
        path, query, lambda at: views.nodes(reader.search(*at, query.q, branch=query.branch, limit=query.limit))
    )


@questions.get("/definition", responses={200: NeighbourAnswer})
def get_definition(path: RepositoryPath, query: PlaceQuery) -> Response:
    """What is used at a position (depth 1), and what is defined around it, innermost first (depth 0)."""
    reader = services().reader
    return _told(path, query, lambda at: views.neighbours(reader.definition(*at, query.at, branch=query.branch)))


@questions.get("/nodes/<node_id>", responses={200: NodeAnswer})
def get_node(path: NodePath, query: NodeQuery) -> Response:
    """One node by its id; with its source code if `source` is set."""

    def answer(at: tuple[Any, str]) -> dict[str, Any]:
        node_id = identity.read(path.node_id)
        found = services().reader.node(*at, node_id, branch=query.branch)
        told = {
            "node": views.node(found.items[0]),
            "grade": views.grade(found.items),
            "freshness": views.freshness(found.freshness),
        }
        if query.source:
            written = services().sources.source(caller("source").scope, path.repo_id, node_id, branch=query.branch)
            told["source"] = written._asdict()
        return told

    return _told(path, query, answer)


@questions.get("/nodes/<node_id>/callers", responses={200: AcrossAnswer})
def get_callers(path: NodePath, query: AcrossQuery) -> Response:
    """Who calls or instantiates the node, nearest first; includes calls that may reach it by dispatch."""
    if query.across:
        return _across(path, query, "callers")
    return _walk(path, query, services().reader.callers, depth=query.depth)


@questions.get("/nodes/<node_id>/callees", responses={200: NeighbourAnswer})
def get_callees(path: NodePath, query: NeighbourQuery) -> Response:
    """What the node calls or instantiates, nearest first; includes overrides of the methods it calls."""
    return _walk(path, query, services().reader.callees, depth=query.depth)


@questions.get("/nodes/<node_id>/references", responses={200: NeighbourAnswer})
def get_references(path: NodePath, query: ReferencesQuery) -> Response:
    """Every use of the node, of any kind; paged."""
    return _walk(path, query, services().reader.references, after=query.after, limit=query.limit)


@questions.get("/nodes/<node_id>/implementors", responses={200: NeighbourAnswer})
def get_implementors(path: NodePath, query: BelowQuery) -> Response:
    """The types that inherit from this one or implement it, transitively."""
    return _walk(path, query, services().reader.implementors, depth=query.depth)


@questions.get("/nodes/<node_id>/overrides", responses={200: NeighbourAnswer})
def get_overrides(path: NodePath, query: BelowQuery) -> Response:
    """The methods that override this one, directly or transitively."""
    return _walk(path, query, services().reader.overrides, depth=query.depth)


@questions.get("/nodes/<node_id>/importers", responses={200: NeighbourAnswer})
def get_importers(path: NodePath, query: NeighbourQuery) -> Response:
    """The modules that import this module, package or file, or this one outside the repository."""
    return _walk(path, query, services().reader.importers, depth=query.depth)


@questions.get("/nodes/<node_id>/impact", responses={200: AcrossAnswer})
def get_impact(path: NodePath, query: ImpactQuery) -> Response:
    """What a change could affect: transitive callers of the node and of what it defines, without the edges between them."""
    if query.across:
        return _across(path, query, "impact")
    return _walk(path, query, services().reader.impact, depth=query.depth)


@questions.get("/nodes/<node_id>/tests", responses={200: NeighbourAnswer})
def get_tests(path: NodePath, query: ResolutionQuery) -> Response:
    """Definitions in test files from which calls lead to the node."""
    return _walk(path, query, services().reader.tests)


@questions.get("/path", responses={200: NeighbourAnswer})
def get_path(path: RepositoryPath, query: ChainQuery) -> Response:
    """A shortest chain of calls from one node to another, call by call; empty if there is none."""
    reader, resolutions = services().reader, views.resolutions(query.resolution)

    def answer(at: tuple[Any, str]) -> dict[str, Any]:
        source, target = (views.only(reader, at, name, query.branch) for name in (query.source, query.target))
        return views.neighbours(reader.path(*at, source, target, branch=query.branch, resolutions=resolutions))

    return _told(path, query, answer)


@questions.get("/edges/<edge_id>/why", responses={200: WhyAnswer})
def get_why(path: EdgePath, query: BranchQuery) -> Response:
    """Why this edge exists: the steps that produced it, from the place where it is written to the definition, with file and line."""
    ask = services().explaining.edge
    return _told(path, query, lambda at: views.explained(ask(Where(*at, query.branch), path.edge_id)))


@questions.get("/why-not", responses={200: WhyNotAnswer})
def get_why_not(path: RepositoryPath, query: WhyNotQuery) -> Response:
    """Why a name on a line does not resolve, or where it leads: the reason, and the lookups that failed."""
    ask = services().explaining.missing
    return _told(path, query, lambda at: views.unlinked(ask(Where(*at, query.branch), query.name, query.at)))


@questions.get("/dependents", responses={200: NeighbourAnswer})
def get_dependents(path: RepositoryPath, query: DependentsQuery) -> Response:
    """Who imports or depends on a package or module outside the repository; paged."""
    reader = services().reader
    page: dict[str, Any] = {"branch": query.branch, "after": query.after, "limit": query.limit}
    return _told(path, query, lambda at: views.neighbours(reader.dependents(*at, query.name, **page)))


@questions.get("/unreferenced", responses={200: NodesAnswer})
def get_unreferenced(path: RepositoryPath, query: UnreferencedQuery) -> Response:
    """Definitions that nothing in the graph uses and no convention calls; paged, and a page before the last may be empty."""
    reader, kinds = services().reader, views.kinds(query.kind)
    page: dict[str, Any] = {"branch": query.branch, "after": query.after, "limit": query.limit, "kinds": kinds}
    return _told(path, query, lambda at: views.nodes(reader.unreferenced(*at, **page)))


@questions.get("/export", responses={200: {"description": "The canonical graph", "content": _LINES}})
def get_export(path: RepositoryPath, query: BranchQuery) -> Response:
    """One commit's graph as canonical JSON Lines: equal graphs give equal bytes after the first line."""
    graph = services().reader.graph(caller("read").scope, path.repo_id, query.branch)
    return Response(_chunks(services().export(graph)), content_type=JSON_LINES)


def _chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Joins lines into larger chunks: sending them singly would cost more than producing them."""
    while chunk := b"".join(islice(lines, _LINES_A_CHUNK)):
        yield chunk


def _walk(path: NodePath, query: BranchQuery, ask: Callable[..., Answer[Reached]], **more: Any) -> Response:
    if isinstance(query, ResolutionQuery):
        more["resolutions"] = views.resolutions(query.resolution)
    start = identity.read(path.node_id)
    return _told(path, query, lambda at: views.neighbours(ask(*at, start, branch=query.branch, **more)))


def _across(path: NodePath, query: AcrossQuery, question: str) -> Response:
    """The answer across repositories. It has no ETag, which would have to cover several commits."""
    at = Where(caller("read").scope, path.repo_id, query.branch)
    node, resolutions = identity.read(path.node_id), views.resolutions(query.resolution)
    found = services().crossing.ask(at, Asked(question, node, query.depth, resolutions))
    return Response(msgspec.json.encode(views.across(found)), content_type="application/json")


def _told(path: RepositoryPath, query: BranchQuery, answer: Callable[[tuple[Any, str]], dict[str, Any]]) -> Response:
    """The answer with its ETag. If the client has it already, the graph is not queried."""
    at = (caller("read").scope, path.repo_id)
    if request.if_none_match:
        tag = etag(views.freshness(services().reader.freshness(*at, query.branch)))
        if request.if_none_match.contains_weak(tag):
            return _tagged(Response(status=304), tag)
    found = answer(at)
    return _tagged(Response(msgspec.json.encode(found), content_type="application/json"), etag(found["freshness"]))


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def etag(fresh: dict[str, Any]) -> str:
    """Made from the commit, its publish time and the newest known commit. Weak, because the lag in the answer keeps growing."""
    return f"{fresh['indexed_commit']}.{fresh['indexed_at']}.{fresh['newest_commit']}"

"""Questions to the graph of one branch. Every answer says how fresh it is."""

from collections.abc import Callable
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, caller, identify
from api.models import (
    PROBLEMS,
    BranchQuery,
    NeighbourAnswer,
    NeighbourQuery,
    NodeAnswer,
    NodePath,
    RepositoryPath,
    SearchAnswer,
    SearchQuery,
)
from api.services import services
from api.views import freshness, node, reached, resolutions
from graph import identity
from store.model import Answer, Reached, Scope

questions = APIBlueprint(
    "graph", __name__, url_prefix="/repositories/<repo_id>/graph", abp_tags=[Tag(name="graph")],
    abp_security=SECURITY, abp_responses=PROBLEMS,
)  # fmt: skip
questions.before_request(identify)


@questions.get("/search", responses={200: SearchAnswer})
def get_search(path: RepositoryPath, query: SearchQuery) -> dict[str, Any]:
    """Definitions, files and modules whose name begins with `q`."""
    scope = caller("read").scope
    answer = services().reader.search(scope, path.repo_id, query.q, branch=query.branch, limit=query.limit)
    return {
        "nodes": list(map(node, answer.items)),
        "truncated": answer.truncated,
        "freshness": freshness(answer.freshness),
    }


@questions.get("/nodes/<node_id>", responses={200: NodeAnswer})
def get_node(path: NodePath, query: BranchQuery) -> dict[str, Any]:
    """One node by its id."""
    answer = services().reader.node(*_named(path), branch=query.branch)
    return {"node": node(answer.items[0]), "freshness": freshness(answer.freshness)}


@questions.get("/nodes/<node_id>/callers", responses={200: NeighbourAnswer})
def get_callers(path: NodePath, query: NeighbourQuery) -> dict[str, Any]:
    """Who calls or instantiates the node, nearest first."""
    return _neighbours(path, query, services().reader.callers)


@questions.get("/nodes/<node_id>/callees", responses={200: NeighbourAnswer})
def get_callees(path: NodePath, query: NeighbourQuery) -> dict[str, Any]:
    """What the node calls or instantiates, nearest first."""
    return _neighbours(path, query, services().reader.callees)


def _neighbours(path: NodePath, query: NeighbourQuery, ask: Callable[..., Answer[Reached]]) -> dict[str, Any]:
    named, wanted = _named(path), resolutions(query.resolution)
    while True:  # again, where a publish came between the two
        start = services().reader.node(*named, branch=query.branch)
        answer = ask(*named, branch=query.branch, depth=query.depth, resolutions=wanted)
        if start.freshness.indexed_commit == answer.freshness.indexed_commit:
            break
    return {
        "node": node(start.items[0]),
        "neighbours": list(map(reached, answer.items)),
        "truncated": answer.truncated,
        "freshness": freshness(answer.freshness),
    }


def _named(path: NodePath) -> tuple[Scope, str, int]:
    """Whose, repository and node, as the reader takes them."""
    return caller("read").scope, path.repo_id, identity.read(path.node_id)

"""Questions to the graph of one branch. Every answer says how fresh it is."""

from collections.abc import Callable
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import caller
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
from graph.model import Node
from store.model import Answer, Reached

questions = APIBlueprint(
    "graph", __name__, url_prefix="/repositories/<repo_id>/graph", abp_tags=[Tag(name="graph")], abp_responses=PROBLEMS
)


@questions.get("/search", responses={200: SearchAnswer})
def get_search(path: RepositoryPath, query: SearchQuery) -> dict[str, Any]:
    """Definitions, files and modules whose name begins with `q`."""
    who = caller("read")
    answer = services().reader.search(who.tenant_id, path.repo_id, query.q, branch=query.branch, limit=query.limit)
    return {
        "nodes": list(map(node, answer.items)),
        "truncated": answer.truncated,
        "freshness": freshness(answer.freshness),
    }


@questions.get("/nodes/<node_id>", responses={200: NodeAnswer})
def get_node(path: NodePath, query: BranchQuery) -> dict[str, Any]:
    """One node by its id."""
    answer = _node(path, query.branch)
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
    who, wanted = caller("read"), resolutions(query.resolution)
    answer = ask(
        who.tenant_id, path.repo_id, identity.read(path.node_id),
        branch=query.branch, depth=query.depth, resolutions=wanted,
    )  # fmt: skip
    return {
        "node": node(_node(path, query.branch).items[0]),
        "neighbours": list(map(reached, answer.items)),
        "truncated": answer.truncated,
        "freshness": freshness(answer.freshness),
    }


def _node(path: NodePath, branch: str | None) -> Answer[Node]:
    found = identity.read(path.node_id)
    return services().reader.node(caller("read").tenant_id, path.repo_id, found, branch=branch)

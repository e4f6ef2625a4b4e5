"""Questions to the graph of one branch. Every answer says how fresh it is."""

from collections.abc import Callable, Sequence
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
from graph import identity
from graph.errors import BadInput
from graph.kinds import Resolution
from graph.model import Node
from store.model import Answer, Freshness, Reached
from store.reader import TRUSTED

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


def resolutions(text: str | None) -> Sequence[Resolution]:
    """From `exact,inferred`; all but bare-name matches where nothing is given."""
    if text is None:
        return TRUSTED
    try:
        return [Resolution(word.strip()) for word in text.split(",")]
    except ValueError:
        raise BadInput(f"resolution is a list of {', '.join(Resolution)}, not {text!r}.") from None


def node(found: Node) -> dict[str, Any]:
    lines = {"start_line": found.start_line, "end_line": found.end_line, "first_line": found.first_line}
    return {
        "id": identity.show(found.id),
        "kind": found.kind,
        "name": found.name,
        "qualified_name": found.qualified_name,
        "path": found.path,
        "language": found.language,
        **(lines if found.start_line else {}),
        "attributes": found.attributes,
    }


def reached(found: Reached) -> dict[str, Any]:
    edges = [
        {
            "kind": edge.kind,
            "source": identity.show(edge.source),
            "target": identity.show(edge.target),
            "resolution": edge.resolution,
            "path": edge.path,
            "sites": edge.sites,
        }
        for edge in found.edges
    ]
    return {"node": node(found.node), "depth": found.depth, "edges": edges}


def freshness(found: Freshness) -> dict[str, Any]:
    return {**found._asdict(), "indexed_at": found.indexed_at.isoformat()}

"""Registered repositories, the status of their branches, and registration."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, administrator, caller, identify
from api.models import PROBLEMS, RepositoryList, RepositoryPath, RepositoryView, RunList, RunsQuery
from api.registration_models import NewRepositoryBody, State
from api.services import services
from api.views import run
from graph.errors import BadInput
from graph.namespaces import is_path
from store.repositories import Branch, Repository

repositories = APIBlueprint(
    "repositories", __name__, abp_tags=[Tag(name="repositories")], abp_security=SECURITY, abp_responses=PROBLEMS
)
repositories.before_request(identify)


@repositories.get("/repositories", responses={200: RepositoryList})
def get_repositories() -> dict[str, Any]:
    """Lists the repositories that the token may see."""
    found = services().catalogue.repositories.all(caller("read").scope)
    return {"repositories": list(map(_repository, found))}


@repositories.get("/repositories/<repo_id>", responses={200: RepositoryView})
def get_repository(path: RepositoryPath) -> dict[str, Any]:
    """A registered repository and its branches, even before the first index."""
    scope, catalogue = caller("read").scope, services().catalogue.repositories
    branches = catalogue.branches(scope, path.repo_id)
    return {**_repository(catalogue.show(scope, path.repo_id)), "branches": list(map(_branch, branches))}


@repositories.get("/repositories/<repo_id>/runs", responses={200: RunList})
def get_runs(path: RepositoryPath, query: RunsQuery) -> dict[str, Any]:
    """Lists the newest runs of a repository, each with its state and, if it failed, the reason."""
    scope = caller("read").scope
    services().catalogue.repositories.show(scope, path.repo_id)
    return {"runs": [run(row) for row in services().runs.recent(scope, path.repo_id, limit=query.limit)]}


@repositories.post("/repositories", responses={201: State})
def post_repository(body: NewRepositoryBody) -> tuple[dict[str, str], int]:
    """Registers a repository with one of the tenant's own hooks, which will announce its pushes."""
    register(administrator().tenant_id, body)
    return {"id": body.repo_id, "state": "active"}, 201


@repositories.delete("/repositories/<repo_id>", responses={200: State})
def delete_repository(path: RepositoryPath) -> dict[str, str]:
    """Unregisters a repository; its name is available again immediately."""
    services().catalogue.repositories.remove(administrator().tenant_id, path.repo_id)
    return {"id": path.repo_id, "state": "removed"}


def register(tenant_id: int, body: NewRepositoryBody) -> None:
    catalogue = services().catalogue
    if not is_path(body.path):
        raise BadInput("path is OWNER/NAME, or GROUP/SUBGROUP/NAME, as the forge shows it.")
    catalogue.hooks.show(tenant_id, body.hook_id)
    catalogue.repositories.add(
        tenant_id, body.repo_id,
        hook_id=body.hook_id, forge_id=body.forge_id, path=body.path, default_branch=body.default_branch,
    )  # fmt: skip


def _repository(found: Repository) -> dict[str, Any]:
    return {
        "repo_id": found.name,
        "path": found.path,
        "default_branch": found.default_branch,
        "state": found.state,
        "branches": [],
    }


def _branch(found: Branch) -> dict[str, Any]:
    return {
        "branch": found.name,
        "state": found.run_state or found.state,
        "indexed_commit": found.indexed_commit,
        "wanted_commit": found.wanted_commit,
        "run": found.run_id,
        "nodes": found.nodes_total,
        "edges": found.edges_total,
    }

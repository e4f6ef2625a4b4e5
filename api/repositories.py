"""Registered repositories and where each of their branches stands."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, caller, identify, opens
from api.models import PROBLEMS, RepositoryList, RepositoryPath, RepositoryView
from api.services import services
from store.repositories import Branch, Repository

repositories = APIBlueprint(
    "repositories", __name__, abp_tags=[Tag(name="repositories")], abp_security=SECURITY, abp_responses=PROBLEMS
)
repositories.before_request(identify)


@repositories.get("/repositories", responses={200: RepositoryList})
def get_repositories() -> dict[str, Any]:
    """The repositories of the token's tenant that the token opens."""
    who = caller("read")
    found = services().catalogue.repositories.all(who.tenant_id)
    return {"repositories": [_repository(each) for each in found if opens(who, each)]}


@repositories.get("/repositories/<repo_id>", responses={200: RepositoryView})
def get_repository(path: RepositoryPath) -> dict[str, Any]:
    """A registered repository and its branches, also before the first index."""
    who, catalogue = caller("read", path.repo_id), services().catalogue.repositories
    branches = catalogue.branches(who.tenant_id, path.repo_id)
    return {**_repository(catalogue.show(who.tenant_id, path.repo_id)), "branches": list(map(_branch, branches))}


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

"""Finds a renamed or transferred repository by its numeric id, which a forge never reuses."""

import re
from typing import NamedTuple

import structlog

from graph.errors import AetherError, NotARepository
from mirror import Policy
from store.catalogue import Catalogue
from store.model import Credential
from tasks import forge_api

log = structlog.get_logger()

_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)+")
_NUMBER = re.compile(r"[0-9]{1,20}")
_ROUTES = {"github": ("repositories", "full_name"), "gitlab": ("projects", "path_with_namespace")}


class Place(NamedTuple):
    """A repository as registered with its hook."""

    tenant_id: int
    repository_id: int
    forge: str | None
    base_url: str | None
    forge_id: str | None
    credential: Credential | None


def relocated(place: Place, path: str | None, policy: Policy, catalogue: Catalogue) -> str | None:
    """The repository's new path at the forge, which is stored; None if it is still `path`, or unknown."""
    try:
        found = path_of(place, policy)
    except AetherError as error:
        log.warning("repository.not_relocated", repository=place.repository_id, code=error.code, error=str(error))
        return None
    if found == path:
        return None
    catalogue.repositories.rename(place.tenant_id, place.repository_id, found)
    return found


def path_of(place: Place, policy: Policy) -> str:
    """The path according to the forge's API. NotARepository if it has no repository with this id, or does not show it."""
    if place.forge not in _ROUTES or place.base_url is None or not _NUMBER.fullmatch(place.forge_id or ""):
        raise NotARepository("the forge's id of this repository is not known, so it cannot be found again")
    collection, field = _ROUTES[place.forge]
    answer = forge_api.get(
        forge_api.root(place.forge, place.base_url), f"/{collection}/{place.forge_id}", place.credential, policy
    )
    path = answer.get(field)
    if not isinstance(path, str) or not _PATH.fullmatch(path) or str(answer.get("id")) != place.forge_id:
        raise NotARepository(f"the forge at {place.base_url} returned no repository with the id {place.forge_id}")
    return path

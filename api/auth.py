"""Who asks: a bearer token of one tenant, with scopes, perhaps narrowed to some repositories."""

from typing import Any

from flask import g, request

from api.services import services
from graph.errors import Forbidden, NotFound, Unauthorised
from store.repositories import Repository
from store.tenants import Token

SECURITY: list[dict[str, list[Any]]] = [{"bearer": []}]


def identify() -> None:
    """Before every request of a blueprint: a stranger learns nothing of what he asks, not even that it is malformed."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorised("Send the header 'Authorization: Bearer <token>'; `aether token add` makes one.")
    found = services().catalogue.tokens.find(token.strip())
    if found is None:
        raise Unauthorised("This token is unknown or was removed; `aether token add` makes one.")
    g.caller = found


def caller(scope: str, repo: str | None = None) -> Token:
    """The token's owner, who must hold `scope` (read or index; admin holds all). NotFound for a `repo` he may not see."""
    found: Token = g.caller
    if not {scope, "admin"} & found.scopes:
        raise Forbidden(f"This token may not {scope}: ask your administrator for one with the scope '{scope}'.")
    if repo is not None and not sees(found, repo):
        raise NotFound(f"There is no repository named {repo!r}.")
    return found


def sees(who: Token, repo: str) -> bool:
    """Whether the token is not narrowed, or narrowed to repositories of which this is one."""
    if who.repositories is None:
        return True
    return opens(who, services().catalogue.repositories.show(who.tenant_id, repo))


def opens(who: Token, repository: Repository) -> bool:
    return who.repositories is None or repository.repository_id in who.repositories

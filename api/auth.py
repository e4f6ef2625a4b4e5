"""Who asks: a bearer token of one tenant, with scopes, perhaps narrowed to some repositories."""

from typing import Any

from flask import g, request

from api.services import services
from graph.errors import Forbidden, Unauthorised
from store.tenants import Token

SECURITY: list[dict[str, list[Any]]] = [{"bearer": []}]


def identify() -> None:
    """Before every request of a blueprint: a stranger learns nothing of what he asks, not even that it is malformed."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorised("Send the header 'Authorization: Bearer <token>'; create a token with `aether token add`.")
    found = services().catalogue.tokens.find(token.strip())
    if found is None:
        raise Unauthorised("This token is unknown, expired or revoked; create one with `aether token add`.")
    g.caller = found


def caller(scope: str) -> Token:
    """The token's owner, who must hold `scope` (read, index or source; admin holds all). His `.scope` goes to the store, which shows
    him the repositories that the token opens and no others.
    """
    found: Token = g.caller
    if not {scope, "admin"} & found.scopes:
        raise Forbidden(f"This token may not {scope}: ask your administrator for one with the scope '{scope}'.")
    return found


def administrator() -> Token:
    """A token of the whole tenant with the scope admin: one that is narrowed could make itself one that is not."""
    found = caller("admin")
    if found.repositories is not None:
        raise Forbidden("This token is limited to some repositories, so it may not administer the tenant.")
    return found

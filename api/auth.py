"""Authentication: a bearer token belongs to one tenant, has scopes, and may be restricted to some repositories."""

from typing import Any

from flask import g, request

from api.services import services
from graph.errors import Forbidden, Unauthorised
from store.tenants import Token

SECURITY: list[dict[str, list[Any]]] = [{"bearer": []}]


def identify() -> None:
    """Runs before every request of a blueprint, and so before validation: an unauthenticated client learns nothing, not even
    that its request is malformed.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorised("Send the header 'Authorization: Bearer <token>'; create a token with `aether token add`.")
    found = services().catalogue.tokens.find(token.strip())
    if found is None:
        raise Unauthorised("This token is unknown, expired or revoked; create one with `aether token add`.")
    g.caller = found


def caller(scope: str) -> Token:
    """The authenticated caller, whose token must have `scope` (read, index or source; admin implies all). The store takes the
    caller's `.scope` and shows only the repositories that the token may see.
    """
    found: Token = g.caller
    if not {scope, "admin"} & found.scopes:
        raise Forbidden(f"This token may not {scope}: ask your administrator for one with the scope '{scope}'.")
    return found


def administrator() -> Token:
    """The caller, whose token must have the scope admin and no restriction to repositories: a restricted one could create an
    unrestricted one.
    """
    found = caller("admin")
    if found.repositories is not None:
        raise Forbidden("This token is limited to some repositories, so it may not administer the tenant.")
    return found

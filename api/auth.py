"""Who asks: a bearer token of one tenant, with scopes, perhaps narrowed to some repositories."""

from flask import g, request

from api.services import services
from graph.errors import Forbidden, Unauthorised
from store.tenants import Token


def caller(scope: str) -> Token:
    """The token's owner, who must hold `scope` (read or index; admin holds all)."""
    found: Token = g.get("caller") or _authenticate()
    g.caller = found
    if not {scope, "admin"} & found.scopes:
        raise Forbidden(f"This token may not {scope}: ask your administrator for one with the scope '{scope}'.")
    return found


def _authenticate() -> Token:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorised("Send the header 'Authorization: Bearer <token>'; `aether token add` makes one.")
    found = services().catalogue.tokens.find(token.strip())
    if found is None:
        raise Unauthorised("This token is unknown or was removed; `aether token add` makes one.")
    return found

"""The MCP server: the SDK implements the protocol, and `Tools` the answers."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final

import anyio.to_thread
from mcp.server import MCPServer
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import AnyHttpUrl
from starlette.applications import Starlette

from aether.composition import Application
from aether.mcp.tools import Tools
from aether.mcp.watch_tools import WatchTools
from graph.errors import AetherError, Unauthorised
from store.outline import OutlineReader
from store.tenants import Token, Tokens

INSTRUCTIONS: Final = (
    "Aether keeps a code graph of each repository in step with its newest push. Begin with `repositories`, then `repository_map` or "
    "`search`. Every answer ends with the commit it describes; lines begin with path:line, in walks after the number of steps. "
    "`left out` says what a limit removed. Edges without a label are exact; [inferred], [implicit], [callback] and [dispatch] "
    "are other ways of resolving them. `grade: preview` means that edges of a language in the answer have not been measured against a compiler."
)
_READING: Final = (
    "repositories", "search", "definition", "callers", "callees", "references", "implementors", "impact", "path",
    "why", "why_not", "what_changed", "what_if", "pull_request", "repository_map", "freshness",
    "watches", "watch_events",
)  # fmt: skip
_WRITING: Final = ("reindex", "watch", "unwatch")
_WATCHING: Final = ("watches", "watch_events", "watch", "unwatch")


def over_stdio(found: Application, who: Token) -> MCPServer[Any]:
    """Serves the operator's own agent: one whole tenant, without a token."""
    return _server(found, lambda: who)


def over_http(found: Application) -> Starlette:
    """Serves Streamable HTTP at `/mcp`, without sessions: every request needs a bearer token, which determines its scope."""
    tokens = found.catalogue.tokens
    settings = AuthSettings(issuer_url=AnyHttpUrl(found.public_url), resource_server_url=None, required_scopes=None)
    server = _server(found, _bearer, token_verifier=_Verifier(tokens), auth=settings)
    # A page that rebinds a DNS name to this server gains nothing: it has no token, and cookies are ignored.
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return server.streamable_http_app(stateless_http=True, json_response=True, transport_security=security)


def _server(found: Application, caller: Callable[[], Token], **options: Any) -> MCPServer[Any]:
    tools = Tools(found.services(), OutlineReader(found.bridge), caller)
    server: MCPServer[Any] = MCPServer("aether", instructions=INSTRUCTIONS, log_level="WARNING", **options)
    watching = WatchTools(found.services(), caller)
    for name in (*_READING, *_WRITING):
        hints = ToolAnnotations(read_only_hint=name in _READING, destructive_hint=name == "unwatch")
        tool = _told(getattr(watching if name in _WATCHING else tools, name))
        server.add_tool(tool, name=name, description=inspect.getdoc(tool), annotations=hints, structured_output=False)
    return server


def _told(tool: Callable[..., str]) -> Callable[..., str]:
    """Passes Aether's own errors on to the agent, which can act on them."""

    @functools.wraps(tool)
    def answer(*arguments: Any, **named: Any) -> str:
        try:
            return tool(*arguments, **named)
        except AetherError as error:
            raise ToolError(f"{error.code}: {error}") from error

    return answer


class _Access(AccessToken):
    who: Token


class _Verifier:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def verify_token(self, token: str) -> AccessToken | None:
        found = await anyio.to_thread.run_sync(self._tokens.find, token)
        if found is None:
            return None
        client = found.token_id or found.tenant
        return _Access(token=token, client_id=client, scopes=sorted(found.scopes), who=found)


def _bearer() -> Token:
    """The owner of the current request's token."""
    given = get_access_token()
    if not isinstance(given, _Access):
        raise Unauthorised("This token is unknown, expired or revoked; create one with `aether token add`.")
    return given.who

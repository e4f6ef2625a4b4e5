"""`aether mcp`: the MCP server."""

from typing import TYPE_CHECKING

import anyio
import click

from aether.composition import application
from store.tenants import Token

if TYPE_CHECKING:
    from starlette.applications import Starlette


@click.command()
@click.option(
    "--tenant", default="default", show_default=True, help="For stdio: the tenant whose repositories it serves."
)
@click.option("--http", is_flag=True, help="Serve streamable HTTP at /mcp, with bearer tokens, instead of stdio.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8090, show_default=True, type=click.IntRange(0, 65535), help="0 for any free port.")
def mcp(tenant: str, http: bool, host: str, port: int) -> None:
    """Run a Model Context Protocol server for agents: callers, impact, what a push changed, a map of the repository.

    Over stdio it serves all of one tenant, like the command line. Over HTTP every request needs a token.
    """
    from aether.mcp import server

    with application() as found:
        if http:
            _serve(server.over_http(found), host, port)
            return
        who = Token(found.catalogue.tenants.id(tenant), tenant, frozenset({"read", "index"}), None)
        anyio.run(server.over_stdio(found, who).run_stdio_async)


def _serve(app: "Starlette", host: str, port: int) -> None:
    import uvicorn

    config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
    with config.bind_socket() as bound:
        click.echo(f"serving on http://{host}:{bound.getsockname()[1]}/mcp", err=True)
        uvicorn.Server(config).run(sockets=[bound])

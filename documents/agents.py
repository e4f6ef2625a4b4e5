"""Every tool of the Model Context Protocol server, as presented to an agent."""

import asyncio
from collections.abc import Iterator
from typing import Any

from aether.mcp.server import INSTRUCTIONS, over_stdio
from documents.tables import code, page, table
from documents.unconnected import application
from store.tenants import Token

ABOUT = f"""The tools of `aether mcp` ([how to connect an agent](../how-to/agents.md)). An agent first gets these instructions:

> {INSTRUCTIONS}
"""


def whole() -> str:
    return page("Tools for agents", ABOUT, *(_told(tool) for tool in tools()))


def tools() -> list[Any]:
    found = asyncio.run(over_stdio(application(), Token(1, "default", frozenset(), None)).list_tools())
    return list(found)


def _told(tool: Any) -> str:
    return f"## {tool.name}\n\n{tool.description}\n\n{table(('argument', 'meaning'), _arguments(tool.input_schema))}"


def _arguments(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, found in schema["properties"].items():
        needed = "Required. " if name in schema.get("required", ()) else ""
        default = found.get("default")
        yield (
            code(name),
            f"{needed}{found.get('description', '')}" + ("" if default is None else f" Default: {code(default)}."),
        )

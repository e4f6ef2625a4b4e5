"""True and never mixed, for agents: the SDK's own client over both transports, two tenants with look-alike repositories."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from aether.mcp.outline import CHARACTERS
from tests.aether.commands import Shell
from tests.repositories import commit, create

ORDER = b"from shop.cart import total\n\n\nclass Order:\n    def pay(self):\n        return total([])\n"
SHOP = {
    b"shop/__init__.py": b"",
    b"shop/cart.py": b"def total(items):\n    return add(items)\n\n\ndef add(items):\n    return sum(items)\n",
    b"shop/order.py": ORDER,
}
TOOLS = {
    "repositories", "search", "definition", "callers", "callees", "references", "implementors", "impact", "path",
    "what_changed", "repository_map", "freshness", "reindex",
}  # fmt: skip


class Agent:
    """Calls tools as a client of the SDK, each in a connection of its own; the text of the answer, `!` before an error."""

    def __init__(self, connect: Callable[[], AbstractAsyncContextManager[Client]]) -> None:
        self._connect = connect

    def __call__(self, tool: str, **arguments: Any) -> str:
        async def ask() -> str:
            async with self._connect() as client:
                result = await client.call_tool(tool, arguments)
                return ("!" if result.is_error else "") + "".join(getattr(part, "text", "") for part in result.content)

        return anyio.run(ask)

    def tools(self) -> set[str]:
        async def ask() -> set[str]:
            async with self._connect() as client:
                return {tool.name for tool in (await client.list_tools()).tools}

        return anyio.run(ask)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agents")


@pytest.fixture
def agents(aether: Shell, sources: Path) -> None:
    """Tenants `mine` and `theirs`, each with a repository `shop`; two pushes of mine."""
    if (sources / "mine").exists():
        return
    for tenant, name in (("mine", b"add"), ("theirs", b"secret")):
        aether("tenant", "add", tenant)
        source = sources / tenant / "shop.git"
        create(source, {path: text.replace(b"add", name) for path, text in SHOP.items()})
        assert aether("index", source, "--tenant", tenant).code == 0
    changed = SHOP | {b"shop/cart.py": b"def total(items, tax):\n    return sum(items)\n"}
    commit(sources / "mine" / "shop.git", changed)
    assert aether("index", sources / "mine" / "shop.git", "--tenant", "mine").code == 0


def stdio(environment: dict[str, str], tenant: str) -> Agent:
    arguments = ["-m", "aether", "mcp", "--tenant", tenant]
    return Agent(lambda: Client(StdioServerParameters(command=sys.executable, args=arguments, env=environment)))


@pytest.fixture
def url(installation_environment: dict[str, str], agents: None) -> Iterator[str]:
    argv = [sys.executable, "-m", "aether", "mcp", "--http", "--port", "0"]
    with subprocess.Popen(argv, env=installation_environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        told = next(line for line in server.stderr if line.startswith("serving on "))
        yield told.split()[-1]
        server.terminate()


def bearer(url: str, token: str) -> Agent:
    @asynccontextmanager
    async def connect() -> AsyncIterator[Client]:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            yield client

    return Agent(connect)


def test_an_operators_agent_asks_over_stdio(installation_environment: dict[str, str], agents: None) -> None:
    mine = stdio(installation_environment, "mine")
    assert mine.tools() == TOOLS
    told = mine("callers", repo="shop", name="total", depth=2)
    assert "shop/cart.py:1 function shop.cart.total" in told
    assert "1 shop/order.py:5 method shop.order.Order.pay" in told
    assert " at shop/order.py:6" in told
    assert told.splitlines()[-1].startswith("[main at ")
    assert "secret" in stdio(installation_environment, "theirs")("search", repo="shop", query="secret")


def test_every_tool_answers_over_http_with_the_tenants_token(aether: Shell, url: str) -> None:
    mine = bearer(url, token(aether, "mine", "read,index"))
    assert mine.tools() == TOOLS
    assert mine("repositories").startswith("shop: main at ")
    asked = {
        "search": {"query": "OrdPay"}, "definition": {"at": "shop/order.py:6"}, "callees": {"name": "pay"},
        "references": {"name": "total"}, "implementors": {"name": "Order"}, "impact": {"name": "total"},
        "path": {"source": "pay", "target": "total"}, "freshness": {}, "what_changed": {}, "repository_map": {},
    }  # fmt: skip
    told = {tool: mine(tool, repo="shop", **arguments) for tool, arguments in asked.items()}
    assert [tool for tool, text in told.items() if text.startswith("!")] == []
    for tool in ("search", "impact", "references"):
        assert "shop/order.py:5 method shop.order.Order.pay" in told[tool], told[tool]
    for tool in ("definition", "callees", "path"):
        assert "shop/cart.py:1 function shop.cart.total" in told[tool], told[tool]
    assert "`shop.order.Order.pay` `shop/order.py:6`" in told["what_changed"]
    assert "shop/cart.py:\n  1 def total(items, tax) (1 uses)" in told["repository_map"]
    assert mine("reindex", repo="shop").startswith("queued as run ")
    assert "secret" not in "".join(told.values())


def test_nobody_without_a_token_and_no_other_tenant_is_answered(aether: Shell, url: str) -> None:
    theirs = bearer(url, token(aether, "theirs", "read"))
    assert theirs("search", repo="shop", query="add").startswith("nothing is found")
    assert "theirs" not in theirs("search", repo="shop", query="secret")
    assert theirs("reindex", repo="shop").startswith("!forbidden: ")
    assert theirs("callers", repo="no-such", name="x").startswith("!not_found: ")
    refused = httpx2.post(
        url, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers={"Authorization": "Bearer x"}
    )
    assert refused.status_code == 401


def test_a_map_keeps_to_its_tokens_and_says_what_it_left_out(aether: Shell, url: str) -> None:
    mine = bearer(url, token(aether, "mine", "read"))
    small = mine("repository_map", repo="shop", tokens=100)
    assert len(small.split("[main at")[0]) <= 100 * CHARACTERS + 60
    assert mine("repository_map", repo="shop", tokens=100, below="nowhere").startswith("nothing is used there")


def token(aether: Shell, tenant: str, scopes: str) -> str:
    return str(aether("token", "add", "--tenant", tenant, "--scope", scopes, "--json").json["token"])

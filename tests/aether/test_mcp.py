"""True and never mixed, for agents: the SDK's own client over both transports, two tenants with look-alike repositories."""

import os
import re
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
from store.bridge import Bridge
from store.watching import Watching
from tasks.watcher import watch_once
from tests.aether.commands import Shell
from tests.repositories import commit, create

README = Path(__file__).parents[2] / "README.md"

ORDER = b"from shop.cart import total\n\n\nclass Order:\n    def pay(self):\n        return total([])\n"
SHOP = {
    b"pyproject.toml": b'[project]\nname = "shop"\n',
    b"shop/__init__.py": b"",
    b"shop/cart.py": b"def total(items):\n    return add(items)\n\n\ndef add(items):\n    return sum(items)\n",
    b"shop/order.py": ORDER,
    b"shop/Till.vue": b"<script>\nexport function ring() {\n  return 1\n}\n</script>\n",
}
TOOLS = {
    "repositories", "search", "definition", "callers", "callees", "references", "implementors", "impact", "path",
    "why", "why_not", "what_changed", "what_if", "pull_request", "repository_map", "freshness", "reindex",
    "watch", "watches", "unwatch", "watch_events",
}  # fmt: skip


class Agent:
    """Calls tools as a client of the SDK, each in a connection of its own; the text of the answer, `!` before an error."""

    def __init__(self, connect: Callable[[], AbstractAsyncContextManager[Client]]) -> None:
        self._connect = connect

    def __call__(self, tool: str, **arguments: Any) -> str:
        return self.asked((tool, arguments))[0]

    def asked(self, *calls: tuple[str, dict[str, Any]]) -> list[str]:
        """One after the other; the last line names the tools that there are."""

        async def ask() -> list[str]:
            async with self._connect() as client:
                told = [await client.call_tool(tool, arguments) for tool, arguments in calls]
                tools = sorted(tool.name for tool in (await client.list_tools()).tools)
            return [("!" if each.is_error else "") + "".join(getattr(part, "text", "") for part in each.content)
                    for each in told] + [" ".join(tools)]  # fmt: skip

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
    create(sources / "mine" / "till.git", {b"requirements.txt": b"shop\n", b"till.py": ORDER})
    assert aether("index", sources / "mine" / "till.git", "--tenant", "mine").code == 0
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
    told, found, tools = mine.asked(
        ("callers", {"repo": "shop", "name": "total", "depth": 2}), ("search", {"repo": "shop", "query": "secret"})
    )
    assert set(tools.split()) == TOOLS
    assert "shop/cart.py:1 function shop.cart.total" in told
    assert "1 shop/order.py:5 method shop.order.Order.pay" in told
    assert " at shop/order.py:6" in told
    assert told.splitlines()[-1].startswith("[main at ")
    assert found.startswith("nothing is found")  # it is the other tenant's


def test_agents_ask_over_http_with_their_tenants_token(aether: Shell, url: str) -> None:
    mine, theirs = bearer(url, token(aether, "mine", "read,index")), bearer(url, token(aether, "theirs", "read"))
    asked: dict[str, dict[str, Any]] = {
        "search": {"query": "pay"}, "definition": {"at": "shop/order.py:6"}, "callees": {"name": "pay"},
        "references": {"name": "total"}, "implementors": {"name": "Order"}, "impact": {"name": "total"},
        "path": {"source": "pay", "target": "total"}, "freshness": {}, "what_changed": {}, "repository_map": {},
        "callers": {"name": "total"}, "why": {"source": "pay", "target": "total"},
        "why_not": {"name": "sum", "at": "shop/cart.py:2"}, "what_if": {"files": {"shop/order.py": None}},
        "reindex": {"branch": "main"}, "callers of preview": {"name": "ring"},
        "impact across": {"name": "total", "across": True}, "callers across": {"name": "total", "across": True},
    }  # fmt: skip
    answers = mine.asked(*((tool.split()[0], {"repo": "shop", **arguments}) for tool, arguments in asked.items()))
    told = dict(zip(asked, answers, strict=False))
    assert set(answers[-1].split()) == TOOLS
    assert [tool for tool, text in told.items() if text.startswith("!")] == []
    for tool in ("search", "impact", "references", "callers"):
        assert "shop/order.py:5 method shop.order.Order.pay" in told[tool], told[tool]
    for tool in ("definition", "callees", "path"):
        assert "shop/cart.py:1 function shop.cart.total" in told[tool], told[tool]
    for tool in ("impact across", "callers across"):
        assert "till.py:5 method till.Order.pay" in told[tool].partition("\nin till: ")[2], told[tool]
    assert "`shop.order.Order.pay` `shop/order.py:6`" in told["what_changed"]
    assert "  shop/order.py:1 imports total of shop.cart" in told["why"]
    assert "it leads outside the repository" in told["why_not"]
    assert "`shop.order.Order.pay`" in told["what_if"]
    assert "shop/cart.py:\n  1 def total(items, tax) (1 uses)" in told["repository_map"]
    assert [tool for tool, text in told.items() if "grade: preview" in text] == ["callers of preview"]
    assert told["reindex"].startswith("queued as run ")
    assert mine("repositories").startswith("shop: main at ")
    small = mine("repository_map", repo="shop", tokens=100)
    assert len(small.split("[main at")[0]) <= 100 * CHARACTERS + 60

    found = theirs.asked(
        ("search", {"repo": "shop", "query": "add"}), ("search", {"repo": "shop", "query": "secret"}),
        ("reindex", {"repo": "shop"}), ("callers", {"repo": "no-such", "name": "x"}),
    )  # fmt: skip
    assert found[0].startswith("nothing is found")
    assert "shop.cart.secret" in found[1]
    assert "forbidden: This token may not index" in found[2]
    assert "not_found: " in found[3]
    assert "secret" not in "".join(answers)
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert httpx2.post(url, json=message, headers={"Authorization": "Bearer x"}).status_code == 401
    assert httpx2.post(url, json=message).status_code == 401


def test_an_agent_watches_and_is_told_when_it_asks_next(
    aether: Shell, installation_environment: dict[str, str], agents: None, sources: Path
) -> None:
    mine, theirs = (stdio(installation_environment, tenant) for tenant in ("mine", "theirs"))
    asked = [("watch", {"repo": "till", "query": query}) for query in ("callees of Order.pay", "pay")]
    _, refused, listed, _ = mine.asked(*asked, ("watches", {}))
    assert refused.startswith(
        "!Error executing tool watch: bad_input: 'pay' is no query. Write one of: callers of NAME"
    )
    assert listed.endswith("till: callees of Order.pay")
    commit(
        sources / "mine" / "till.git", {b"till.py": ORDER.replace(b"total([])", b"ring()") + b"\n\ndef ring(): ...\n"}
    )
    assert aether("index", sources / "mine" / "till.git", "--tenant", "mine").code == 0
    bridge = Bridge(installation_environment["DATABASE_URL"])
    watch_once(Watching(bridge, lambda _: {}))
    bridge.close()

    gone = ("unwatch", {"watch_id": listed.split()[0]})
    told, after, removed, _ = mine.asked(("watch_events", {}), ("watch_events", {"after": 1_000_000}), gone)
    assert "callees of Order.pay: 1 new (till.ring)\n  + till.py:9 function till.ring" in told
    assert after == "nothing since\nnext page: after=1000000"
    assert theirs("watches") == "nothing is watched"
    assert removed.endswith("removed")


def test_the_newcomers_script_of_the_readme_asks_as_an_agent(
    installation_environment: dict[str, str], agents: None, tmp_path: Path
) -> None:
    """As it is printed there, for the tenant of these tests; `aether` and `python` are those of this interpreter."""
    (block,) = re.findall(r"^```sh\n(python - shop .*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)
    command = tmp_path / "bin" / "aether"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aether "$@"\n')
    command.chmod(0o755)
    path = os.pathsep.join([str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | installation_environment | {"PATH": path, "FUNCTION": "total"}
    done = subprocess.run(
        ("sh", "-e"), input=block.replace('"acme"', '"mine"'), cwd=tmp_path, env=environment,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "1 shop/order.py:5 method shop.order.Order.pay" in done.stdout  # who calls it
    assert "`shop.order.Order.pay` `shop/order.py:6`" in done.stdout  # what the last push broke


def token(aether: Shell, tenant: str, scopes: str) -> str:
    return str(aether("token", "add", "--tenant", tenant, "--scope", scopes, "--json").json["token"])

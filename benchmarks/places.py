"""A benchmark's own embedded servers, and access to them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from aether.composition import Application, assemble, bring_forward
from aether.embedded.client import attach, encryption_keys
from aether.settings import read
from benchmarks.meter import keeper
from store.bridge import Bridge
from tests.servers import discard


class Place(NamedTuple):
    data_dir: Path
    found: Application
    keeper: int  # the process that is the servers' ancestor

    @property
    def admin_url(self) -> str:
        return self.found.addresses.admin_database_url

    def fetch(self, sql: str, *arguments: Any) -> list[Any]:
        """Queries as the owner, without row security."""
        return asyncio.run(_fetch(self.admin_url, sql, arguments))

    def execute(self, script: str) -> None:
        asyncio.run(_execute(self.admin_url, script))


@contextmanager
def place(data_dir: Path) -> Iterator[Place]:
    """Embedded servers that are stopped and deleted with their data when the context exits."""
    settings = read({"AETHER_DATA_DIR": str(data_dir)})
    try:
        with attach(data_dir) as servers:
            bring_forward(servers)
            bridge = Bridge(servers.database_url)
            yield Place(data_dir, assemble(settings, servers, encryption_keys(settings), bridge), keeper(data_dir))
            bridge.close()
    finally:
        discard(data_dir)


async def _fetch(url: str, sql: str, arguments: tuple[Any, ...]) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        found: list[Any] = await connection.fetch(sql, *arguments)
        return found
    finally:
        await connection.close()


async def _execute(url: str, script: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(script)
    finally:
        await connection.close()

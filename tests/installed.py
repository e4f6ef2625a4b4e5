"""An installation for tests: a database of its own on the suite's servers, and the environment that leads there."""

import asyncio
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from aether.embedded.protocol import Servers
from store.keyring import Keyring
from store.migrate import admit, migrate


def install(servers: Servers, data_dir: Path) -> dict[str, str]:
    """The variables that `aether` reads; the database has the newest schema."""
    name = f"test_{secrets.token_hex(6)}"
    asyncio.run(_execute(servers.admin_database_url, f'create database "{name}"'))
    admin, app = (_renamed(url, name) for url in (servers.admin_database_url, servers.database_url))
    migrate(admin)
    admit(admin, urlsplit(app).username or "")
    return {
        "AETHER_DATA_DIR": str(data_dir),
        "DATABASE_URL": app,
        "AETHER_ADMIN_DATABASE_URL": admin,
        "CELERY_BROKER_URL": servers.broker_url,
        "AETHER_ENCRYPTION_KEYS": Keyring.new_key(),
    }


def _renamed(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

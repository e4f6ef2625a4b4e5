"""Applies schema migrations over the administrator's connection. Forward only, and idempotent."""

import asyncio
from collections.abc import Coroutine
from importlib import resources
from typing import Any, NamedTuple, TypeVar

import asyncpg

from store.faults import translated

T = TypeVar("T")

_LOCK = 0x61657468  # 'aeth': the advisory lock that serialises migrations
_BOOK = """
create table if not exists schema_migrations (
    version integer primary key, name text not null, applied_at timestamptz not null default now())"""


class Migration(NamedTuple):
    version: int
    name: str
    sql: str


def migrations() -> list[Migration]:
    folder = resources.files("store").joinpath("migrations")
    found = [(file.name.removesuffix(".sql"), file) for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted(Migration(int(name[:4]), name[5:], file.read_text("utf-8")) for name, file in found)


def migrate(admin_url: str) -> list[str]:
    """Applies the missing migrations in one transaction; their names."""
    return _run(_migrate(admin_url))


def pending(admin_url: str) -> list[str]:
    """The names of the migrations that `migrate` would apply."""
    return _run(_pending(admin_url))


def admit(admin_url: str, login: str) -> None:
    """Grants the application's two roles to an existing ordinary login."""
    _run(_admit(admin_url, login))


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(coroutine)
    except Exception as error:
        better = translated(error)
        if better is None:
            raise
        raise better from error


async def _migrate(admin_url: str) -> list[str]:
    connection = await asyncpg.connect(admin_url, timeout=10, statement_cache_size=0)
    try:
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
            await connection.execute(_BOOK)
            done = {row["version"] for row in await connection.fetch("select version from schema_migrations")}
            missing = [migration for migration in migrations() if migration.version not in done]
            for migration in missing:
                await connection.execute(migration.sql)
                await connection.execute(
                    "insert into schema_migrations (version, name) values ($1, $2)", migration.version, migration.name
                )
            return [migration.name for migration in missing]
    finally:
        await connection.close()


async def _pending(admin_url: str) -> list[str]:
    connection = await asyncpg.connect(admin_url, timeout=10, statement_cache_size=0)
    try:
        known = await connection.fetchval("select to_regclass('public.schema_migrations') is not null")
        rows = await connection.fetch("select version from schema_migrations") if known else []
    finally:
        await connection.close()
    done = {row["version"] for row in rows}
    return [migration.name for migration in migrations() if migration.version not in done]


async def _admit(admin_url: str, login: str) -> None:
    connection = await asyncpg.connect(admin_url, timeout=10, statement_cache_size=0)
    try:
        statement = await connection.fetchval(
            "select format('grant aether_worker, aether_reader to %I', $1::text)", login
        )
        await connection.execute(statement)
    finally:
        await connection.close()

"""True over an upgrade: what a schema of before held is there after the newest migration, and whoever is new can work with it.

A case is a schema by the number of its newest migration: rows as they were written then, and the tables that a later migration
empties on purpose. Each release adds one.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from store import migrate
from store.bridge import Bridge
from store.keyring import Keyring
from store.runs import Runs
from store.upgrades import Upgrades
from tests.postgres import Server, prepare_login
from tests.store.test_migrate import fresh

CASES = sorted((Path(__file__).parent / "schemas").iterdir())
Rows = dict[str, list[dict[str, Any]]]  # by table

AHEAD = (
    "alter table branches add column of_tomorrow text not null default 'x'",
    "alter table runs add column of_tomorrow jsonb",
    "alter table code_nodes add column of_tomorrow integer not null default 0",
    "create table of_tomorrow (tenant_id integer not null)",
)


class Upgraded:
    """A database of a schema of before, with its rows, and the same after all that has come since."""

    def __init__(self, server: Server, case: Path) -> None:
        self.server, self.database = server, fresh(server)
        self.admin = server.admin(self.database)
        steps = [each for each in migrate.migrations() if each.version <= int(case.name)]
        book = "".join(
            f"insert into schema_migrations (version, name) values ({s.version}, '{s.name}');" for s in steps
        )
        server.sql(migrate._BOOK + ";" + book, self.database)
        for step in steps:
            server.sql(step.sql, self.database)
        server.sql((case / "rows.sql").read_text(), self.database)
        self.before = self.rows()
        migrate.migrate(self.admin)
        prepare_login(self.admin)
        self.gone = set((case / "gone.txt").read_text().split())

    def rows(self) -> Rows:
        return asyncio.run(_rows(self.admin))


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def upgraded(request: pytest.FixtureRequest, postgres: Server) -> Upgraded:
    return Upgraded(postgres, request.param)


@pytest.fixture
def bridge(upgraded: Upgraded) -> Iterator[Bridge]:
    made = Bridge(upgraded.server.app(upgraded.database))
    yield made
    made.close()


def test_every_row_of_before_is_there_and_says_the_same(upgraded: Upgraded) -> None:
    after = upgraded.rows()
    lost = {
        table: row
        for table, rows in upgraded.before.items()
        for row in rows
        if table not in upgraded.gone and not any(row.items() <= kept.items() for kept in after[table])
    }

    assert lost == {}
    assert all(upgraded.before.values()), "a table without a row shows nothing"
    assert {table for table in upgraded.gone if after[table]} == set()


def test_the_work_goes_on_where_it_was_left(bridge: Bridge) -> None:
    runs = Runs(bridge, Keyring([Keyring.new_key()]))
    upgrades = Upgrades(bridge)
    assert upgrades.outdated("of today") == 1

    (due,) = runs.due(10)
    assert (due.tenant, due.repo, due.queue) == ("acme", "shop", "push")
    status = runs.status(1, "00000000-0000-4000-8000-000000000001")
    assert status.result == {"success": True}


def test_processes_of_before_work_on_a_schema_that_is_ahead(upgraded: Upgraded, bridge: Bridge) -> None:
    """As while an installation is upgraded: it is migrated first, and what is added has a default or may be empty."""
    upgraded.server.sql(";".join(AHEAD), upgraded.database)
    runs = Runs(bridge, Keyring([Keyring.new_key()]))

    asked = runs.request("globex", "shop", ref=None, full=False, trigger="manual")

    assert asked in {due.run_id for due in runs.due(10)}
    assert migrate.pending(upgraded.admin) == []


async def _rows(url: str) -> Rows:
    connection = await asyncpg.connect(url)
    try:
        names = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
        return {
            name: [
                {column: json.dumps(value) for column, value in json.loads(row[0]).items()}
                for row in await connection.fetch(f"select to_jsonb(t) from {name} t")
            ]
            for (name,) in names
        }
    finally:
        await connection.close()

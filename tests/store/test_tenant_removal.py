"""Never mixed: a removed tenant goes to the last row of every table, and no row of another tenant changes."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import asyncpg
import pytest

from graph.errors import Busy, Conflict, NotFound
from graph.intake import Forge
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.housekeeping import Housekeeping
from store.inventory import TABLES
from store.keyring import Keyring
from tests.postgres import Server
from tests.store.test_row_security import INTENDED, OFFERED, fill

GRAPHS = {"graph_files", "code_nodes", "code_edges"}  # written out as graphs
DERIVED = {
    "blob_facts",
    "link_traces",
    "deltas",
    "chunks",
    "outbox",
    "watch_outbox",
    "remote_checks",
    "audits",
    "upgrades",
}  # made again where it is needed


class Place(NamedTuple):
    bridge: Bridge
    catalogue: Catalogue
    admin_url: str
    leaving: int
    staying: int

    def ask(self, statement: str) -> list[Any]:
        async def ask() -> list[Any]:
            connection = await asyncpg.connect(self.admin_url)
            try:
                return await connection.fetch(statement)
            finally:
                await connection.close()

        return self.bridge.run(ask())

    def rows(self, where: str) -> dict[str, list[str]]:
        """Of each table that belongs to tenants."""
        tables = sorted(INTENDED.keys() - {"schema_migrations"})
        return {
            name: [row[0] for row in self.ask(f"select md5(t::text) from {name} t where {where} order by 1")]
            for name in tables
        }


@pytest.fixture
def place(postgres: Server) -> Iterator[Place]:
    """Two tenants with a row in every table, and a run under way."""
    database = postgres.fresh()
    bridge, keyring = Bridge(postgres.app(database)), Keyring([Keyring.new_key()])
    catalogue = Catalogue(bridge, keyring)
    tenants = [catalogue.tenants.add(name) for name in ("acme", "globex")]
    for tenant_id, name in zip(tenants, ("acme", "globex"), strict=True):
        fill(bridge, keyring, catalogue, tenant_id, name)
    postgres.sql(OFFERED, database)
    yield Place(bridge, catalogue, postgres.admin(database), *tenants)
    bridge.close()


def test_a_removed_tenant_goes_to_the_last_row_and_takes_nothing_of_another(place: Place) -> None:
    housekeeping = Housekeeping(place.bridge, batch=2)
    theirs, others = f"tenant_id = {place.leaving}", f"tenant_id <> {place.leaving}"
    before = place.rows(others)
    assert all(place.rows(theirs).values())
    with pytest.raises(Busy):
        housekeeping.close_tenant(place.leaving)
    assert all(place.rows(theirs).values()), "what is refused changes nothing"
    place.ask("update branches set lease_until = null")
    before["branches"] = place.rows(others)["branches"]

    closed = housekeeping.close_tenant(place.leaving)
    gone = closed + housekeeping.purge_tenant(place.leaving) + housekeeping.forget_tenant(place.leaving)

    assert not any(place.rows(theirs).values())
    assert place.rows(others) == before
    assert gone.keys() == INTENDED.keys() - DERIVED - {"schema_migrations"} | {"blob_facts", "link_traces", "deltas"}
    with pytest.raises(NotFound):
        place.catalogue.tenants.id("acme")
    assert place.catalogue.tenants.add("acme") > place.staying


def test_an_interrupted_removal_lets_nobody_in_and_is_taken_up(place: Place) -> None:
    housekeeping, catalogue = Housekeeping(place.bridge), place.catalogue
    wide = catalogue.hooks.add(place.staying, Forge.GITLAB, "group", "https://gitlab.example").hook_id
    catalogue.hooks.map(place.staying, wide, "theirs", place.leaving)
    token = catalogue.tokens.add(place.leaving, ["admin"])
    place.ask("update branches set lease_until = null")

    housekeeping.close_tenant(place.leaving)

    assert catalogue.tokens.find(token) is None
    assert catalogue.hooks.namespaces(place.staying, wide) == {}
    assert [(row.name, row.leaving_since is not None) for row in catalogue.tenants.all()] == [
        ("acme", True),
        ("globex", False),
    ]
    with pytest.raises(NotFound):
        catalogue.tenants.id("acme")
    for make in (catalogue.tenants.add, catalogue.tenants.ensure):
        with pytest.raises(Conflict):
            make("acme")
    housekeeping.close_tenant(place.leaving)
    assert housekeeping.purge_tenant(place.leaving)["code_nodes"] == 1
    housekeeping.forget_tenant(place.leaving)
    assert [row.name for row in catalogue.tenants.all()] == ["globex"]


def test_the_log_of_a_tenant_that_stays_cannot_be_deleted(place: Place) -> None:
    assert Housekeeping(place.bridge).forget_tenant(place.staying).total() == 0
    assert place.ask(f"select from audit_log where tenant_id = {place.staying}")


def test_every_table_is_written_out_or_derived(place: Place) -> None:
    assert set(TABLES) == INTENDED.keys() - GRAPHS - DERIVED - {"schema_migrations"}
    for table in TABLES:
        assert list(place.catalogue.inventory.rows(place.leaving, table)), table

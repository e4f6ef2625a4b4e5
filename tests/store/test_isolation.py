"""Never mixed: what a statement forgets, row security does not. The whole matrix is in test_row_security.py."""

from typing import Any

import asyncpg
import pytest

from graph.errors import NotFound
from store.bridge import Role
from tests.store.build import call, delta, function, owner
from tests.store.conftest import Store


@pytest.fixture(scope="module")
def filled(store: Store) -> Store:
    """Both tenants hold the same repository, so that a missing condition would show."""
    for tenant_id, tenant in ((store.tenant, "acme"), (store.other, "globex")):
        store.catalogue.repositories.add(tenant_id, "same", source="/srv", default_branch="main")
        run = store.runs.request(tenant, "same", ref=None, full=False, trigger="manual", idempotency_key=None)
        claim = store.runs.claim(run, "worker")
        assert claim is not None
        node = function("a.py", "a")
        store.graph.publish(claim, delta("1", [owner("a.py", trace=[1])], [node], [call(node, node)], whole=True))
    return store


def attempt(store: Store, role: Role, tenant: int | None, statement: str) -> str:
    """The command's tag ('SELECT 2', 'DELETE 0'), or 'refused'; nothing is kept."""

    async def ask() -> str:
        try:
            async with store.bridge.transaction(role, tenant) as connection:
                return await tried(connection, statement)
        except asyncpg.InsufficientPrivilegeError:
            return "refused"

    return store.bridge.run(ask())


async def tried(connection: Any, statement: str) -> str:
    await connection.execute("savepoint before")
    tag: str = await connection.execute(statement)
    await connection.execute("rollback to savepoint before")
    return tag


def test_no_row_can_be_written_into_another_tenant(filled: Store) -> None:
    writes = {
        "repositories": f"(tenant_id, name) values ({filled.other}, 'x')",
        "tokens": f"(tenant_id, token_hash, scopes) values ({filled.other}, sha256('x'), '{{read}}')",
        "blob_facts": f"values ({filled.other}, 'b', 'l', 'v', 'f', 'i')",
        "graph_files": f"values ({filled.other}, 1, 1, 0, false, 'p', 'b', 'l', '')",
        "code_edges": f"values ({filled.other}, 1, 1, 1, 1, 1, 'CALLS', 'exact', '')",
    }
    for table, values in writes.items():
        assert attempt(filled, Role.WORKER, filled.tenant, f"insert into {table} {values}") == "refused", table
        assert attempt(filled, Role.WORKER, None, f"insert into {table} {values}") == "refused", table


def test_a_row_cannot_be_moved_into_another_tenant(filled: Store) -> None:
    statement = f"update repositories set tenant_id = {filled.other}"
    assert attempt(filled, Role.WORKER, filled.tenant, statement) == "refused"


def test_the_reader_touches_no_control_table_and_no_trace(filled: Store) -> None:
    for table in ("tokens", "hooks", "hook_secrets", "hook_credentials", "outbox", "link_traces", "blob_facts"):
        assert attempt(filled, Role.READER, filled.tenant, f"select from {table}") == "refused", table


def test_names_lead_to_the_own_tenants_graph(filled: Store) -> None:
    mine, theirs = filled.reader.graph(filled.tenant, "same"), filled.reader.graph(filled.other, "same")
    assert mine != theirs
    assert (
        filled.reader.search(filled.tenant, "same", "a").items == filled.reader.search(filled.other, "same", "a").items
    )
    filled.catalogue.repositories.add(filled.tenant, "mine-only")
    with pytest.raises(NotFound):
        filled.reader.search(filled.other, "mine-only", "a")


def test_a_setting_does_not_outlive_its_transaction(filled: Store) -> None:
    async def ask() -> object:
        async with filled.bridge.transaction(Role.READER, filled.tenant):
            pass
        pool = await filled.bridge._running().pool()
        async with pool.acquire() as connection:
            return await connection.fetchval("select current_setting('app.tenant_id', true), current_user")

    assert filled.bridge.run(ask()) in {"", None}

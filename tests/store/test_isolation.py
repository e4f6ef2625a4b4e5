"""Never mixed: whatever a statement forgets, a tenant meets its own rows only. Runs as the application's ordinary login."""

import itertools
from typing import Any

import asyncpg
import pytest

from graph.errors import NotFound
from graph.intake import Delivery, Forge, Outcome
from store.bridge import Role
from store.keyring import Keyring
from store.model import BlobFacts
from store.reconciler import Checks
from tests.store.build import call, delta, function, owner
from tests.store.conftest import Store

WORKER_ONLY = {"link_traces"}  # without row security by decision: see its migration
UNGUARDED = {"schema_migrations", *WORKER_ONLY}


@pytest.fixture(scope="module")
def filled(store: Store) -> Store:
    """Both tenants hold the same repository, so that a missing condition would show."""
    for tenant_id, tenant in ((store.tenant, "acme"), (store.other, "globex")):
        store.catalogue.tokens.add(tenant_id, ["read"])
        hook_id = store.catalogue.hooks.add(tenant_id, Forge.GITHUB, "repository", "https://github.com").hook_id
        store.catalogue.hooks.put_credential(tenant_id, hook_id, "token", "x")
        store.catalogue.hooks.map(tenant_id, hook_id, "group", tenant_id)
        store.catalogue.repositories.add(tenant_id, "same", source="/srv", default_branch="main")
        store.catalogue.repositories.add(tenant_id, "watched", hook_id=hook_id, forge_id="7", path="group/watched")
        hook = store.intake.hook(hook_id)
        assert hook is not None
        store.intake.record(hook, Delivery("k", "ping", Outcome.PING, "", {}, "0" * 64, []))
        store.graph.keep_facts(tenant_id, "python", "1", [("01" * 20, BlobFacts(b"f", b"i", partial=False))])
        run = store.runs.request(tenant, "same", ref=None, full=False, trigger="manual", idempotency_key=None)
        claim = store.runs.claim(run, "worker")
        assert claim is not None
        node = function("a.py", "a")
        store.graph.publish(claim, delta("1", [owner("a.py", trace=[1])], [node], [call(node, node)], whole=True))
    Checks(store.bridge, Keyring([Keyring.new_key()])).take(0, spread=60, guard=60)
    return store


def tables(store: Store) -> list[str]:
    async def ask() -> list[str]:
        connection = await asyncpg.connect(store.admin_url)
        try:
            rows = await connection.fetch(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            )
            return sorted(row["relname"] for row in rows)
        finally:
            await connection.close()

    return store.bridge.run(ask())


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
    undo = connection.transaction()
    await undo.start()
    tag: str = await connection.execute(statement)
    await undo.rollback()
    return tag


def statements(table: str, tenant: int) -> dict[str, str]:
    """Each aims at the rows of `tenant`, whoever runs it."""
    column = "name" if table == "tenants" else "tenant_id"
    return {
        "select": f"select from {table} where tenant_id = {tenant}",
        "update": f"update {table} set {column} = {column} where tenant_id = {tenant}",
        "delete": f"delete from {table} where tenant_id = {tenant}",
    }


def test_every_table_is_in_the_matrix_or_left_out_by_decision(filled: Store) -> None:
    async def ask() -> set[str]:
        connection = await asyncpg.connect(filled.admin_url)
        try:
            rows = await connection.fetch(
                "select relname from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace "
                "and not (relrowsecurity and relforcerowsecurity "
                "and exists (select from pg_policy p where p.polrelid = c.oid and p.polroles = '{0}'))"
            )
            return {row["relname"] for row in rows}
        finally:
            await connection.close()

    assert filled.bridge.run(ask()) == UNGUARDED


def test_the_matrix(filled: Store) -> None:
    """Every table x role x {no tenant, wrong tenant, right tenant} x {select, update, delete}."""
    guarded = [table for table in tables(filled) if table not in UNGUARDED]
    cells = 0
    for table, role, seen_as in itertools.product(guarded, Role, (None, filled.other, filled.tenant)):
        for verb, statement in statements(table, filled.tenant).items():
            tag = attempt(filled, role, seen_as, statement)
            cells += 1
            if seen_as != filled.tenant:
                assert tag in {f"{verb.upper()} 0", "refused"}, (table, role, seen_as, verb)
            elif verb == "select" and role is Role.WORKER:
                assert tag not in {"SELECT 0", "refused"}, f"{table} holds nothing: the matrix would prove nothing"
            elif verb != "select" and role is Role.READER:
                assert tag == "refused", (table, verb)
    assert cells == len(guarded) * len(Role) * 9
    assert len(guarded) == 17


def test_a_tenant_that_was_never_named_sees_nothing(filled: Store, app_url: str) -> None:
    """Not even an empty setting: a connection that no transaction of ours has touched."""

    async def ask() -> set[str]:
        connection = await asyncpg.connect(app_url)
        try:
            await connection.execute("set role aether_worker")
            return {await connection.execute(f"select from {table}") for table in tables_of if table not in UNGUARDED}
        finally:
            await connection.close()

    tables_of = tables(filled)
    assert filled.bridge.run(ask()) == {"SELECT 0"}


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


def test_nobody_becomes_the_keeper(filled: Store) -> None:
    for role in Role:
        assert attempt(filled, role, filled.tenant, "set local role aether_keeper") == "refused"


def test_a_missing_policy_and_a_wide_grant_would_be_seen(filled: Store) -> None:
    """The matrix itself is tested: a table without a policy shows another tenant's rows."""

    async def ask() -> tuple[str, str]:
        connection = await asyncpg.connect(filled.admin_url)
        undo = connection.transaction()
        await undo.start()
        try:
            await connection.execute(
                "alter table deltas disable row level security; grant delete on deltas to aether_reader"
            )
            await connection.execute("set local role aether_reader")
            await connection.execute(f"select set_config('app.tenant_id', '{filled.other}', true)")
            aims = statements("deltas", filled.tenant)
            return await tried(connection, aims["select"]), await tried(connection, aims["delete"])
        finally:
            await undo.rollback()
            await connection.close()

    assert filled.bridge.run(ask()) == ("SELECT 1", "DELETE 1")


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

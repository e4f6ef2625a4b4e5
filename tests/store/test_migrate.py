"""The schema is written twice, as steps and as a whole; they are the same, and running the steps again does nothing."""

import asyncio
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from importlib import resources

import asyncpg

from store.bridge import Bridge
from store.catalogue import Catalogue
from store.keyring import Keyring
from store.migrate import migrate, migrations
from tests.postgres import Server, prepare_login

SCHEMA = resources.files("store").joinpath("schema.sql").read_text("utf-8")
CATALOG = {
    "columns": """select table_name, column_name, ordinal_position, data_type, collation_name, is_nullable, column_default,
        is_identity, generation_expression from information_schema.columns where table_schema = 'public'""",
    "storage": """select attrelid::regclass::text, attname, attstorage::text, attstattarget from pg_attribute
        where attnum > 0 and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r')""",
    "indexes": "select indexname, indexdef from pg_indexes where schemaname = 'public'",
    "statistics": "select pg_get_statisticsobjdef(oid) from pg_statistic_ext",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace",
    "policies": "select tablename, policyname, roles::text, cmd, qual, with_check from pg_policies",
    "security": """select relname, relrowsecurity, relforcerowsecurity, reloptions::text from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')""",
    "grants": """select table_name, grantee, privilege_type from information_schema.role_table_grants where table_schema = 'public'""",
    "column_grants": """select table_name, column_name, grantee, privilege_type from information_schema.column_privileges
        where table_schema = 'public'""",
    "functions": """select pg_get_functiondef(oid), pg_get_userbyid(proowner), proacl::text from pg_proc
        where pronamespace = 'public'::regnamespace""",
}  # fmt: skip


def fresh(postgres: Server) -> str:
    name = f"schema_{secrets.token_hex(4)}"
    postgres.database(name)
    return name


def catalog(url: str) -> dict[str, list[tuple[object, ...]]]:
    async def ask() -> dict[str, list[tuple[object, ...]]]:
        connection = await asyncpg.connect(url)
        try:
            return {
                name: sorted((tuple(row) for row in await connection.fetch(q)), key=repr) for name, q in CATALOG.items()
            }
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_the_migrations_make_the_schema(any_postgres: Server) -> None:
    by_steps, whole = fresh(any_postgres), fresh(any_postgres)
    migrate(any_postgres.admin(by_steps))
    any_postgres.sql(SCHEMA, whole)
    steps, at_once = catalog(any_postgres.admin(by_steps)), catalog(any_postgres.admin(whole))
    for name in CATALOG:
        assert steps[name] == at_once[name], name
        assert steps[name], name


def test_running_them_again_does_nothing(any_postgres: Server) -> None:
    url = any_postgres.admin(fresh(any_postgres))
    assert migrate(url) == [migration.name for migration in migrations()]
    assert migrate(url) == []


def test_two_at_a_time_go_one_after_the_other(postgres: Server) -> None:
    url = postgres.admin(fresh(postgres))
    with ThreadPoolExecutor() as threads:
        applied = list(threads.map(migrate, [url, url, url]))
    assert sorted(len(names) for names in applied) == [0, 0, len(migrations())]


def test_every_migration_tells_its_locks() -> None:
    numbers = [migration.version for migration in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(migration.sql.startswith("-- Locks: ") for migration in migrations())


def test_every_key_leads_with_the_tenant_except_where_no_tenant_is_known_yet(postgres: Server) -> None:
    """What lets the tables be distributed by tenant: the rule, and its exceptions one by one."""
    url = postgres.admin(fresh(postgres))
    migrate(url)
    not_leading = {
        name
        for name, definition in catalog(url)["indexes"]
        if not re.search(r"USING \w+ \(tenant_id\b", str(definition))
    }
    assert not_leading == {
        "tenants_name_key", "tokens_pkey", "hooks_pkey", "hook_secrets_pkey", "hook_credentials_pkey", "hook_namespaces_pkey",
        "outbox_pkey", "outbox_by_time", "remote_checks_by_time",  # control tables: looked up before a tenant is known
        "pulls_by_time", "watch_outbox_due",
        "link_traces_by_key",  # GIN holds array elements only; its keys are salted by graph
        "link_traces_by_namespace",
        "schema_migrations_pkey",
    }  # fmt: skip


def test_every_lookup_across_tenants_is_fenced_in(postgres: Server) -> None:
    url = postgres.admin(fresh(postgres))
    migrate(url)
    functions = [row for row in catalog(url)["functions"] if "refresh_statistics" not in str(row[0])]  # reads no row
    assert len(functions) == 23
    for definition, owner, rights in functions:
        assert "SECURITY DEFINER" in str(definition)
        assert "SET search_path TO 'pg_catalog', 'public', 'pg_temp'" in str(definition)
        assert owner == "aether_keeper"
        assert "=X/" not in str(rights).replace("aether_worker=X/", "").replace("aether_reader=X/", "").replace(
            "aether_keeper=X/", ""
        )


def test_an_owner_who_is_no_superuser_migrates() -> None:
    """As on a managed PostgreSQL: a login that may create roles and owns the database."""
    server = Server.create()
    try:
        server.sql("create role keeper_of_all login createrole")
        server.sql("create database production owner keeper_of_all")
        url = server.admin("production").replace("postgres@", "keeper_of_all@")
        assert migrate(url)
        prepare_login(url)
        bridge = Bridge(server.app("production"))
        catalogue = Catalogue(bridge, Keyring([Keyring.new_key()]))
        token = catalogue.tokens.add(catalogue.tenants.add("acme"), ["read"])
        assert catalogue.tokens.find(token) is not None
        bridge.close()
    finally:
        server.remove()

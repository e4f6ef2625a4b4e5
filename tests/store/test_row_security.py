"""Never mixed: the matrix. Every table that the catalogs name x role x what the session says it is x verb, and the grants.

Run `pytest -s tests/store/test_row_security.py` to see how many cells there are.
"""

import asyncio
import itertools
import json
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import asyncpg
import pytest

from graph.changes import Entry
from graph.intake import Delivery, Forge, Outcome, Pull
from graph.watching import parse
from store.audit_log import Act
from store.audits import Audits
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.chunks import Chunks, Share
from store.graph_store import PostgresGraphStore
from store.intake import Intake
from store.keyring import Keyring
from store.migrate import migrate
from store.model import BlobFacts, Claim
from store.reconciler import Checks
from store.runs import Runs
from store.watches import Wanted
from store.watching import Watching
from tests.postgres import Server
from tests.store.build import call, delta, function, owner

ROLES = ("aether_worker", "aether_reader", "aether_keeper")
STATES = ("unset", "empty", "wrong", "right")
VERBS = ("select", "insert", "update", "delete")
UNGUARDED = {
    "link_traces": "GIN operators are not leakproof; worker only, every statement names tenant and graph",
    "schema_migrations": "no role of the application may read it",
}
# What each role may do to a whole table. Whatever is granted beyond this is a fault.
INTENDED = {
    "audit_log": {"aether_worker": "select insert delete"},
    "audits": {"aether_worker": "select update", "aether_keeper": "select insert update"},
    "blob_facts": {"aether_worker": "select insert update delete"},
    "branches": {"aether_worker": "select insert update delete", "aether_reader": "select", "aether_keeper": "select"},
    "chunks": {"aether_worker": "select insert update delete"},
    "code_edges": {"aether_worker": "select insert update delete", "aether_reader": "select"},
    "code_nodes": {"aether_worker": "select insert update delete", "aether_reader": "select"},
    "deliveries": {"aether_worker": "select insert update delete", "aether_reader": "select"},
    "deltas": {"aether_worker": "select insert update delete", "aether_reader": "select"},
    "graph_files": {"aether_worker": "select insert update delete", "aether_reader": "select"},
    "hook_credentials": {"aether_worker": "select insert update delete", "aether_keeper": "select"},
    "hook_namespaces": {"aether_worker": "select insert update delete", "aether_keeper": "select delete"},
    "hook_secrets": {"aether_worker": "select insert update delete", "aether_keeper": "select"},
    "hooks": {"aether_worker": "select insert update delete", "aether_keeper": "select"},
    "link_traces": {"aether_worker": "select insert update delete"},
    "notices": {"aether_worker": "select insert update delete", "aether_keeper": "select"},
    "notifications": {"aether_worker": "select insert update delete"},
    "outbox": {"aether_worker": "select insert update delete", "aether_keeper": "select"},
    "pulls": {"aether_worker": "select insert update delete", "aether_reader": "select", "aether_keeper": "select"},
    "remote_checks": {"aether_worker": "select update", "aether_keeper": "select insert update"},
    "repositories": {"aether_worker": "select insert update delete", "aether_reader": "select", "aether_keeper": "select"},
    "runs": {"aether_worker": "select insert update delete", "aether_reader": "select"},
    "schema_migrations": {},
    "tenants": {"aether_worker": "select delete", "aether_reader": "select", "aether_keeper": "select insert"},
    "tokens": {"aether_worker": "select insert delete", "aether_keeper": "select"},
    "watch_events": {"aether_worker": "select insert update delete", "aether_reader": "select"},
    "watch_outbox": {"aether_worker": "select insert update delete", "aether_keeper": "select"},
    "watches": {"aether_worker": "select insert update delete", "aether_reader": "select"},
    "upgrades": {"aether_worker": "select update", "aether_keeper": "select insert update"},
}  # fmt: skip
STAYING = {
    "repositories",
    "branches",
    "runs",
    "hooks",
    "audit_log",
    "tenants",
}  # until they are over, by a policy of their own
COLUMNS = {
    (table, name, "aether_keeper", "UPDATE") for table in ("outbox", "pulls") for name in ("due_at", "published")
} | {
    ("notices", "due_at", "aether_keeper", "UPDATE"),
    ("tenants", "leaving_since", "aether_keeper", "UPDATE"),
    ("tenants", "most_repositories", "aether_worker", "UPDATE"),
    ("tenants", "most_rows", "aether_worker", "UPDATE"),
    ("watch_outbox", "attempts", "aether_keeper", "UPDATE"),
    ("watch_outbox", "due_at", "aether_keeper", "UPDATE"),
}  # granted on columns only

# Nothing is offered of a branch with a run under way, which every tenant of these tests has.
OFFERED = (
    "insert into upgrades (tenant_id, graph_id, version, taken_at) select tenant_id, graph_id, '1', now() from branches"
)


class World(NamedTuple):
    """A database in which two tenants hold the same things."""

    server: Server
    database: str
    mine: int
    other: int

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[Any]:
        """A superuser's connection; what it does is undone."""
        connection = await asyncpg.connect(self.server.admin(self.database))
        undo = connection.transaction()
        await undo.start()
        try:
            yield connection
        finally:
            await undo.rollback()
            await connection.close()


@pytest.fixture(scope="module")
def world(any_postgres: Server) -> Iterator[World]:
    database = any_postgres.fresh()
    bridge = Bridge(any_postgres.app(database))
    keyring = Keyring([Keyring.new_key()])
    catalogue = Catalogue(bridge, keyring)
    tenants = [catalogue.tenants.add(name) for name in ("acme", "globex")]
    for tenant_id, name in zip(tenants, ("acme", "globex"), strict=True):
        fill(bridge, keyring, catalogue, tenant_id, name)
    any_postgres.sql(OFFERED, database)
    yield World(any_postgres, database, *tenants)
    bridge.close()


def fill(bridge: Bridge, keyring: Keyring, catalogue: Catalogue, tenant_id: int, tenant: str) -> None:
    """A row in every table."""
    catalogue.tokens.add(tenant_id, ["read"])
    catalogue.audit_log.record(tenant_id, Act("operator", "token add", {}, 201))
    catalogue.notifications.add(tenant_id, "https://example.com/told")
    hook_id = catalogue.hooks.add(tenant_id, Forge.GITHUB, "repository", "https://github.com", pulls=True).hook_id
    catalogue.hooks.put_credential(tenant_id, hook_id, "token", "x")
    catalogue.hooks.map(tenant_id, hook_id, "group", tenant_id)
    catalogue.repositories.add(tenant_id, "same", source="/srv", default_branch="main")
    catalogue.repositories.add(tenant_id, "watched", hook_id=hook_id, forge_id="1", path="group/watched")
    Checks(bridge, keyring).take(1, spread=0, guard=0)
    intake, store, runs = Intake(bridge, keyring), PostgresGraphStore(bridge), Runs(bridge, keyring)
    hook = intake.hook(hook_id)
    assert hook is not None
    pull = Pull("1", 7, "main", "1" * 40, 0)
    intake.record(hook, Delivery("k", "pull_request", Outcome.ACCEPTED, "", {}, "0" * 64, [], pulls=[pull]))
    store.keep_facts(tenant_id, "python", "1", [("01" * 20, BlobFacts(b"f", b"i", partial=False))])
    claim = runs.claim(runs.request(tenant, "same", ref=None, full=False, trigger="manual"), "worker")
    assert claim is not None
    file = Entry(b"a.py", 0o100644, "01" * 20)
    Chunks(bridge).put_up(claim, Share(*claim.graph, "1" * 40, "1"), [[file]])
    node = function("a.py", "a")
    store.publish(claim, delta("1", [owner("a.py", trace=[1])], [node], [call(node, node)], whole=True))
    watch(bridge, catalogue, claim)
    assert Audits(bridge, keyring).take(0) == claim.graph


def watch(bridge: Bridge, catalogue: Catalogue, claim: Claim) -> None:
    """A watch that was told of one publish and is still to be told of another."""
    store, watching = PostgresGraphStore(bridge), Watching(bridge, lambda _: {})
    asked = Wanted("same", parse("definition of a"), url="https://example.com/watched")
    catalogue.watches.add(claim.tenant_id, asked, most=1)
    for turn in range(2):
        node = function("a.py", "a", signature=f"def a({turn})")
        changed = delta("1", [owner("a.py", trace=[1])], [node], [call(node, node)], whole=True)
        store.publish(claim._replace(indexed_commit="1" * 40), changed)
        if turn == 0:
            (due,) = [each for each in watching.take(9, guard=0) if each.tenant_id == claim.tenant_id]
            assert watching.tell(due).events == 1


async def tables(connection: Any) -> list[str]:
    rows = await connection.fetch(
        "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by 1"
    )
    return [row["relname"] for row in rows]


async def flaws(connection: Any) -> dict[str, str]:
    """Tables that row security does not guard, and grants beyond the intended ones."""
    found: dict[str, str] = {}
    unguarded = await connection.fetch(
        """select relname from pg_class c where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
            and not (relrowsecurity and relforcerowsecurity and exists (
                select from pg_policy p where p.polrelid = c.oid and p.polroles = '{0}' and p.polpermissive))"""
    )
    found |= {row["relname"]: "no forced row security" for row in unguarded if row["relname"] not in UNGUARDED}
    wide = await connection.fetch(
        """select c.relname, coalesce(r.rolname, 'public') as grantee, lower(a.privilege_type) as verb
        from pg_class c cross join lateral aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner"""
    )
    for name, grantee, verb in wide:
        if verb not in INTENDED.get(name, {}).get(grantee, "").split():
            found[f"{name}: {grantee}"] = f"{verb} was never intended"
    columns = await connection.fetch(
        """select c.relname, t.attname, coalesce(r.rolname, 'public') as grantee, a.privilege_type as verb
        from pg_attribute t join pg_class c on c.oid = t.attrelid cross join lateral aclexplode(t.attacl) a
        left join pg_roles r on r.oid = a.grantee where c.relnamespace = 'public'::regnamespace"""
    )
    return found | {f"{row[0]}.{row[1]}": f"{row[2]} {row[3]}" for row in columns if tuple(row) not in COLUMNS}


def test_every_table_is_guarded_and_no_grant_is_wider_than_written(world: World) -> None:
    async def ask() -> tuple[dict[str, str], list[str]]:
        async with world.admin() as connection:
            return await flaws(connection), await tables(connection)

    found, names = asyncio.run(ask())
    assert found == {}
    assert sorted(INTENDED) == names, "a new table has to be written into INTENDED"


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("create table forgotten (tenant_id integer)", "forgotten"),
        ("alter table deltas disable row level security", "deltas"),
        ("alter table code_nodes no force row level security", "code_nodes"),
        ("drop policy of_tenant on runs", "runs"),
        ("grant delete on deltas to aether_reader", "deltas: aether_reader"),
        ("grant select on tokens to public", "tokens: public"),
        ("grant truncate on code_edges to aether_worker", "code_edges: aether_worker"),
        ("grant update (sealed) on hook_secrets to aether_reader", "hook_secrets.sealed"),
        ("create view leak as select * from tokens; grant select on leak to aether_reader", "leak: aether_reader"),
    ],
)
def test_a_deliberate_fault_is_caught(world: World, fault: str, named: str) -> None:
    async def ask() -> dict[str, str]:
        async with world.admin() as connection:
            await connection.execute(fault)
            return await flaws(connection)

    assert list(asyncio.run(ask())) == [named]


def test_the_matrix(world: World) -> None:
    """Every table x role x {no tenant, empty, wrong tenant, right tenant} x {select, insert, update, delete}."""
    names, outcome = asyncio.run(matrix(world))
    wrong = {cell: seen for cell, seen in outcome.items() if seen != expected(*cell)}
    sys.stdout.write(
        f"{len(outcome)} cells: {len(names)} tables x {len(ROLES)} roles x {len(STATES)} sessions x {len(VERBS)} verbs\n"
    )
    assert wrong == {}
    assert len(outcome) == len(names) * len(ROLES) * len(STATES) * len(VERBS) >= 16 * 48


def test_the_matrix_sees_a_table_that_is_open(world: World) -> None:
    _, outcome = asyncio.run(matrix(world, "alter table deltas disable row level security"))
    wrong = {cell for cell, seen in outcome.items() if seen != expected(*cell)}
    assert {cell[0] for cell in wrong} == {"deltas"}
    assert ("deltas", "aether_reader", "wrong", "select") in wrong


def expected(table: str, role: str, state: str, verb: str) -> str:
    if verb not in INTENDED.get(table, {}).get(role, "").split():
        return "refused"
    if verb == "delete" and table in STAYING:
        return "nothing"
    if role == "aether_keeper" or state == "right":
        return "done"
    return "refused" if verb == "insert" else "nothing"


async def matrix(world: World, fault: str = "select 1") -> tuple[list[str], dict[tuple[str, str, str, str], str]]:
    async with world.admin() as connection:
        await connection.execute(fault)
        names = [name for name in await tables(connection) if name not in UNGUARDED]
        rows = {name: await sample(connection, name, world.mine) for name in names}
        outcome = {}
        for state, role, table, verb in itertools.product(STATES, ROLES, names, VERBS):
            statement = await aim(connection, table, verb, world.mine, rows[table])
            outcome[table, role, state, verb] = await tried(connection, role, tenant(world, state), statement)
        return names, outcome


def tenant(world: World, state: str) -> str | None:
    return {"unset": None, "empty": "", "wrong": str(world.other), "right": str(world.mine)}[state]


async def sample(connection: Any, table: str, mine: int) -> str:
    row = await connection.fetchval(f"select to_jsonb(t) from {table} t where tenant_id = {mine} limit 1")
    assert row is not None, f"{table} holds nothing: the matrix would prove nothing"
    return str(row)


async def aim(connection: Any, table: str, verb: str, mine: int, row: str) -> str:
    """Each aims at the rows of tenant `mine`, whoever runs it."""
    if verb == "insert":
        columns = ", ".join(
            column
            for column in json.loads(row)
            if column != "name_lower"  # a generated one
        )
        quoted = await connection.fetchval("select quote_literal($1::text)", row)
        return (
            f"insert into {table} ({columns}) overriding system value "
            f"select {columns} from jsonb_populate_record(null::{table}, {quoted}::jsonb)"
        )
    column = "name" if table == "tenants" else "tenant_id"  # tenants' own is never assigned
    return {
        "select": f"select from {table} where tenant_id = {mine}",
        "update": f"update {table} set {column} = {column} where tenant_id = {mine}",
        "delete": f"delete from {table} where tenant_id = {mine}",
    }[verb]


async def tried(connection: Any, role: str, tenant_id: str | None, statement: str) -> str:
    """done, nothing or refused; undone again. A key that is there already comes after row security: the row was let in."""
    undo = connection.transaction()
    await undo.start()
    try:
        if tenant_id is not None:
            await connection.execute(f"select set_config('app.tenant_id', '{tenant_id}', true)")
        await connection.execute(f"set local role {role}")
        tag: str = await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return "refused"
    except asyncpg.IntegrityConstraintViolationError:
        return "done"
    finally:
        await undo.rollback()
    return "nothing" if tag.endswith(" 0") else "done"


def test_a_connection_that_was_never_told_anything_sees_nothing(world: World) -> None:
    async def ask() -> set[str]:
        connection = await asyncpg.connect(world.server.app(world.database))
        try:
            await connection.execute("set role aether_worker")
            names = [name for name in INTENDED if name not in UNGUARDED]
            return {await connection.execute(f"select from {name}") for name in names}
        finally:
            await connection.close()

    assert asyncio.run(ask()) == {"SELECT 0"}


def test_nobody_becomes_the_keeper(world: World) -> None:
    async def ask(role: str) -> None:
        connection = await asyncpg.connect(world.server.app(world.database))
        try:
            await connection.execute(f"set role {role}")
            await connection.execute("set role aether_keeper")
        finally:
            await connection.close()

    for role in ("aether_worker", "aether_reader"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(ask(role))


def test_migrating_twice_widens_nothing(any_postgres: Server) -> None:
    database = f"again_{secrets.token_hex(4)}"
    any_postgres.database(database)
    migrate(any_postgres.admin(database))
    migrate(any_postgres.admin(database))

    async def ask() -> dict[str, str]:
        async with World(any_postgres, database, 0, 0).admin() as connection:
            return await flaws(connection)

    assert asyncio.run(ask()) == {}

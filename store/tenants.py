"""Tenants and their API tokens."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from graph.errors import BadInput, Conflict, NotFound
from store import sql
from store.bridge import Bridge, Role, crossing
from store.housekeeping import Housekeeping
from store.ids import uuid
from store.model import Scope

SQL: Final = sql.load("catalogue")
SCOPES: Final = frozenset({"read", "index", "source", "admin"})  # source: may read source code
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


class Token(NamedTuple):
    """What a bearer token grants access to."""

    tenant_id: int
    tenant: str
    scopes: frozenset[str]
    repositories: frozenset[int] | None  # None: all of the tenant's
    token_id: str = ""

    @property
    def scope(self) -> Scope:
        """The rows it may see."""
        return Scope(self.tenant_id, self.repositories)


class TokenRow(NamedTuple):
    token_id: str
    label: str
    scopes: Sequence[str]
    repositories: Sequence[int] | None
    created_at: datetime
    expires_at: datetime | None  # None: never


class TenantRow(NamedTuple):
    tenant_id: int
    name: str
    created_at: datetime
    leaving_since: datetime | None  # when its removal began
    repositories: int
    rows: int  # nodes and edges of all its graphs
    most_repositories: int | None = None  # None: no limit
    most_rows: int | None = None


def named(name: str, what: str) -> str:
    """The name itself if it is valid, else BadInput."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"The name of a {what} consists of at most 100 lower-case letters, digits, '.', '_' and '-', unlike {name!r}."
        )
    return name


class Tenants:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def add(self, name: str) -> int:
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id: int | None = await connection.fetchval(SQL["add_tenant"], named(name, "tenant"))
        if tenant_id is None:
            raise Conflict(f"There is already a tenant named {name!r}.")
        return tenant_id

    @crossing
    async def ensure(self, name: str) -> int:
        """Its id; the tenant is created if needed."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id: int | None = await connection.fetchval(SQL["ensure_tenant"], named(name, "tenant"))
        if tenant_id is None:
            raise Conflict(f"Tenant {name!r} is being removed; `aether tenant remove {name}` finishes it.")
        return tenant_id

    def all(self) -> list[TenantRow]:
        """Including those being removed. For the operator, who may see every tenant."""
        rows = map(self.show, self.numbers())
        return sorted((row for row in rows if row is not None), key=lambda row: row.name)

    def numbers(self) -> list[int]:
        """All tenant ids, including those being removed."""
        return Housekeeping(self.bridge).tenants()

    @crossing
    async def show(self, tenant_id: int) -> TenantRow | None:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            row = await connection.fetchrow(SQL["tenant"], tenant_id)
        return None if row is None else TenantRow(**row)

    @crossing
    async def limit(self, tenant_id: int, repositories: int | None, rows: int | None) -> None:
        """Sets its limits; None: no limit. What it already holds stays."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await connection.execute(SQL["limit_tenant"], tenant_id, repositories, rows)

    @crossing
    async def id(self, name: str) -> int:
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id: int | None = await connection.fetchval(SQL["tenant_id"], name)
        if tenant_id is None:
            raise NotFound(f"There is no tenant named {name!r}.")
        return tenant_id

    @crossing
    async def name(self, tenant_id: int) -> str:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            name: str | None = await connection.fetchval(SQL["tenant_name"], tenant_id)
        if name is None:
            raise NotFound(f"There is no tenant with the number {tenant_id}.")
        return name


class Tokens:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def add(
        self,
        tenant_id: int,
        scopes: Sequence[str],
        *,
        label: str = "",
        repositories: Sequence[int] | None = None,
        token: str | None = None,
        days: float | None = None,
    ) -> str:
        """The token itself, which is not stored and never shown again. `token`: default: generated. `days`: its lifetime;
        None: until revoked.
        """
        if not scopes or not SCOPES.issuperset(scopes):
            raise BadInput(f"The scopes are {', '.join(sorted(SCOPES))}; not {', '.join(scopes) or 'none'}.")
        token = token or "aether_" + secrets.token_urlsafe(32)
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await connection.execute(
                SQL["add_token"], hashed(token), tenant_id, label, sorted(set(scopes)), repositories, days
            )
        return token

    def find(self, token: str) -> Token | None:
        return self.of_digest(hashed(token))

    @crossing
    async def of_digest(self, digest: bytes) -> Token | None:
        """The token whose `hashed` form this is."""
        async with self.bridge.transaction(Role.READER) as connection:
            row = await connection.fetchrow(SQL["token"], digest)
        if row is None:
            return None
        only = row["repositories"]
        return Token(
            row["tenant_id"], row["tenant"], frozenset(row["scopes"]), None if only is None else frozenset(only),
            row["token_id"],
        )  # fmt: skip

    @crossing
    async def all(self, tenant_id: int) -> list[TokenRow]:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return [TokenRow(**row) for row in await connection.fetch(SQL["tokens"], tenant_id)]

    @crossing
    async def revoke(self, tenant_id: int, token_id: str) -> None:
        unknown = f"There is no token {token_id!r}."
        wanted = uuid(token_id, unknown)
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            if await connection.fetchval(SQL["revoke_token"], tenant_id, wanted) is None:
                raise NotFound(unknown)


def hashed(token: str) -> bytes:
    """Tokens are long and random, so an unsalted hash is safe, and one look-up finds them."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()

"""Watches: subscriptions to changes in the answer to a query, and their events."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from graph.errors import Conflict, NotFound
from graph.watching import Query
from store import sql
from store.bridge import Bridge, Role, crossing
from store.ids import uuid
from store.keyring import Keyring
from store.model import Scope, tenant_of
from store.notifications import new_secret

SQL: Final = sql.load("watches")
DIGESTS: Final = ("hourly", "daily")


class NewWatch(NamedTuple):
    watch_id: str
    secret: str | None  # shown only once; None if nothing is sent

    def __repr__(self) -> str:
        return f"NewWatch({self.watch_id})"


class WatchRow(NamedTuple):
    watch_id: str
    repo: str
    branch: str | None  # None: the default branch
    query: str
    url: str | None  # None: events are only stored, for agents to read
    digest: str | None  # None: sent at once
    created_at: datetime


class WatchLine(NamedTuple):
    """A watch with its last event and delivery; those are None before the first one."""

    watch_id: str
    repo: str
    branch: str | None
    query: str
    url: str | None
    digest: str | None
    created_at: datetime
    told_at: datetime | None
    says: str | None
    sent: str | None  # state of the newest message to its address: waiting | delivered | failed


class Wanted(NamedTuple):
    """A watch to be created."""

    repo: str
    query: Query
    branch: str | None = None
    url: str | None = None
    digest: str | None = None


class EventRow(NamedTuple):
    """A watch's event for one publish."""

    event_id: int
    watch_id: str
    body: Mapping[str, Any]
    created_at: datetime


class SentRow(NamedTuple):
    """A line of the delivery log."""

    notice_id: str
    event: str
    state: str  # waiting | delivered | failed
    attempts: int
    status: int | None  # of the last answer
    error: str | None
    created_at: datetime
    ended_at: datetime | None
    due_at: datetime | None  # when the first or next attempt is due


class Watches:
    """`within`: a tenant, or a scope narrowed to some of its repositories; watches of others are not found."""

    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    @crossing
    async def add(self, within: int | Scope, wanted: Wanted, most: int) -> NewWatch:
        """Covers every publish from now on, including one under way. Conflict if the tenant already has `most`."""
        tenant_id, secret = tenant_of(within), new_secret() if wanted.url else None
        only = within.repositories if isinstance(within, Scope) else None
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await connection.execute(SQL["alone"], tenant_id)
            if await connection.fetchval(SQL["number"], tenant_id) >= most:
                raise Conflict(f"This tenant has {most} watches, which is the limit; remove one, or ask the operator.")
            repository_id = await connection.fetchval(SQL["repository"], tenant_id, wanted.repo)
            if repository_id is None or (only is not None and repository_id not in only):
                raise NotFound(f"There is no repository named {wanted.repo!r}.")
            held = [row["graph_id"] for row in await connection.fetch(SQL["hold"], tenant_id, repository_id)]
            kept = wanted.url, self._keyring.seal(secret) if secret else None, wanted.digest, held
            made: str = await connection.fetchval(
                SQL["add"], tenant_id, repository_id, wanted.branch, str(wanted.query), *kept
            )
        return NewWatch(made, secret)

    @crossing
    async def all(self, within: int | Scope, repo: str | None = None) -> list[WatchRow]:
        async with self.bridge.transaction(Role.READER, within) as connection:
            return [WatchRow(**row) for row in await connection.fetch(SQL["all"], tenant_of(within), repo, None)]

    @crossing
    async def lines(
        self, within: int | Scope, repo: str | None = None, *, before: datetime | None = None, limit: int
    ) -> list[WatchLine]:
        """Newest first."""
        async with self.bridge.transaction(Role.WORKER, within) as connection:
            found = await connection.fetch(SQL["lines"], tenant_of(within), repo, before, limit)
        return [WatchLine(**row) for row in found]

    @crossing
    async def show(self, within: int | Scope, watch_id: str) -> WatchRow:
        async with self.bridge.transaction(Role.READER, within) as connection:
            row = await connection.fetchrow(SQL["all"], tenant_of(within), None, _uuid(watch_id))
        if row is None:
            raise NotFound(_unknown(watch_id))
        return WatchRow(**row)

    @crossing
    async def secret(self, within: int | Scope, watch_id: str) -> str:
        """The secret that signs its messages. NotFound if it sends none."""
        async with self.bridge.transaction(Role.WORKER, within) as connection:
            sealed: bytes | None = await connection.fetchval(SQL["secret"], tenant_of(within), _uuid(watch_id))
        if sealed is None:
            raise NotFound(f"Watch {watch_id} sends nothing: agents read its events.")
        return self._keyring.open(sealed)

    @crossing
    async def remove(self, within: int | Scope, watch_id: str) -> None:
        """Deletes it with its events and its log; pending messages are dropped."""
        async with self.bridge.transaction(Role.WORKER, within) as connection:
            if await connection.fetchval(SQL["remove"], tenant_of(within), _uuid(watch_id)) is None:
                raise NotFound(_unknown(watch_id))

    @crossing
    async def events(
        self, within: int | Scope, *, after: int = 0, watch_id: str | None = None, limit: int = 50
    ) -> list[EventRow]:
        """Events after the event `after`, in order. A reader that continues from its last event misses none."""
        wanted = None if watch_id is None else _uuid(watch_id)
        async with self.bridge.transaction(Role.READER, within) as connection:
            found = await connection.fetch(SQL["events"], tenant_of(within), after, wanted, limit)
        return [_event(row) for row in found]

    @crossing
    async def told(self, within: int | Scope, watch_id: str, *, limit: int) -> list[EventRow]:
        """Its newest events, newest publish first."""
        async with self.bridge.transaction(Role.READER, within) as connection:
            found = await connection.fetch(SQL["told"], tenant_of(within), _uuid(watch_id), limit)
        return [_event(row) for row in found]

    @crossing
    async def log(self, within: int | Scope, watch_id: str, *, limit: int = 50) -> list[SentRow]:
        """Its messages and how their delivery went, newest first."""
        async with self.bridge.transaction(Role.WORKER, within) as connection:
            if await connection.fetchrow(SQL["all"], tenant_of(within), None, _uuid(watch_id)) is None:
                raise NotFound(_unknown(watch_id))
            found = await connection.fetch(SQL["log"], tenant_of(within), _uuid(watch_id), limit)
        return [SentRow(**row) for row in found]


def _event(row: Any) -> EventRow:
    return EventRow(**{**row, "body": json.loads(row["body"])})


def _uuid(watch_id: str) -> str:
    return uuid(watch_id, _unknown(watch_id))


def _unknown(watch_id: str) -> str:
    return f"There is no watch {watch_id}; `aether watch list` lists them."

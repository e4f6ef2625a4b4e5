"""Tenants' notification addresses, and the delivery log."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from graph.errors import BadInput, NotFound
from store.bridge import Bridge, Role, crossing
from store.ids import uuid
from store.keyring import Keyring
from store.notices import EVENTS, SQL

PREFIX = "whsec_"


class NewNotification(NamedTuple):
    notification_id: str
    secret: str  # shown only once

    def __repr__(self) -> str:
        return f"NewNotification({self.notification_id})"


class NotificationRow(NamedTuple):
    notification_id: str
    url: str
    events: Sequence[str]
    created_at: datetime


class NoticeRow(NamedTuple):
    """A line of the delivery log."""

    notice_id: str
    notification_id: str
    event: str
    state: str  # waiting | delivered | failed
    attempts: int
    status: int | None  # of the last answer
    error: str | None
    created_at: datetime
    ended_at: datetime | None
    due_at: datetime | None  # when the next attempt is due


class Notifications:
    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    @crossing
    async def add(self, tenant_id: int, url: str, events: Sequence[str] = EVENTS) -> NewNotification:
        if not events or not set(events) <= set(EVENTS):
            raise BadInput(f"The events are {', '.join(EVENTS)}; not {', '.join(events) or 'none'}.")
        secret = new_secret()
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            made: str = await connection.fetchval(
                SQL["add"], tenant_id, url, sorted(set(events)), self._keyring.seal(secret)
            )
        return NewNotification(made, secret)

    @crossing
    async def all(self, tenant_id: int) -> list[NotificationRow]:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return [NotificationRow(**row) for row in await connection.fetch(SQL["all"], tenant_id)]

    @crossing
    async def remove(self, tenant_id: int, notification_id: str) -> None:
        """Pending messages to this address are dropped."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            if await connection.fetchval(SQL["remove"], tenant_id, _uuid(notification_id)) is None:
                raise NotFound(_unknown(notification_id))

    @crossing
    async def log(self, tenant_id: int, notification_id: str | None = None, *, limit: int = 50) -> list[NoticeRow]:
        """Newest first, of one notification or of all."""
        wanted = None if notification_id is None else _uuid(notification_id)
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return [NoticeRow(**row) for row in await connection.fetch(SQL["log"], tenant_id, wanted, limit)]


def new_secret() -> str:
    """A signing secret in the format of Standard Webhooks."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def _uuid(notification_id: str) -> str:
    return uuid(notification_id, _unknown(notification_id))


def _unknown(notification_id: str) -> str:
    return f"There is no notification {notification_id}; `aether notification list` lists them."

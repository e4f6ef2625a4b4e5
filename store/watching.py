"""Evaluates watches after a publish. The publish only writes an outbox row; the events are computed afterwards from the delta
and the graph around it, and stored exactly once, in one transaction with the messages to send.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from graph import watching
from graph.watching import Query
from store import sql, watch_bodies
from store.bridge import Bridge, Connection, Role, crossing
from store.change import About, Change
from store.difference import between, touched, unpacked
from store.model import Graph
from store.overlay import Overlay, standing
from store.telling import told
from store.view import View, view
from store.watched import Found, Step, found

SQL: Final = sql.load("watching")
GATHERED: Final = 200  # events per digest
FOLLOWED: Final = 100_000  # edges read in one step along the graph
Body = Mapping[str, Any]
Document = Callable[[Change], Body]


class Pass(NamedTuple):
    """A publish whose watches are still to be evaluated."""

    tenant_id: int
    graph_id: int
    delta_id: int

    @property
    def graph(self) -> Graph:
        return Graph(self.tenant_id, self.graph_id)


class Watch(NamedTuple):
    watch_id: str
    query: Query
    told: bool  # it has an address
    digest: str | None

    @property
    def at_once(self) -> bool:
        return self.told and self.digest is None


class Publish(NamedTuple):
    """The part of an event that is the same for every watch."""

    tenant: str
    repo: str
    repository_id: int
    branch: str
    from_commit: str | None
    to_commit: str
    published_at: datetime
    chief: bool  # on the branch that a watch without a branch refers to


class Ended(NamedTuple):
    """The outcome of a pass."""

    outcome: str  # told | silent (no answer changed) | untellable (too much changed) | settled (by another process)
    events: int
    seconds: float  # since the publish


class Watching:
    def __init__(self, bridge: Bridge, document: Document) -> None:
        """`document`: serialises a change, to be attached to messages that are sent at once."""
        self.bridge = bridge
        self._document = document

    @crossing
    async def take(self, limit: int, guard: float) -> list[Pass]:
        """Takes due passes of any tenant. A pass not completed within `guard` seconds is due again."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            return [Pass(*row) for row in await connection.fetch(SQL["take"], limit, guard)]

    @crossing
    async def tell(self, due: Pass) -> Ended:
        """Evaluates the watches and stores their events. Exactly once: only the first of concurrent attempts stores anything."""
        async with self.bridge.transaction(Role.READER, due.tenant_id) as connection:
            row = await connection.fetchrow(SQL["publish"], *due)
            at = None if row is None else Publish(**row)
            chosen = [] if at is None else await _watching(connection, due, at)
        if at is None or not chosen:
            return await self._keep(due, [], 0.0 if at is None else _age(at))
        answers, attached = await self._answers(due, at, chosen)
        events = [
            (watch, watch_bodies.event(at, watch, answers[watch.query])) for watch in chosen if watch.query in answers
        ]
        ended = await self._keep(due, events, _age(at), attached)
        return ended._replace(outcome="untellable") if ended.events and None in answers.values() else ended

    @crossing
    async def failed(self, due: Pass, error: str) -> None:
        """Records the error; the pass will be due again."""
        async with self.bridge.transaction(Role.WORKER, due.tenant_id) as connection:
            await connection.execute(SQL["failed"], *due, error[:1000])

    async def _answers(
        self, due: Pass, at: Publish, chosen: Sequence[Watch]
    ) -> tuple[Mapping[Query, Found | None], Body]:
        """The answers that differ, None if too much changed to tell how; and the attachment for messages sent at once."""
        queries = {watch.query for watch in chosen}
        async with view(self.bridge, due.tenant_id, at.repo, at.branch) as here:
            step = await _step(here, due)
            if step is None:
                return dict.fromkeys(queries), {}
            answers = await found(step, queries)
            if not any(watch.at_once and watch.query in answers for watch in chosen):
                return answers, {}
            about = About(at.from_commit or "", at.to_commit, at.published_at, 1)
            return answers, {"change": self._document(await told(step.after, step.difference, about, here.freshness))}

    async def _keep(
        self, due: Pass, events: Sequence[tuple[Watch, Body]], seconds: float, attached: Body = MappingProxyType({})
    ) -> Ended:
        """One transaction: marks the pass as done, and stores the events and the messages to send."""
        async with self.bridge.transaction(Role.WORKER, due.tenant_id) as connection:
            await connection.execute(SQL["alone"], due.tenant_id)
            if await connection.fetchval(SQL["done"], *due) is None:
                return Ended("settled", 0, seconds)
            for watch, body in events:
                await _write(connection, due, watch, body, attached)
        return Ended("told" if events else "silent", len(events), seconds)


async def _watching(connection: Connection, due: Pass, at: Publish) -> list[Watch]:
    asked = at.repository_id, at.branch, at.chief, due.delta_id
    rows = await connection.fetch(SQL["watching"], due.tenant_id, *asked)
    return [Watch(row["watch_id"], watching.parse(row["query"]), row["told"], row["digest"]) for row in rows]


async def _step(here: View, due: Pass) -> Step | None:
    """The graph before and after the publish, even if others followed; None if too much changed."""
    rows = await here.connection.fetch(SQL["since"], *due)
    if not rows or not all(row["listed"] for row in rows):
        return None
    first, *later = [unpacked(row["changes"]) for row in rows]
    now = await standing(here.connection, here.graph, touched([first, *later]))
    before = Overlay(here.connection, here.graph, between([first, *later], now), FOLLOWED)
    after = Overlay(here.connection, here.graph, between(later, now), FOLLOWED)
    return Step(before, after, between([first], await after.nodes(touched([first]))))


async def _write(connection: Connection, due: Pass, watch: Watch, body: Body, attached: Body) -> None:
    """Stores the event and its message, unless the watch was removed meanwhile."""
    event_id = await connection.fetchval(SQL["event"], due.tenant_id, watch.watch_id, due.delta_id, json.dumps(body))
    if event_id is None or not watch.told:
        return
    data = {"event_id": event_id, **body}
    if watch.at_once:
        sent = json.dumps(watch_bodies.message(watch_bodies.EVENT, {**data, **attached}))
        await connection.execute(SQL["send"], due.tenant_id, watch.watch_id, watch_bodies.EVENT, sent)
        return
    gathered = due.tenant_id, watch.watch_id
    if await connection.fetchval(SQL["gather"], *gathered, json.dumps([data]), GATHERED) is None:
        sent = json.dumps(watch_bodies.digest(watch, data))
        await connection.execute(SQL["begin"], *gathered, watch_bodies.DIGEST, sent, watch.digest)


def _age(at: Publish) -> float:
    return (datetime.now(UTC) - at.published_at).total_seconds()

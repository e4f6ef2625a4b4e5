"""What watches are told of a publish. That there is something to find out is written with the publish; what it is, is found out
afterwards, from the delta and the graph around it, and written down with what is sent, once.
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
GATHERED: Final = 200  # events of one digest
FOLLOWED: Final = 100_000  # edges that one step along the graph looks at
Body = Mapping[str, Any]
Document = Callable[[Change], Body]


class Pass(NamedTuple):
    """A publish whose watches are still to be told."""

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
    """What is told of a publish whatever a watch asks."""

    tenant: str
    repo: str
    repository_id: int
    branch: str
    from_commit: str | None
    to_commit: str
    published_at: datetime
    chief: bool  # of the branch that a watch without a branch means


class Ended(NamedTuple):
    """What became of a pass."""

    outcome: str  # told | silent (no answer changed) | untellable (too much changed) | settled (by somebody else)
    events: int
    seconds: float  # since the publish


class Watching:
    def __init__(self, bridge: Bridge, document: Document) -> None:
        """`document`: what a push changed, as it is attached to what is sent at once."""
        self.bridge = bridge
        self._document = document

    @crossing
    async def take(self, limit: int, guard: float) -> list[Pass]:
        """What is due, of any tenant. What is not told within `guard` seconds comes again."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            return [Pass(*row) for row in await connection.fetch(SQL["take"], limit, guard)]

    @crossing
    async def tell(self, due: Pass) -> Ended:
        """Once, however many try: what another has told meanwhile is told no more."""
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
        """It comes again, and says why until then."""
        async with self.bridge.transaction(Role.WORKER, due.tenant_id) as connection:
            await connection.execute(SQL["failed"], *due, error[:1000])

    async def _answers(
        self, due: Pass, at: Publish, chosen: Sequence[Watch]
    ) -> tuple[Mapping[Query, Found | None], Body]:
        """Those that differ, None where it cannot be told how; and what goes with those that are sent at once."""
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
        """In one transaction: that it is done, what the watches are told, and what is sent."""
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
    """The graph as it was before and after the publish, whatever has been published since; None where too much has changed."""
    rows = await here.connection.fetch(SQL["since"], *due)
    if not rows or not all(row["listed"] for row in rows):
        return None
    first, *later = [unpacked(row["changes"]) for row in rows]
    now = await standing(here.connection, here.graph, touched([first, *later]))
    before = Overlay(here.connection, here.graph, between([first, *later], now), FOLLOWED)
    after = Overlay(here.connection, here.graph, between(later, now), FOLLOWED)
    return Step(before, after, between([first], await after.nodes(touched([first]))))


async def _write(connection: Connection, due: Pass, watch: Watch, body: Body, attached: Body) -> None:
    """Nothing where the watch was removed meanwhile."""
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

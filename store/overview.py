"""What a person sees first: every repository in a line, what is not read of one, how far a hook has come."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from store import sql
from store.bridge import Bridge, Role, crossing
from store.model import Answer, Scope, tenant_of
from store.view import view

SQL: Final = sql.load("overview")
LAST: Final = 24  # runs whose times are told
NAMED: Final = 50  # files of one reason


class Line(NamedTuple):
    """A repository by the branch that answers where none is named; nothing of it is set before something was wanted."""

    repo: str
    path: str | None
    state: str
    branch: str | None
    indexed_commit: str | None
    indexed_at: datetime | None
    newest_commit: str | None
    lag_seconds: float | None
    nodes: int | None
    edges: int | None
    complete: bool | None
    run_id: str | None
    run_state: str | None
    stage: str | None
    percent: int | None
    error_code: str | None
    seconds: Sequence[float]  # from push to graph, the oldest first
    languages: Mapping[str, int]  # files


class Unread(NamedTuple):
    reason: str
    files: int
    paths: Sequence[str]


class Arrivals(NamedTuple):
    """What has come of a hook; None: nothing yet, or not any more, for deliveries are kept for a while."""

    verified_at: datetime | None
    accepted_at: datetime | None
    repositories: int
    published_at: datetime | None


class Overview:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def repositories(
        self, within: int | Scope, *, part: str = "", after: str = "", limit: int = 50
    ) -> list[Line]:
        """By name, `part` of it where that is given; `after`: the last one of the page before."""
        async with self.bridge.transaction(Role.READER, within) as connection:
            found = await connection.fetch(SQL["repositories"], tenant_of(within), after, part.lower(), limit, LAST)
        return [
            Line(**{**row, "seconds": row["seconds"] or (), "languages": json.loads(row["languages"] or "{}")})
            for row in found
        ]

    @crossing
    async def unread(self, within: int | Scope, repo: str, *, branch: str | None = None) -> Answer[Unread]:
        """What an answer may not speak for, the most frequent reason first."""
        async with view(self.bridge, within, repo, branch) as here:
            found = await here.connection.fetch(SQL["unread"], *here.graph, NAMED)
            return await here.answer([Unread(**row) for row in found], ())

    @crossing
    async def arrivals(self, tenant_id: int, hook_id: str) -> Arrivals:
        async with self.bridge.transaction(Role.READER, tenant_id) as connection:
            (found,) = await connection.fetch(SQL["arrivals"], tenant_id, hook_id)
            return Arrivals(**found)

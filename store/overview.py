"""The data of the dashboard's overview: one line per repository, the files not parsed, and how far setting up a hook got."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from store import sql
from store.bridge import Bridge, Role, crossing
from store.model import Answer, Scope, tenant_of
from store.view import view

SQL: Final = sql.load("overview")
LAST: Final = 24  # newest runs whose durations are shown
NAMED: Final = 50  # files listed per reason


class Line(NamedTuple):
    """A repository and the branch that queries use by default. The branch's fields are None before the first request."""

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
    seconds: Sequence[float]  # from push to graph, oldest first
    languages: Mapping[str, int]  # language -> files


class Unread(NamedTuple):
    reason: str
    files: int
    paths: Sequence[str]


class Arrivals(NamedTuple):
    """What a hook has received so far. A time is None if there was nothing yet, or the deliveries have expired."""

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
        """A page by name. `part`: only names containing it; `after`: the last name of the previous page."""
        async with self.bridge.transaction(Role.READER, within) as connection:
            found = await connection.fetch(SQL["repositories"], tenant_of(within), after, part.lower(), limit, LAST)
        return [
            Line(**{**row, "seconds": row["seconds"] or (), "languages": json.loads(row["languages"] or "{}")})
            for row in found
        ]

    @crossing
    async def unread(self, within: int | Scope, repo: str, *, branch: str | None = None) -> Answer[Unread]:
        """The files that answers do not cover, most frequent reason first."""
        async with view(self.bridge, within, repo, branch) as here:
            found = await here.connection.fetch(SQL["unread"], *here.graph, NAMED)
            return await here.answer([Unread(**row) for row in found], ())

    @crossing
    async def arrivals(self, tenant_id: int, hook_id: str) -> Arrivals:
        async with self.bridge.transaction(Role.READER, tenant_id) as connection:
            (found,) = await connection.fetch(SQL["arrivals"], tenant_id, hook_id)
            return Arrivals(**found)

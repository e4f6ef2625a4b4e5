"""Progress of the first indexes of a tenant's repositories, for instance after connecting an organisation."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from store import sql
from store.bridge import Bridge, Role, crossing
from store.model import Scope, tenant_of

SQL: Final = sql.load("onboarding")
WINDOW: Final = 600.0  # seconds over which the pace is measured


class First(NamedTuple):
    """The state of a repository's first index, with its newest run."""

    repo: str
    path: str | None
    state: str  # indexed | at_work | failed | waiting
    run_id: str | None
    stage: str | None
    percent: int | None
    files_done: int | None
    files_known: int | None
    error_code: str | None
    error: str | None


class Progress(NamedTuple):
    """`indexed` of `known` repositories. Empty ones are not counted: nothing is requested before their first push."""

    known: int
    indexed: int
    failed: int
    at_work: int
    waiting: int
    per_minute: float  # first indexes that finished recently
    seconds_left: float | None  # None if there is no pace to estimate from
    unfinished: Sequence[First]  # in the order requested


class Onboarding:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def progress(self, within: int | Scope, hook_id: str | None = None) -> Progress:
        """Over a hook's repositories, or over all."""
        async with self.bridge.transaction(Role.READER, within) as connection:
            firsts = [First(**row) for row in await connection.fetch(SQL["repositories"], tenant_of(within), hook_id)]
            pace = await connection.fetchrow(SQL["pace"], tenant_of(within), hook_id, WINDOW)
        count = Counter(first.state for first in firsts)
        per_second = pace["ended"] / pace["seconds"] if pace and pace["seconds"] else 0.0
        left = count["at_work"] + count["waiting"]
        return Progress(
            len(firsts), count["indexed"], count["failed"], count["at_work"], count["waiting"], 60 * per_second,
            left / per_second if per_second else None if left else 0.0,
            [first for first in firsts if first.state != "indexed"],
        )  # fmt: skip

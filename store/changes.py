"""What changed between two published commits of a branch. Computed in one read-only snapshot from the deltas its publishes
left, while those are retained, and from the current graph.
"""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from graph.errors import NotKept
from store.bridge import Bridge, crossing
from store.change import About, Change
from store.difference import Difference, between, touched, unpacked
from store.model import Scope
from store.overlay import SQL, Overlay, standing
from store.telling import told
from store.view import View, view

MOST: Final = 1_000  # pushes combined into one answer


class Kept(NamedTuple):
    """A publish whose delta is still retained."""

    delta_id: int
    from_commit: str | None
    to_commit: str
    published_at: Any
    listed: bool
    counts: str


class ChangeReader:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def change(
        self, within: int | Scope, repo: str, *,
        branch: str | None = None, since: str | None = None, until: str | None = None,
    ) -> Change:  # fmt: skip
        """`since`, `until`: published commits, may be abbreviated; default: the last push. NotKept if deltas between them, or
        from there to the indexed commit, are no longer retained.
        """
        async with view(self.bridge, within, repo, branch) as here:
            kept = [Kept(**row) for row in await here.connection.fetch(SQL["kept"], *here.graph)]
            indexed = here.branch["indexed_commit"]
            span, later = _span(kept, since, until or indexed)
            there = Overlay(here.connection, here.graph, await _between(here, later))
            difference = await _between(here, span, there)
            return await told(there, difference, _about(span, indexed), here.freshness)


async def _between(here: View, publishes: Sequence[Kept], there: Overlay | None = None) -> Difference:
    """`there`: the graph after the last of these publishes; default: the current graph."""
    found = await here.connection.fetch(SQL["said"], *here.graph, [each.delta_id for each in publishes])
    deltas = [unpacked(row["changes"]) for row in found]
    wanted = touched(deltas)
    now = await (there.nodes(wanted) if there else standing(here.connection, here.graph, wanted))
    return between(deltas, now)


def _about(span: Sequence[Kept], indexed: str) -> About:
    if not span:
        return About(indexed, indexed, None, 0)
    return About(span[0].from_commit or "", span[-1].to_commit, span[-1].published_at, len(span))


def _span(kept: Sequence[Kept], since: str | None, until: str) -> tuple[list[Kept], list[Kept]]:
    """The publishes between the two commits, and those after the later one, each oldest first. `kept`: newest first."""
    end = next((at for at, each in enumerate(kept) if each.to_commit.startswith(until)), None)
    if end is None:
        raise NotKept(_unknown(kept, f"a push to {until}"))
    if since is not None and kept[end].to_commit.startswith(since):
        return [], []
    begin = next((at for at in range(end, len(kept)) if _begins(kept[at], since)), None)
    if begin is None:
        raise NotKept(_unknown(kept, f"a push that leads from {since or 'another commit'} to {until}"))
    span, later = kept[end : begin + 1], kept[:end]
    _check(kept[: begin + 1], until)
    return list(reversed(span)), list(reversed(later))


def _begins(publish: Kept, since: str | None) -> bool:
    """Without `since`: the publish that moved the branch to this commit, not one that reindexed the commit."""
    if since is None:
        return publish.from_commit != publish.to_commit
    return publish.from_commit is not None and publish.from_commit.startswith(since)


def _check(used: Sequence[Kept], until: str) -> None:
    """NotKept unless these publishes form an unbroken chain of listed deltas. `used`: newest first."""
    for later, earlier in pairwise(used):
        if later.from_commit != earlier.to_commit:
            raise NotKept(f"The deltas between {earlier.to_commit} and {later.to_commit} are no longer kept.")
    for each in used:
        if each.from_commit is None:
            raise NotKept(
                f"{each.to_commit} is the first commit that was indexed here, so there is nothing to compare it with. Push again."
            )
        if not each.listed:
            counts = json.loads(each.counts)
            rows = sum(counts[name] for name in list(counts)[:6])
            raise NotKept(
                f"The push from {each.from_commit} to {each.to_commit} changed {rows} rows, too many to be kept individually, so "
                f"the difference between it and {until} is unknown. Index both commits and compare their exports."
            )
    if len(used) > MOST:
        raise NotKept(
            f"{len(used)} pushes lie between that commit and the newest one; at most {MOST} can be combined. Ask for a later commit."
        )


def _unknown(kept: Sequence[Kept], what: str) -> str:
    reach = (
        f"the oldest push kept begins at {kept[-1].from_commit} ({kept[-1].published_at:%Y-%m-%d})"
        if kept
        else "none is kept"
    )
    return (
        f"{what[0].upper()}{what[1:]} is not known on this branch: it was never published here, or longer ago than deltas are "
        f"kept (AETHER_KEEP_DELTAS_DAYS); {reach}."
    )

"""How many files a graph holds, in which languages, left out by which rules: carried from publish to publish."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from store import sql
from store.bridge import Connection
from store.columns import Columns
from store.model import Graph, Tally

SQL: Final = sql.load("publish")


class Sort(NamedTuple):
    """Files are counted by what they have in common."""

    skipped: str  # '' where no rule left them out
    language: str
    partial: bool


Census = Counter[Sort]


async def counted(connection: Connection, graph: Graph) -> Census:
    """All files of the graph, looked at one by one."""
    return _census(await connection.fetch(SQL["counted"], *graph))


async def stood(connection: Connection, graph: Graph, owners: Sequence[int]) -> Census:
    """Those of these files that are in the graph."""
    return _census(await connection.fetch(SQL["stood"], *graph, owners))


def said(owners: Columns) -> Census:
    """Files among owners as they travel."""
    _, _, _, modes, languages, skipped, partial, *_ = owners
    return Counter(Sort(*each) for mode, *each in zip(modes, skipped, languages, partial, strict=True) if mode)


def written(census: Census) -> str:
    return json.dumps([[*sort, files] for sort, files in sorted(census.items()) if files])


def read(text: str) -> Census:
    return Counter({Sort(*sort): files for *sort, files in json.loads(text)})


def tally(census: Census) -> Tally:
    rules, languages = Counter[str](), Counter[str]()
    for sort, files in sorted(census.items()):
        if sort.skipped:
            rules[sort.skipped] += files
        elif sort.language:
            languages[sort.language] += files
    return Tally(census.total(), rules, sum(files for sort, files in census.items() if sort.partial), languages)


def _census(rows: Sequence[Any]) -> Census:
    return Counter({Sort(row["skipped"], row["language"], row["partial"]): row["files"] for row in rows})

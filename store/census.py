"""Counts a graph's files by language and by the rule that excluded them. Each publish updates the counts incrementally."""

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
    """The attributes files are grouped by."""

    skipped: str  # '' if no rule excluded them
    language: str
    partial: bool


Census = Counter[Sort]


async def counted(connection: Connection, graph: Graph) -> Census:
    """All files of the graph, counted from its rows."""
    return _census(await connection.fetch(SQL["counted"], *graph))


async def stood(connection: Connection, graph: Graph, owners: Sequence[int]) -> Census:
    """The stored files among these owners."""
    return _census(await connection.fetch(SQL["stood"], *graph, owners))


def said(owners: Columns) -> Census:
    """The files among owners in column form."""
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

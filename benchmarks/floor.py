"""Lower bounds of the cost: a raw parse of the same files, and COPY of the same rows into tables without indexes."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
from tree_sitter import Language, Parser

import parsing
from benchmarks.inputs import Files
from benchmarks.meter import Meter, Usage, keeper
from parsing import languages
from store.model import Graph

_GRAPH_TABLES = ("code_nodes", "code_edges", "graph_files", "link_traces")
_Rows = Mapping[str, Sequence[Any]]


def parse(files: Files) -> Usage:
    """Parses every file of a supported language from memory, in one process, and discards the trees."""
    sources = [(parsing.language_of(os.fsdecode(path)), content) for path, content in files.items()]
    wanted = [(name, content) for name, content in sources if languages.is_code(name)]
    parsers = {name: Parser(Language(languages.load(name).grammar())) for name, _ in wanted}
    with Meter(own=True) as meter:
        for name, content in wanted:
            parsers[name].parse(content)
    return meter.usage


def copy(data_dir: Path, admin_url: str, graph: Graph) -> tuple[Usage, dict[str, int]]:
    """Writes everything that a first index wrote about this graph again, and returns the number of rows too."""
    rows = asyncio.run(_rows(admin_url, graph))
    with Meter(keeper(data_dir), own=True) as meter:
        asyncio.run(_copy(admin_url, rows))
    asyncio.run(_drop(admin_url, rows))
    return meter.usage, {table: len(found) for table, found in rows.items()}


async def _rows(url: str, graph: Graph) -> dict[str, Sequence[Any]]:
    connection = await asyncpg.connect(url)
    try:
        found: dict[str, Sequence[Any]] = {
            table: await connection.fetch(f"select * from {table} where tenant_id = $1 and graph_id = $2", *graph)
            for table in _GRAPH_TABLES
        }
        found["blob_facts"] = await connection.fetch("select * from blob_facts where tenant_id = $1", graph.tenant_id)
        for table in found:
            await connection.execute(f"create table floor_{table} (like {table})")
        return found
    finally:
        await connection.close()


async def _copy(url: str, rows: _Rows) -> None:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            for table, records in rows.items():
                await connection.copy_records_to_table(f"floor_{table}", records=records)
    finally:
        await connection.close()


async def _drop(url: str, rows: _Rows) -> None:
    connection = await asyncpg.connect(url)
    try:
        for table in rows:
            await connection.execute(f"drop table floor_{table}")
    finally:
        await connection.close()

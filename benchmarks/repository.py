"""One repository from its first index through pushes of every kind, and its disk usage."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import edits, floor, supposing
from benchmarks.history import BRANCH, Fetcher, History
from benchmarks.indexing import index
from benchmarks.inputs import Files
from benchmarks.meter import Usage
from benchmarks.places import Place, place
from benchmarks.pushing import STAGES, Pusher, pushes
from benchmarks.report import Line
from store.model import Graph
from tasks.work import Limits
from tasks.workshop import assemble as parser_service
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

TENANT, REPO, PATH, FORGE_ID = "default", "input", "measured/input", "1"
_PUSHES = 500  # on one graph; the full number applies at a scale of at least 0.1
_DISK = """
select relname::text as name, pg_total_relation_size(oid) as bytes from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migrations'"""
_MOST_READ = """
with reads as (
    select r.owner_id, count(*) as times from link_traces t, unnest(t.reads) as r (owner_id)
    where t.tenant_id = $1 and t.graph_id = $2 group by r.owner_id)
select f.path from graph_files f left join reads r using (owner_id)
where f.tenant_id = $1 and f.graph_id = $2 and f.language <> '' order by r.times desc nulls last, f.path limit 1"""


def measure(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """The first index, the lower bound, disk usage before and after many pushes, then the same through the whole service."""
    forge = directory / "forge"
    history = History(forge / f"{PATH}.git", files)
    with place(directory / "data") as where, GitHTTP(forge) as server:
        indexed, answer = index(where, history.repository, REPO, 1, TENANT)
        graph = where.found.reader.graph(where.found.catalogue.tenants.id(TENANT), REPO, BRANCH)
        parsed = floor.parse(files)
        copied, rows = floor.copy(where.data_dir, where.admin_url, graph)
        least = parsed.cpu + copied.cpu
        yield Line("floor: parse of the same files", parsed.cpu, parsed.wall, more=_size(files))
        yield Line("floor: COPY of the same rows", copied.cpu, copied.wall, more=rows)
        yield _first("first index: `aether index`", indexed, least, answer)
        yield from _disk(where, history, min(_PUSHES, max(2, round(10 * _PUSHES * scale))))
        yield from supposing.measure(where, history, graph, REPO, max(2, round(200 * scale)))
        if scale >= 1:
            yield _first("first index: `aether index --jobs 2`", *_again(where, history, least))
        yield from _served(where, history, server, least, graph, scale)


def supposed(files: Files, directory: Path, scale: float) -> Iterator[Line]:
    """Only what-if queries, on a first index."""
    history = History(directory / "supposed.git", files)
    with place(directory / "supposed") as where:
        index(where, history.repository, REPO, 1, TENANT)
        graph = where.found.reader.graph(where.found.catalogue.tenants.id(TENANT), REPO, BRANCH)
        yield from supposing.measure(where, history, graph, REPO, max(2, round(200 * scale)))


def _size(files: Files) -> dict[str, Any]:
    code = [files[path] for path in edits.code(files)]
    return {
        "files": len(code),
        "kLOC": sum(map(bytes.count, code, [b"\n"] * len(code))) // 1000,
        "MB": sum(map(len, code)) / 1e6,
    }


def _again(where: Place, history: History, least: float) -> tuple[Usage, float, dict[str, Any]]:
    usage, answer = index(where, history.repository, REPO, 2, "again")
    return usage, least, answer


def _first(name: str, usage: Usage, least: float, answer: dict[str, Any]) -> Line:
    more = {
        "nodes": answer["nodes_total"],
        "edges": answer["edges_total"],
        **{f"{stage} s": answer["seconds"][stage] for stage in STAGES},
    }
    return Line(name, usage.cpu, usage.wall, usage.rss, usage.backend, usage.cpu / least, "floor, CPU", more)


def _disk(where: Place, history: History, number: int) -> Iterator[Line]:
    """Sizes of the tables with their indexes, after the first index and after many pushes of one function."""
    first = _sizes(where)
    yield Line("disk: PostgreSQL after the first index", more=_megabytes(first))
    parser = parser_service(where.found.settings, where.found.bridge, where.found.keyring, Limits())
    code = edits.code(history.files)
    for turn, path in enumerate(edits.spread(code, number)):
        history.commit(edits.with_a_function(history.files, path, turn))
        run_id = where.found.runs.request(TENANT, REPO, ref=BRANCH, full=False, trigger="index", delay=60)
        parser.parse_repository(run_id, TENANT, worker="benchmark", report=lambda *_, **__: None)
    last = _sizes(where)
    ratio = sum(last.values()) / sum(first.values())
    yield Line(f"disk: after {number} pushes", ratio=ratio, to="first index, bytes", more=_megabytes(last))


def _sizes(where: Place) -> dict[str, int]:
    return {row["name"]: row["bytes"] for row in where.fetch(_DISK)}


def _megabytes(sizes: dict[str, int]) -> dict[str, float]:
    """The largest first; small tables appear only in the sum."""
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
    return {"MB": sum(sizes.values()) / 1e6, **{name: size / 1e6 for name, size in largest}}


def _served(where: Place, history: History, forge: GitHTTP, least: float, graph: Graph, scale: float) -> Iterator[Line]:
    hub = str(where.fetch(_MOST_READ, *graph)[0]["path"])
    with Service(where.data_dir, forge.host) as service:
        to = service.register("pushed", REPO, PATH, FORGE_ID)
        fetcher = Fetcher(where.data_dir.parent / "plain.git", forge.remote_url(PATH))
        pusher = Pusher(service, to, FORGE_ID, history, fetcher, where.keeper)
        usage, pushed = pusher.first()
        yield _first("first index: a push, `aether up`", usage, least, dict(pushed.result))
        yield from pushes(pusher, os.fsencode(hub), scale)

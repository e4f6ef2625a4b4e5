"""Exports or removes everything that a tenant owns."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from aether.composition import Application
from graph.errors import Conflict, NotFound
from mirror import discard, of_tenant
from store.housekeeping import Housekeeping
from store.inventory import TABLES
from store.model import Graph
from store.tenants import TenantRow

SCHEMA: Final = 1


def leaver(found: Application, name: str) -> TenantRow:
    """The tenant with this name, including one whose removal has begun, which no other lookup finds."""
    for row in found.catalogue.tenants.all():
        if row.name == name:
            return row
    raise NotFound(f"There is no tenant named {name!r}.")


def remove(found: Application, tenant: TenantRow) -> dict[str, Any]:
    """Removes the tenant and returns a receipt. Its own row is deleted last, so that an interrupted removal can be resumed."""
    housekeeping = Housekeeping(found.bridge)
    rows = housekeeping.close_tenant(tenant.tenant_id)
    rows += housekeeping.purge_tenant(tenant.tenant_id)
    mirrors = discard(of_tenant(found.settings.mirrors, tenant.tenant_id))
    rows += housekeeping.forget_tenant(tenant.tenant_id)
    return {
        "tenant": tenant.name,
        "tenant_id": tenant.tenant_id,
        "rows": dict(sorted(rows.items())),
        "mirrors": len(mirrors.removed),
        "mirror_bytes": mirrors.used,
        "removed_at": _now(),
    }


def export(found: Application, tenant_id: int, name: str, directory: Path) -> dict[str, Any]:
    """Writes `<table>.jsonl` for each table, `graphs/<repository>/<graph>.jsonl` for each graph, and last `tenant.json`, the
    table of contents. If that is missing, the export is incomplete.
    """
    if directory.exists():
        raise Conflict(f"{directory} already exists; name a directory that does not.")
    directory.mkdir(mode=0o700, parents=True)
    rows = {table: _write_rows(found, tenant_id, table, directory / f"{table}.jsonl") for table in TABLES}
    graphs = [_write_graph(found, directory, *each) for each in _graphs(found, tenant_id)]
    told = {"schema": SCHEMA, "tenant": name, "exported_at": _now(), "rows": rows, "graphs": graphs}
    (directory / "tenant.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    return told


def _write_rows(found: Application, tenant_id: int, table: str, path: Path) -> int:
    return _write(path, (f"{row}\n".encode() for row in found.catalogue.inventory.rows(tenant_id, table)))


def _graphs(found: Application, tenant_id: int) -> Iterator[tuple[str, str, Graph]]:
    for repository in found.catalogue.repositories.all(tenant_id):
        for branch in found.catalogue.repositories.branches(tenant_id, repository.name):
            if branch.indexed_commit is not None:
                yield repository.name, branch.name, Graph(tenant_id, branch.graph_id)


def _write_graph(found: Application, directory: Path, repo: str, branch: str, graph: Graph) -> dict[str, str]:
    """Writes a graph to a file named by its number: a branch's name may not be valid for a file."""
    path = directory / "graphs" / repo / f"{graph.graph_id}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, found.export(graph))
    return {"repo": repo, "branch": branch, "file": str(path.relative_to(directory))}


def _write(path: Path, lines: Iterable[bytes]) -> int:
    count = 0
    with path.open("wb") as file:
        for line in lines:
            file.write(line)
            count += 1
    return count


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

"""Graphs nobody wrote: one large tenant beside a hundred small ones, made by the server itself from numbers.

Nodes have ten edges each. Where an edge leads is skewed, so that some nodes have thousands of callers and most a handful.
Rows lie on disk in the order in which a first publish would have written them.
"""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.places import Place
from graph import identity
from graph.delta import Delta
from store.model import Claim, Graph

LARGE, SMALL = "large", 100
EDGES_A_NODE, NODES_A_FILE = 10, 50
IN_FILE = (1 << 44) - 1  # the bits of a node's id that are its own within the file (see graph/identity.py)
REPO, BRANCH = "synthetic", "main"

_INDEXES = """
select c.relname::text as table_name, i.relname::text as name, pg_get_indexdef(i.oid) as definition, k.conname::text as key,
    pg_get_constraintdef(k.oid) as key_definition
from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
left join pg_constraint k on k.conindid = i.oid and k.contype = 'p'
where c.relname in ('code_nodes', 'code_edges')"""

_NODES = """
create temporary table numbered as
select s.n, (f.owner_id & ~{in_file}) | (hashint8extended(s.n, 0) & {in_file}) as node_id
from generate_series(1, {nodes}) as s (n) join named_files f on f.n = (s.n - 1) / {per_file} + 1;
create index on numbered (n); analyze numbered;
insert into graph_files (tenant_id, graph_id, owner_id, mode, partial, path, blob, language, skipped)
select {tenant_id}, {graph_id}, owner_id, 33188, false, path, decode(md5(path), 'hex'), 'python', '' from named_files
where n <= {files} order by owner_id;
insert into code_nodes (tenant_id, graph_id, node_id, owner_id, start_line, end_line, first_line, kind, language, name,
    qualified_name, attributes)
select {tenant_id}, {graph_id}, node_id, f.owner_id, 10 * (k.n % 50), 10 * (k.n % 50) + 8, 10 * (k.n % 50), 'function',
    'python', v.verb || '_' || o.object || '_' || k.n, 'package.module_' || f.n || '.' || v.verb || '_' || o.object || '_' || k.n, '{{}}'
from numbered k
join named_files f on f.n = (k.n - 1) / {per_file} + 1
cross join lateral (select (array['get', 'set', 'make', 'find', 'read', 'write', 'open', 'close', 'check', 'send'])[1 + k.n % 10] as verb) v
cross join lateral (select (array['user', 'node', 'edge', 'file', 'line', 'name', 'path', 'row', 'table', 'value'])[1 + k.n / 10 % 10] as object) o
order by node_id;
"""
_EDGES = """
insert into code_edges (tenant_id, graph_id, src, dst, owner_id, scope, kind, resolution, sites)
select {tenant_id}, {graph_id}, s.node_id, d.node_id, f.owner_id, s.node_id, 'CALLS',
    case when turn < 8 then 'exact' else 'inferred' end, int4send(turn) || int4send(4)
from (select * from numbered order by node_id) s
cross join generate_series(0, {per_node} - 1) as turn
join named_files f on f.n = (s.n - 1) / {per_file} + 1
join numbered d on d.n = 1 + floor({nodes} * power(abs(hashint8extended(10 * s.n + turn, 2) / 9223372036854775808.0), 3))::bigint
order by s.node_id;
drop table numbered;
"""


class Tenant(NamedTuple):
    tenant_id: int
    name: str
    graph: Graph
    nodes: int


def fill(where: Place, nodes: int) -> Tenant:
    """Returns the large tenant; the small ones, a thousandth of it each, are there to be kept apart from."""
    large = _tenant(where, LARGE, nodes)
    tenants = [
        large,
        *(_tenant(where, f"small-{number}", max(1, nodes // 1000)) for number in range(min(SMALL, nodes // 100))),
    ]
    indexes = where.fetch(_INDEXES)
    script = [*_named_files(nodes), *_without(indexes)]
    for tenant in tenants:
        script += _content(tenant)
    script += [*_with(indexes), "drop table named_files;"]
    where.execute("set maintenance_work_mem = '512MB'; set work_mem = '256MB'; " + "\n".join(script))
    where.execute("vacuum analyze code_nodes, code_edges, graph_files, branches")
    return large


def path_of(number: int) -> str:
    return f"package/module_{number}.py"


def claim(where: Place, tenant: str, repo: str = REPO) -> Claim:
    run_id = where.found.runs.request(tenant, repo, ref=BRANCH, full=False, trigger="index", delay=60)
    claimed = where.found.runs.claim(run_id, "benchmark")
    if claimed is None:
        raise RuntimeError(f"run {run_id} was taken by somebody else")
    return claimed


def _tenant(where: Place, name: str, nodes: int) -> Tenant:
    """With an empty graph that counts as indexed."""
    tenant_id = where.found.catalogue.tenants.ensure(name)
    where.found.catalogue.repositories.ensure(tenant_id, REPO, "https://forge.invalid/measured/synthetic.git")
    claimed = claim(where, name)
    where.found.store.publish(claimed, Delta("1" * 40, (), (), (), (), whole=True))
    where.found.runs.finish(claimed, {})
    return Tenant(tenant_id, name, claimed.graph, nodes)


def _named_files(nodes: int) -> Iterator[str]:
    """Ids of files are hashes that only we can make; the publishes that are measured must find them."""
    yield "create temporary table named_files (n bigint primary key, owner_id bigint, path text);"
    rows = ((number, identity.owner_id(path_of(number)), path_of(number)) for number in range(1, _files(nodes) + 1))
    values = [f"({number}, {owner_id}, '{path}')" for number, owner_id, path in rows]
    yield f"insert into named_files values {','.join(values)};"


def _content(tenant: Tenant) -> Iterator[str]:
    given = {
        **tenant.graph._asdict(),
        "nodes": tenant.nodes,
        "files": _files(tenant.nodes),
        "per_file": NODES_A_FILE,
        "per_node": EDGES_A_NODE,
        "in_file": IN_FILE,
    }
    yield _NODES.format(**given)
    yield _EDGES.format(**given)
    yield (
        f"update branches set nodes_total = {tenant.nodes}, edges_total = {tenant.nodes * EDGES_A_NODE} "
        f"where tenant_id = {tenant.tenant_id} and graph_id = {tenant.graph.graph_id};"
    )


def _files(nodes: int) -> int:
    return -(-nodes // NODES_A_FILE)


def _without(indexes: list[dict[str, str]]) -> Iterator[str]:
    for index in indexes:
        is_key = index["key"] is not None
        yield (
            f"alter table {index['table_name']} drop constraint {index['key']};"
            if is_key
            else f"drop index {index['name']};"
        )


def _with(indexes: list[dict[str, str]]) -> Iterator[str]:
    for index in indexes:
        is_key = index["key"] is not None
        yield (
            f"alter table {index['table_name']} add constraint {index['key']} {index['key_definition']};"
            if is_key
            else f"{index['definition']};"
        )

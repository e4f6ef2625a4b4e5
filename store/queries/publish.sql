-- move: the fence check, and the lock that keeps every other publish of this branch out until the end
update branches set indexed_seq = $4, indexed_commit = $5, indexed_at = now(), version = $6, complete = $7,
    newest_commit = case when wanted_seq = $4 then $5 else newest_commit end
where tenant_id = $1 and graph_id = $2 and fence = $3
returning nodes_total, edges_total

-- staging: row security refuses COPY, so rows land in tables of this transaction first
set local work_mem = '64MB';
create temporary table staged_owners (
    owner_id bigint, path text collate "C", blob bytea, mode integer, language text collate "C", skipped text collate "C",
    partial boolean, keys bigint[], reads bigint[]) on commit drop;
create temporary table staged_nodes (
    node_id bigint, owner_id bigint, start_line integer, end_line integer, first_line integer, kind text collate "C",
    language text collate "C", name text, qualified_name text, attributes jsonb, change text default 'added') on commit drop;
create temporary table staged_edges (
    edge_id bigint, src bigint, dst bigint, owner_id bigint, scope bigint, kind text collate "C",
    resolution text collate "C", sites integer[], change text default 'added') on commit drop;
create temporary table gone_nodes (node_id bigint, kind text, name text, qualified_name text, path text) on commit drop;
create temporary table gone_edges (
    edge_id bigint, kind text, src bigint, dst bigint, scope bigint, resolution text) on commit drop

-- unnamed: a full index: the owners it does not name are gone
select f.owner_id from graph_files f
where f.tenant_id = $1 and f.graph_id = $2 and not exists (select from staged_owners s where s.owner_id = f.owner_id)

-- drop_nodes: nodes that their owner no longer says
with gone as (
    delete from code_nodes n
    where n.tenant_id = $1 and n.graph_id = $2 and n.owner_id = any($3::bigint[])
        and not exists (select from staged_nodes s where s.node_id = n.node_id)
    returning n.node_id, n.kind, n.name, n.qualified_name, n.owner_id
)
insert into gone_nodes
select g.node_id, g.kind, g.name, g.qualified_name, f.path from gone g
left join graph_files f on f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = g.owner_id

-- drop_edges: edges that their owner no longer says
with gone as (
    delete from code_edges e
    where e.tenant_id = $1 and e.graph_id = $2 and e.owner_id = any($3::bigint[])
        and not exists (select from staged_edges s where s.edge_id = e.edge_id)
    returning e.edge_id, e.kind, e.src, e.dst, e.scope, e.resolution
)
insert into gone_edges select * from gone

-- same_nodes: what stands already is not written again
delete from staged_nodes s using code_nodes n
where n.tenant_id = $1 and n.graph_id = $2 and n.node_id = s.node_id
    and (n.owner_id, n.start_line, n.end_line, n.first_line, n.kind, n.language, n.name, n.qualified_name, n.attributes)
        is not distinct from
        (s.owner_id, s.start_line, s.end_line, s.first_line, s.kind, s.language, s.name, s.qualified_name, s.attributes)

-- same_edges: what stands already is not written again
delete from staged_edges s using code_edges e
where e.tenant_id = $1 and e.graph_id = $2 and e.src = s.src and e.edge_id = s.edge_id and e.sites = s.sites

-- update_nodes: known nodes that moved (other lines only) or changed
with known as (
    select s.ctid as row_id, n.node_id,
        (n.kind, n.language, n.name, n.qualified_name, n.attributes)
            is distinct from (s.kind, s.language, s.name, s.qualified_name, s.attributes) as changed
    from staged_nodes s join code_nodes n on n.tenant_id = $1 and n.graph_id = $2 and n.node_id = s.node_id
), marked as (
    update staged_nodes s set change = case when k.changed then 'changed' else 'moved' end
    from known k where s.ctid = k.row_id
    returning s.*
)
update code_nodes n set owner_id = m.owner_id, start_line = m.start_line, end_line = m.end_line, first_line = m.first_line,
    kind = m.kind, language = m.language, name = m.name, qualified_name = m.qualified_name, attributes = m.attributes
from marked m where n.tenant_id = $1 and n.graph_id = $2 and n.node_id = m.node_id

-- update_edges: known edges whose sites moved inside their scope
with moved as (
    update code_edges e set sites = s.sites from staged_edges s
    where e.tenant_id = $1 and e.graph_id = $2 and e.src = s.src and e.edge_id = s.edge_id
    returning e.edge_id
)
update staged_edges s set change = 'moved' from moved where s.edge_id = moved.edge_id

-- insert_nodes: sorted as the primary key is, so that a first load fills its pages
insert into code_nodes (tenant_id, graph_id, node_id, owner_id, start_line, end_line, first_line, kind, language, name,
    qualified_name, attributes)
select $1, $2, node_id, owner_id, start_line, end_line, first_line, kind, language, name, qualified_name, attributes
from staged_nodes where change = 'added' order by node_id

-- insert_edges: sorted as the primary key is, so that a first load fills its pages
insert into code_edges (tenant_id, graph_id, edge_id, src, dst, owner_id, scope, kind, resolution, sites)
select $1, $2, edge_id, src, dst, owner_id, scope, kind, resolution, sites
from staged_edges where change = 'added' order by src, edge_id

-- drop_externals: what lies outside exists as long as an edge points to it
with gone as (
    delete from code_nodes n using (select distinct dst from gone_edges) g
    where n.tenant_id = $1 and n.graph_id = $2 and n.node_id = g.dst and n.owner_id is null
        and not exists (select from code_edges e where e.tenant_id = $1 and e.graph_id = $2 and e.dst = g.dst)
    returning n.node_id, n.kind, n.name, n.qualified_name
)
insert into gone_nodes select node_id, kind, name, qualified_name, '' from gone

-- put_owners: files and directories as they are now
insert into graph_files as f (tenant_id, graph_id, owner_id, mode, partial, path, blob, language, skipped)
select $1, $2, owner_id, mode, partial, path, blob, language, skipped from staged_owners order by owner_id
on conflict (tenant_id, graph_id, owner_id) do update set
    mode = excluded.mode, partial = excluded.partial, path = excluded.path, blob = excluded.blob,
    language = excluded.language, skipped = excluded.skipped
where (f.mode, f.partial, f.path, f.blob, f.language, f.skipped)
    is distinct from (excluded.mode, excluded.partial, excluded.path, excluded.blob, excluded.language, excluded.skipped)

-- drop_owners: files and directories that are gone
delete from graph_files where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[])

-- put_traces: which questions each link asked
insert into link_traces as l (tenant_id, graph_id, owner_id, keys, reads)
select $1, $2, owner_id, keys, reads from staged_owners order by owner_id
on conflict (tenant_id, graph_id, owner_id) do update set keys = excluded.keys, reads = excluded.reads
where (l.keys, l.reads) is distinct from (excluded.keys, excluded.reads)

-- drop_traces: whoever is gone asks no more
delete from link_traces where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[])

-- counts: rows touched
select
    (select count(*) from staged_nodes where change = 'added') as nodes_created,
    (select count(*) from staged_nodes where change <> 'added') as nodes_updated,
    (select count(*) from gone_nodes) as nodes_deleted,
    (select count(*) from staged_edges where change = 'added') as edges_created,
    (select count(*) from staged_edges where change <> 'added') as edges_updated,
    (select count(*) from gone_edges) as edges_deleted

-- totals: kept beside the branch, because counting would cost what the repository holds
update branches b set nodes_total = $3, edges_total = $4 where tenant_id = $1 and graph_id = $2

-- changes: the structural delta; moved lines are no part of it
select jsonb_build_object(
    'nodes_added', (select coalesce(jsonb_agg(jsonb_build_array(node_id, s.kind, qualified_name, coalesce(f.path, '')) order by node_id), '[]')
        from staged_nodes s left join staged_owners f on f.owner_id = s.owner_id where change = 'added'),
    'nodes_changed', (select coalesce(jsonb_agg(jsonb_build_array(node_id, s.kind, qualified_name, coalesce(f.path, '')) order by node_id), '[]')
        from staged_nodes s left join staged_owners f on f.owner_id = s.owner_id where change = 'changed'),
    'nodes_removed', (select coalesce(jsonb_agg(jsonb_build_array(node_id, kind, qualified_name, path) order by node_id), '[]') from gone_nodes),
    'edges_added', (select coalesce(jsonb_agg(jsonb_build_array(kind, src, dst, scope, resolution) order by kind, src, dst, scope, resolution), '[]')
        from staged_edges where change = 'added'),
    'edges_removed', (select coalesce(jsonb_agg(jsonb_build_array(kind, src, dst, scope, resolution) order by kind, src, dst, scope, resolution), '[]')
        from gone_edges))

-- keep_delta: an answer of its own later
insert into deltas (tenant_id, graph_id, run_id, from_commit, to_commit, counts, complete, changes)
values ($1, $2, $3::uuid, $4, $5, $6::jsonb, $7, $8::jsonb)

-- keep_counts: the run's row tells what it published, even if its worker dies before it can finish
update runs set counts = $3::jsonb where tenant_id = $1 and run_id = $2::uuid

-- refresh: after a publish that changed what the planner should expect
select refresh_statistics()

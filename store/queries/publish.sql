-- alone: an advisory lock keeps other publishes of this branch out until the end. Not a lock on the branch's row, because pushes
-- are recorded and the lease is renewed there, even while a large graph is being written
select pg_advisory_xact_lock($1, $2)

-- stands: the branch's size, if the fence is still ours, and how many rows the tenant's other graphs leave to it; null: no limit
select b.nodes_total, b.edges_total, b.tally, t.most_rows, case when t.most_rows is not null then t.most_rows - (
    select coalesce(sum(o.nodes_total + o.edges_total), 0)::bigint from branches o where o.tenant_id = $1 and o.graph_id <> $2) end as left_to_it
from branches b join tenants t on t.tenant_id = b.tenant_id where b.tenant_id = $1 and b.graph_id = $2 and b.fence = $3

-- move: the last step; checks the fence and moves the branch in one statement
update branches set indexed_seq = $4, indexed_commit = $5, indexed_at = now(), version = $6, complete = $7,
    newest_commit = case when wanted_seq = $4 then $5 else newest_commit end, nodes_total = $8, edges_total = $9, tally = $10::jsonb
where tenant_id = $1 and graph_id = $2 and fence = $3
returning fence

-- stood: stored counts of these files
select skipped, language, partial, count(*) as files from graph_files
where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[]) and mode <> 0 group by skipped, language, partial

-- counted: every file of the graph
select skipped, language, partial, count(*) as files from graph_files
where tenant_id = $1 and graph_id = $2 and mode <> 0 group by skipped, language, partial

-- unnamed: for a full index: owners that are not in it are gone
select owner_id from graph_files where tenant_id = $1 and graph_id = $2 and owner_id <> all($3::bigint[])

-- put_owners: files and directories as they are now, and the traces of their links. Unchanged rows are filtered out first,
-- because ON CONFLICT would lock them, which is written to the WAL. $14: whether to return what differs.
with said as materialized (
    select owner_id, path, blob, mode, language, skipped, partial, keys::bigint[], reads::bigint[], provides::bigint[], unresolved
    from unnest($3::bigint[], $4::text[], $5::bytea[], $6::integer[], $7::text[], $8::text[], $9::boolean[], $10::text[], $11::text[],
        $12::text[], $13::jsonb[])
        as s (owner_id, path, blob, mode, language, skipped, partial, keys, reads, provides, unresolved)
), traced as (
    insert into link_traces (tenant_id, graph_id, owner_id, keys, reads, provides)
    select $1, $2, owner_id, keys, reads, provides from said s
    where not exists (
        select from link_traces l where l.tenant_id = $1 and l.graph_id = $2 and l.owner_id = s.owner_id
            and l.keys = s.keys and l.reads = s.reads and l.provides = s.provides)
    on conflict (tenant_id, graph_id, owner_id) do update set
        keys = excluded.keys, reads = excluded.reads, provides = excluded.provides
), differing as materialized (
    select s.path, f.blob as blob_before, s.blob, coalesce(f.unresolved, '[]') as before, s.unresolved as after, s.mode <> 0 as file
    from said s left join graph_files f on f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = s.owner_id
    where $14 and (f.blob, f.unresolved) is distinct from (s.blob, s.unresolved)
), put as (
    insert into graph_files (tenant_id, graph_id, owner_id, mode, partial, path, blob, language, skipped, unresolved)
    select $1, $2, owner_id, mode, partial, path, blob, language, skipped, unresolved from said s
    where not exists (
        select from graph_files f where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = s.owner_id
            and (f.mode, f.partial, f.path, f.blob, f.language, f.skipped, f.unresolved)
                = (s.mode, s.partial, s.path, s.blob, s.language, s.skipped, s.unresolved))
    on conflict (tenant_id, graph_id, owner_id) do update set
        mode = excluded.mode, partial = excluded.partial, path = excluded.path, blob = excluded.blob,
        language = excluded.language, skipped = excluded.skipped, unresolved = excluded.unresolved
)
select path, case when file then encode(blob_before, 'hex') end as blob_before, case when file then encode(blob, 'hex') end as blob,
    (select jsonb_agg(m) from (select jsonb_array_elements(after) as m except all select jsonb_array_elements(before)) d)::text as missed,
    (select jsonb_agg(m) from (select jsonb_array_elements(before) as m except all select jsonb_array_elements(after)) d)::text as found
from differing

-- stage: staging tables for a first load, because COPY into a table with row-level security is refused
create temporary table loaded_nodes (node_id bigint, owner_id bigint, start_line integer, end_line integer, first_line integer,
    kind text, language text, name text, qualified_name text, attributes jsonb) on commit drop;
create temporary table loaded_edges (src bigint, dst bigint, owner_id bigint, scope bigint, sites bytea, label smallint) on commit drop

-- load_nodes: into an empty graph, where there is nothing to compare with
insert into code_nodes (tenant_id, graph_id, node_id, owner_id, start_line, end_line, first_line, kind, language, name,
    qualified_name, attributes)
select $1, $2, l.* from loaded_nodes l order by node_id

-- load_edges: into an empty graph, where there is nothing to compare with
insert into code_edges (tenant_id, graph_id, src, dst, owner_id, scope, sites, kind, resolution)
select $1, $2, src, dst, owner_id, scope, sites, ($3::text[])[label], ($4::text[])[label] from loaded_edges order by src

-- unstage: empties them for the next batch
truncate loaded_nodes, loaded_edges

-- put_nodes: replaces the nodes of the owners $13: deletes what is gone, writes what is new or differs; $14: rows to list
with said as materialized (
    select * from unnest($3::bigint[], $4::bigint[], $5::integer[], $6::integer[], $7::integer[], $8::text[], $9::text[],
        $10::text[], $11::text[], $12::jsonb[])
        as s (node_id, owner_id, start_line, end_line, first_line, kind, language, name, qualified_name, attributes)
), met as materialized (
    select s.*, (n.kind, n.language, n.name, n.qualified_name, n.attributes)
            is distinct from (s.kind, s.language, s.name, s.qualified_name, s.attributes) as changed,
        (n.owner_id, n.start_line, n.end_line, n.first_line)
            is distinct from (s.owner_id, s.start_line, s.end_line, s.first_line) as moved,
        n.start_line as old_start, n.end_line as old_end, n.first_line as old_first, n.language as old_language,
        n.name as old_name, n.qualified_name as old_qualified_name, n.attributes as old_attributes
    from said s join code_nodes n on n.tenant_id = $1 and n.graph_id = $2 and n.node_id = s.node_id
), gone as (
    delete from code_nodes n
    where n.tenant_id = $1 and n.graph_id = $2 and n.owner_id = any($13::bigint[])
        and n.node_id not in (select node_id from said)  -- a hashed subplan, however few rows the planner expects
    returning n.*
), updated as (
    update code_nodes n set owner_id = m.owner_id, start_line = m.start_line, end_line = m.end_line, first_line = m.first_line,
        kind = m.kind, language = m.language, name = m.name, qualified_name = m.qualified_name, attributes = m.attributes
    from met m where n.tenant_id = $1 and n.graph_id = $2 and n.node_id = m.node_id and (m.changed or m.moved)
    returning m.*
), added as (
    insert into code_nodes (tenant_id, graph_id, node_id, owner_id, start_line, end_line, first_line, kind, language, name,
        qualified_name, attributes)
    select $1, $2, s.* from said s where node_id not in (select node_id from met) order by node_id
    returning node_id
), listed as (  -- the undo log: of nodes added only their ids
    (select 'nodes_added' as list, to_json(node_id) as line from added limit $14)
    union all (select 'nodes_removed', json_build_array(node_id, kind, name, qualified_name, coalesce(
            (select f.path from graph_files f where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = g.owner_id), ''), language,
            start_line, end_line, first_line, attributes) from gone g limit $14)
    union all (select 'nodes_changed', json_build_array(node_id, old_name, old_qualified_name, old_language, old_start, old_end,
            old_first, old_attributes) from updated where changed limit $14)
    union all (select 'nodes_moved', json_build_array(node_id, old_start, old_end, old_first)
        from updated where not changed limit $14)
)
select (select count(*) from added) as created, (select count(*) from updated) as updated, (select count(*) from gone) as deleted,
    (select json_object_agg(list, lines) from (  -- json, not jsonb: it is only transferred, and jsonb would turn each id into a numeric
        select list, json_agg(line) as lines from listed group by list) s) as lists

-- put_edges: replaces the edges of the owners $11: deletes what is gone, writes what is new or differs; $12: rows to list
with said as materialized (
    select src, dst, owner_id, scope, sites, ($9::text[])[label] as kind, ($10::text[])[label] as resolution
    from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[], $8::smallint[])
        as s (src, dst, owner_id, scope, sites, label)
), stood as materialized (
    select ctid as place, src, dst, owner_id, scope, sites, kind, resolution from code_edges
    where tenant_id = $1 and graph_id = $2 and owner_id = any($11::bigint[])
), compared as materialized (  -- a full join is always hashed or merged, however few rows the planner expects
    select o.place, src, dst, owner_id, scope, kind, resolution, s.sites, o.sites as before
    from stood o full join said s using (src, dst, owner_id, scope, kind, resolution)
), gone as (
    delete from code_edges e using (select place from compared where sites is null) c
    where e.tenant_id = $1 and e.graph_id = $2 and e.ctid = c.place
    returning e.kind, e.src, e.dst, e.scope, e.resolution, e.owner_id, e.sites
), updated as (
    update code_edges e set sites = c.sites from (select place, sites, before from compared where sites <> before) c
    where e.tenant_id = $1 and e.graph_id = $2 and e.ctid = c.place
    returning e.kind, e.src, e.dst, e.scope, e.resolution, e.owner_id, e.sites, c.before
), added as (
    insert into code_edges (tenant_id, graph_id, src, dst, owner_id, scope, sites, kind, resolution)
    select $1, $2, src, dst, owner_id, scope, sites, kind, resolution from compared where before is null order by src
    returning kind, src, dst, scope, resolution, owner_id, sites
), listed as (
    (select 'edges_added' as list, a.*, null::bytea as before from added a limit $12)
    union all (select 'edges_removed', g.*, null from gone g limit $12)
    union all (select 'edges_moved', u.* from updated u limit $12)
)
select (select count(*) from added) as created, (select count(*) from updated) as updated, (select count(*) from gone) as deleted,
    (select json_object_agg(list, files) from (
        select list, json_agg(json_build_array(coalesce(
            (select f.path from graph_files f where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = l.owner_id), ''), lines)) as files
        from (
            select list, owner_id, json_agg(json_build_array(kind, src, dst, resolution, scope, encode(sites, 'hex'),
                encode(before, 'hex'))) as lines
            from listed group by list, owner_id) l
        group by list) s) as lists,
    (select array_agg(n.node_id) from (select dst from gone except select dst from said) g
        cross join lateral (select node_id, owner_id from code_nodes where tenant_id = $1 and graph_id = $2 and node_id = g.dst offset 0) n
        where n.owner_id is null) as let_go

-- drop_externals: an external node exists only while an edge points to it
delete from code_nodes n
where n.tenant_id = $1 and n.graph_id = $2 and n.node_id = any($3::bigint[]) and n.owner_id is null
    and not exists (select from code_edges e where e.tenant_id = $1 and e.graph_id = $2 and e.dst = n.node_id)
returning json_build_array(node_id, kind, name, qualified_name, '', language, start_line, end_line, first_line, attributes) as line

-- drop_owners: files and directories that are gone, and their traces
with dropped as (delete from link_traces where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[]))
delete from graph_files where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[])
returning path, case when mode <> 0 then encode(blob, 'hex') end as blob_before, null as blob, null as missed, unresolved::text as found

-- keep_delta: stores the delta, and an outbox row if anyone watches the repository. Not for a branch's first publish, which
-- changes nothing that existed
with kept as (
    insert into deltas (tenant_id, graph_id, run_id, from_commit, to_commit, counts, complete, changes)
    values ($1, $2, $3::uuid, $4, $5, $6::jsonb, $7, $8) returning delta_id
)
insert into watch_outbox (tenant_id, graph_id, delta_id)
select $1, $2, delta_id from kept
where $4::text is not null and exists (select from watches where tenant_id = $1 and repository_id = $9)

-- keep_counts: so that the run's row shows what it published, even if its worker dies before it can finish
update runs set counts = $3::jsonb where tenant_id = $1 and run_id = $2::uuid

-- refresh: after a publish that changed what the planner should expect
select refresh_statistics()

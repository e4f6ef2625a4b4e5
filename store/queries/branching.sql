-- base: the graph that the first index of a branch starts from: the default branch's, else the most recently indexed one
select graph_id from branches
where tenant_id = $1 and repository_id = $2 and graph_id <> $3 and indexed_commit is not null and indexed_seq > 0
    and not exists (select from tenants t where t.tenant_id = $1  -- no copy beyond the tenant's limit; the publish reports that
        and t.most_rows < nodes_total + edges_total + (select sum(o.nodes_total + o.edges_total) from branches o where o.tenant_id = $1))
order by (name = $4) desc nulls last, indexed_at desc, graph_id limit 1

-- copy: one statement, so that all of it is one commit's graph. indexed_seq stays 0, because nothing was published yet, so
-- no reader sees the base's commit under this branch's name. $4 replaces the salt of one graph's keys by the other's.
with nodes as (
    insert into code_nodes (tenant_id, graph_id, node_id, owner_id, start_line, end_line, first_line, kind, language, name,
        qualified_name, attributes)
    select tenant_id, $3, node_id, owner_id, start_line, end_line, first_line, kind, language, name, qualified_name, attributes
    from code_nodes where tenant_id = $1 and graph_id = $2 order by node_id
), edges as (
    insert into code_edges (tenant_id, graph_id, src, dst, owner_id, scope, kind, resolution, sites)
    select tenant_id, $3, src, dst, owner_id, scope, kind, resolution, sites
    from code_edges where tenant_id = $1 and graph_id = $2 order by src
), files as (
    insert into graph_files (tenant_id, graph_id, owner_id, mode, partial, path, blob, language, skipped, unresolved)
    select tenant_id, $3, owner_id, mode, partial, path, blob, language, skipped, unresolved
    from graph_files where tenant_id = $1 and graph_id = $2 order by owner_id
), traces as (
    insert into link_traces (tenant_id, graph_id, owner_id, keys, reads, provides)
    select tenant_id, $3, owner_id, array(select key # $4::bigint from unnest(keys) as k (key)), reads,
        array(select key # $4::bigint from unnest(provides) as k (key))
    from link_traces where tenant_id = $1 and graph_id = $2 order by owner_id
)
update branches b set indexed_commit = o.indexed_commit, version = o.version, complete = o.complete,
    nodes_total = o.nodes_total, edges_total = o.edges_total, tally = o.tally
from branches o
where b.tenant_id = $1 and b.graph_id = $3 and b.indexed_commit is null and o.tenant_id = $1 and o.graph_id = $2
returning b.indexed_commit, b.version, b.complete, b.nodes_total + b.edges_total as size

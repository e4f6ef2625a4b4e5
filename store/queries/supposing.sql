-- owners: files and directories as they stand, with what leads nowhere
select owner_id, path, case when mode <> 0 then encode(blob, 'hex') end as blob, unresolved::text as unresolved from graph_files
where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[])

-- said: the nodes of these files and directories
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes, f.path
from unnest($3::bigint[]) as i (id)
join graph_files f on f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = i.id
join code_nodes n on n.tenant_id = $1 and n.graph_id = $2 and n.owner_id = i.id

-- drawn: the edges of these files and directories
select e.kind, e.src, e.dst, f.path, e.resolution, e.scope, encode(e.sites, 'hex') as sites
from unnest($3::bigint[]) as i (id)
join graph_files f on f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = i.id
join code_edges e on e.tenant_id = $1 and e.graph_id = $2 and e.owner_id = i.id

-- let_go: of these nodes those that lie outside and to which no edge of another file than these points
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes, '' as path
from unnest($3::bigint[]) as i (id)
join code_nodes n on n.tenant_id = $1 and n.graph_id = $2 and n.node_id = i.id and n.owner_id is null
where not exists (
    select from code_edges e where e.tenant_id = $1 and e.graph_id = $2 and e.dst = n.node_id and e.owner_id <> all($4::bigint[]))

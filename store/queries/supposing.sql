-- owners: files and directories, with their unresolved references
select f.path, case when f.mode <> 0 then encode(f.blob, 'hex') end as blob, f.unresolved::text as unresolved
from unnest($3::bigint[]) as i (id)
cross join lateral (
    select * from graph_files o where o.tenant_id = $1 and o.graph_id = $2 and o.owner_id = i.id offset 0
) f

-- said: the nodes of these files and directories
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes, f.path
from unnest($3::bigint[]) as i (id)
cross join lateral (
    select o.path from graph_files o where o.tenant_id = $1 and o.graph_id = $2 and o.owner_id = i.id offset 0
) f
cross join lateral (select * from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.owner_id = i.id offset 0) n

-- drawn: the edges of these files and directories
select e.kind, e.src, e.dst, f.path, e.resolution, e.scope, encode(e.sites, 'hex') as sites
from unnest($3::bigint[]) as i (id)
cross join lateral (
    select o.path from graph_files o where o.tenant_id = $1 and o.graph_id = $2 and o.owner_id = i.id offset 0
) f
cross join lateral (select * from code_edges c where c.tenant_id = $1 and c.graph_id = $2 and c.owner_id = i.id offset 0) e

-- let_go: those of these external nodes that no edge of any other file points to
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes, '' as path
from unnest($3::bigint[]) as i (id)
cross join lateral (
    select * from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.node_id = i.id and c.owner_id is null offset 0
) n
where not exists (
    select from code_edges e where e.tenant_id = $1 and e.graph_id = $2 and e.dst = n.node_id
        and e.owner_id not in (select unnest($4::bigint[])) offset 0)

-- dependents: the tenant's other repositories whose graph depends on a package, each at its default branch or else its first one
select r.name as repo, b.name as branch
from repositories r
cross join lateral (
    select o.graph_id, o.name from branches o
    where o.tenant_id = $1 and o.repository_id = r.repository_id and o.indexed_seq > 0
    order by (o.name = r.default_branch) desc nulls last, o.graph_id limit 1 offset 0
) b
where r.tenant_id = $1 and r.name <> $2 and r.state <> 'removed' and exists (
    select from code_nodes n
    where n.tenant_id = $1 and n.graph_id = b.graph_id and n.name_lower = lower(left($3, 200))
        and n.kind = 'external_package' and n.language = $4 and n.qualified_name = $5)
order by r.name limit $6

-- modules: the external modules of a language
select n.node_id, n.qualified_name from code_nodes n
where n.tenant_id = $1 and n.graph_id = $2 and n.owner_id is null and n.kind = 'external_module' and n.language = $3
order by n.qualified_name collate "C" limit $4

-- importing: the files that import one of these
select distinct f.path
from unnest($3::bigint[]) as i (id)
cross join lateral (
    select c.owner_id from code_edges c
    where c.tenant_id = $1 and c.graph_id = $2 and c.dst = i.id and c.kind = 'IMPORTS' offset 0
) e
cross join lateral (
    select o.path from graph_files o where o.tenant_id = $1 and o.graph_id = $2 and o.owner_id = e.owner_id offset 0
) f
order by f.path limit $4

-- search: candidates for a text: names with the prefix $3, the qualified name $4 (found by its suffixes $5), names in a path (prefix $6, path $7)
with found as (
    (select node_id from code_nodes
    where tenant_id = $1 and graph_id = $2 and name_lower >= lower($3) and name_lower < lower($3) || chr(1114111)
    order by name_lower limit $8)
    union
    select c.node_id from unnest($5::text[]) as s (suffix)
    cross join lateral (
        select node_id, qualified_name from code_nodes
        where tenant_id = $1 and graph_id = $2 and name_lower = lower(left(s.suffix, 200)) offset 0) c
    where c.qualified_name = $4
    union
    select p.node_id from (
        select node_id, owner_id from code_nodes
        where $7 <> '' and tenant_id = $1 and graph_id = $2 and name_lower >= $6 and name_lower < $6 || chr(1114111)
        order by name_lower limit 5000) p
    cross join lateral (
        select path from graph_files where tenant_id = $1 and graph_id = $2 and owner_id = p.owner_id offset 0) f
    where position($7 in lower(f.path)) > 0
)
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes,
    coalesce((select f.path from graph_files f where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = n.owner_id), '') as path
from found
cross join lateral (select * from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.node_id = found.node_id offset 0) n
order by n.qualified_name = $4 desc, n.name = $4 desc, n.name_lower = lower($3) desc, starts_with(n.name_lower, lower($3)) desc,
    n.kind = 'file', n.name_lower, n.qualified_name collate "C", n.node_id
limit $8

-- humps: names whose words have these prefixes: of the first $6 names with the prefix $3, those that match $4 (index-only scan), then $5 by their exact spelling; and how many have the prefix
with begun as materialized (
    select name_lower from code_nodes
    where tenant_id = $1 and graph_id = $2 and name_lower >= $3 and name_lower < $3 || chr(1114111)
    order by name_lower limit $6
), held as (select distinct name_lower from begun where name_lower like $4 order by name_lower)
select b.names, m.* from (select count(*) as names from begun) b left join (
    select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes,
        coalesce((select f.path from graph_files f where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = n.owner_id), '') as path
    from held
    cross join lateral (select * from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.name_lower = held.name_lower offset 0) n
    where n.name ~ $5
    order by held.name_lower, n.qualified_name collate "C", n.node_id limit $7
) m on true

-- within: names that contain the text, among the first $5 names of the graph, by an index-only scan. Substring operators are not leakproof, so under row-level security none can use an index.
with held as materialized (
    select distinct name_lower from (
        select name_lower from code_nodes where tenant_id = $1 and graph_id = $2 order by name_lower limit $5) s
    where position((select lower($3)) in name_lower) > 1 order by name_lower limit $4
)
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes,
    coalesce((select f.path from graph_files f where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = n.owner_id), '') as path
from held
cross join lateral (select * from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.name_lower = held.name_lower offset 0) n
order by position(lower($3) in n.name_lower), n.name_lower, n.qualified_name collate "C", n.node_id limit $4

-- around: definitions of a file that enclose a line, innermost first
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes, $4::text as path
from code_nodes n
where n.tenant_id = $1 and n.graph_id = $2 and n.owner_id = $3 and n.kind <> 'file'
    and (n.kind = 'module' or $5 between least(n.first_line, n.start_line) and n.end_line)
order by n.kind = 'module', n.end_line - n.first_line, n.start_line desc, n.node_id

-- written: the edges with sites in a file
select e.dst as reached, e.kind, e.src, e.dst, e.resolution, e.scope, e.owner_id, e.sites from code_edges e
where e.tenant_id = $1 and e.graph_id = $2 and e.owner_id = $3 and e.kind <> 'CONTAINS' and e.kind <> 'DEFINES' and e.sites <> ''
order by e.dst, e.src, e.kind, e.resolution

-- overridden: what these methods override
select e.src, e.dst from unnest($3::bigint[]) as i (id)
cross join lateral (
    select c.src, c.dst from code_edges c where c.tenant_id = $1 and c.graph_id = $2 and c.src = i.id and c.kind = 'OVERRIDES' offset 0
) e

-- overriding: what overrides these methods; the kind is not a constant, or the planner would scan the whole partial index of OVERRIDES, which leads with the other end
select e.src, e.dst from unnest($3::bigint[]) as i (id)
cross join lateral (
    select c.src, c.dst from code_edges c where c.tenant_id = $1 and c.graph_id = $2 and c.dst = i.id and c.kind = (select 'OVERRIDES') offset 0
) e

-- spread_towards: what uses these, as pairs of ids, so that the path back is known; $8: without methods that override what they call, since `super().m()` means exactly that one
select e.src as reached, min(e.dst) as nearer
from unnest($3::bigint[]) as i (id)
cross join lateral (
    select c.src, c.dst from code_edges c
    where c.tenant_id = $1 and c.graph_id = $2 and c.dst = i.id and c.kind = any($4::text[]) and c.resolution = any($5::text[]) offset 0
) e
where e.src not in (select unnest($6::bigint[]))
    and (not $8 or not exists (select from code_edges o where o.tenant_id = $1 and o.graph_id = $2 and o.src = e.src and o.dst = e.dst
                               and o.kind = 'OVERRIDES' offset 0))
group by e.src order by e.src limit $7

-- spread_along: what these use, ids alone
select e.dst as reached, min(e.src) as nearer
from unnest($3::bigint[]) as i (id)
cross join lateral (
    select c.src, c.dst from code_edges c
    where c.tenant_id = $1 and c.graph_id = $2 and c.src = i.id and c.kind = any($4::text[]) and c.resolution = any($5::text[]) offset 0
) e
where e.dst not in (select unnest($6::bigint[]))
group by e.dst order by e.dst limit $7

-- members: what these directly define
select e.dst from unnest($3::bigint[]) as i (id)
cross join lateral (
    select c.dst from code_edges c
    where c.tenant_id = $1 and c.graph_id = $2 and c.src = i.id and c.kind in ('DEFINES', 'CONTAINS') offset 0
) e order by e.dst limit $4

-- between: the edges from one set of nodes to the other
select e.dst as reached, e.kind, e.src, e.dst, e.resolution, e.scope, e.owner_id, e.sites from unnest($3::bigint[]) as i (id)
join code_edges e on e.tenant_id = $1 and e.graph_id = $2 and e.src = i.id
where e.dst in (select unnest($4::bigint[])) and e.kind = any($5::text[]) and e.resolution = any($6::text[])
order by e.dst, e.src, e.kind, e.resolution

-- outside: external nodes: the one of this name, and those inside it
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes, '' as path
from code_nodes n
where n.tenant_id = $1 and n.graph_id = $2 and n.owner_id is null
    and (n.qualified_name = $3 or starts_with(n.qualified_name, $3 || '.') or starts_with(n.qualified_name, $3 || '/'))
order by n.qualified_name collate "C", n.node_id limit $4

-- candidates: among the next $5 nodes after $3, those of these kinds to which no edge of the kinds $6 leads
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes,
    coalesce((select f.path from graph_files f
              where f.tenant_id = n.tenant_id and f.graph_id = n.graph_id and f.owner_id = n.owner_id), '') as path,
    exists (select from code_edges e where e.tenant_id = $1 and e.graph_id = $2 and e.src = n.node_id and e.kind = 'OVERRIDES') as overrides
from (
    select * from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.node_id > $3 order by c.node_id limit $5
) n
where n.kind = any($4::text[]) and not exists (
    select from code_edges e where e.tenant_id = $1 and e.graph_id = $2 and e.dst = n.node_id and e.src <> n.node_id
        and e.kind = any($6::text[]))
order by n.node_id

-- window: the last of the next $4 nodes after $3; null if fewer are left
select max(node_id) filter (where number = $4) as last, count(*) as nodes from (
    select node_id, row_number() over (order by node_id) as number
    from code_nodes where tenant_id = $1 and graph_id = $2 and node_id > $3 order by node_id limit $4 + 1) c

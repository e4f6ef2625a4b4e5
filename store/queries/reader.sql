-- branch: the graph to query: the named branch's, else the default one's, else the only one; no graph_id if there is none
--
-- Readers use generic plans, made once per connection (`bridge`). So a list of ids drives a LATERAL subquery with an optimisation
-- fence (OFFSET 0): whatever the statistics say, a walk costs what it visits. `= any` of a thousand ids would need a new plan
-- each time, and `<> all` of a parameter compares one by one, while `not in (select ...)` hashes.
select b.graph_id, b.name, case when b.indexed_seq > 0 then b.indexed_commit end as indexed_commit, b.indexed_at, b.newest_commit,
    b.newest_at, b.complete, b.nodes_total, b.version, r.repository_id,
    case when b.newest_commit is distinct from b.indexed_commit and b.wanted_seq > b.indexed_seq
        then extract(epoch from now() - b.newest_at)::float8 else 0 end as lag_seconds
from repositories r
left join branches b on b.tenant_id = r.tenant_id and b.repository_id = r.repository_id and (b.name = $3 or $3 is null)
where r.tenant_id = $1 and r.name = $2 and r.state <> 'removed'
order by (b.name = r.default_branch) desc nulls last, (b.indexed_seq > 0) desc nulls last, b.graph_id
limit 1

-- flawed: files that an answer does not cover: how many, and the first $6 that could change it: those in the languages $3, those with the suffixes $4 that a rule excluded by path, and the files $5
select count(*) filter (where skipped <> '') as skipped, count(*) filter (where partial) as partial, count(*) filter (where touching) as touching,
    (array_agg(path order by path) filter (where touching))[:$6] as paths,
    (array_agg(case when skipped <> '' then skipped else 'partial' end order by path) filter (where touching))[:$6] as reasons
from (
    select path, skipped, partial,
        language = any($3::text[]) or path = any($5::text[])
        or (language = '' and skipped <> '' and substring(path from '\.[^./]+$') = any($4::text[])) as touching
    from graph_files where tenant_id = $1 and graph_id = $2 and (partial or skipped <> '')
) f

-- nodes: by id
select n.node_id, n.owner_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes,
    coalesce(f.path, '') as path
from unnest($3::bigint[]) as i (id)
cross join lateral (select * from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.node_id = i.id offset 0) n
left join lateral (select o.path from graph_files o where o.tenant_id = $1 and o.graph_id = $2 and o.owner_id = n.owner_id offset 0) f on true
order by n.node_id

-- named: exactly this name or this qualified name
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes,
    coalesce((select f.path from graph_files f where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = n.owner_id), '') as path
from (select distinct lower(left(suffix, 200)) as name_lower from unnest($4::text[]) as u (suffix)) s
cross join lateral (select * from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.name_lower = s.name_lower offset 0) n
where n.name = $3 or n.qualified_name = $3
order by n.qualified_name collate "C", n.node_id
limit $5

-- towards: one step against the edges, to the first $7 nodes (after $8, if given), with all their edges to the start nodes
select reached, kind, src, dst, resolution, scope, owner_id, sites from (
    select e.src as reached, e.*, dense_rank() over (order by e.src) as place
    from unnest($3::bigint[]) as i (id)
    cross join lateral (
        select c.kind, c.src, c.dst, c.resolution, c.scope, c.owner_id, c.sites from code_edges c
        where c.tenant_id = $1 and c.graph_id = $2 and c.dst = i.id and c.kind = any($4::text[]) and c.resolution = any($5::text[]) offset 0
    ) e
    where e.src not in (select unnest($6::bigint[])) and ($8::bigint is null or e.src > $8)
) s
where place <= $7
order by reached, dst, kind, resolution

-- along: one step along the edges
select reached, kind, src, dst, resolution, scope, owner_id, sites from (
    select e.dst as reached, e.*, dense_rank() over (order by e.dst) as place
    from unnest($3::bigint[]) as i (id)
    cross join lateral (
        select c.kind, c.src, c.dst, c.resolution, c.scope, c.owner_id, c.sites from code_edges c
        where c.tenant_id = $1 and c.graph_id = $2 and c.src = i.id and c.kind = any($4::text[]) and c.resolution = any($5::text[]) offset 0
    ) e
    where e.dst not in (select unnest($6::bigint[]))
) s
where place <= $7
order by reached, src, kind, resolution

-- paths: of files and directories
select f.owner_id, f.path from unnest($3::bigint[]) as i (id)
cross join lateral (
    select o.owner_id, o.path from graph_files o where o.tenant_id = $1 and o.graph_id = $2 and o.owner_id = i.id offset 0
) f

-- origins: start lines of definitions
select n.node_id, n.start_line from unnest($3::bigint[]) as i (id)
cross join lateral (
    select c.node_id, c.start_line from code_nodes c where c.tenant_id = $1 and c.graph_id = $2 and c.node_id = i.id offset 0
) n

-- unresolved: references with this reason, by location
select f.path, coalesce(s.qualified_name, '') as scope, coalesce(s.start_line, 0) + (m ->> 1)::integer as line,
    (m ->> 2)::integer as "column", m ->> 3 as kind, m ->> 4 as expression, m ->> 5 as reason
from graph_files f cross join lateral jsonb_array_elements(f.unresolved) as m
left join code_nodes s on s.tenant_id = f.tenant_id and s.graph_id = f.graph_id and s.node_id = (m ->> 0)::bigint
where f.tenant_id = $1 and f.graph_id = $2 and f.unresolved <> '[]' and m ->> 5 = $3
order by f.path, 3, 4 limit $4

-- reasons: number of unresolved references by reason
select m ->> 5 as reason, count(*) as references
from graph_files f cross join lateral jsonb_array_elements(f.unresolved) as m
where f.tenant_id = $1 and f.graph_id = $2 and f.unresolved <> '[]' group by 1 order by 2 desc, 1

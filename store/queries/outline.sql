-- used: definitions by their number of incoming edges, in files at or below $3 ('' for all)
with counted as materialized (
    select dst, count(*) as uses from code_edges
    where tenant_id = $1 and graph_id = $2 and kind in ('CALLS', 'INSTANTIATES', 'INHERITS', 'IMPLEMENTS', 'REFERENCES', 'DECORATES')
        and resolution <> 'name'
    group by dst
)
select n.node_id, n.kind, n.name, n.qualified_name, n.language, n.start_line, n.end_line, n.first_line, n.attributes, f.path, c.uses
from counted c
join code_nodes n on n.tenant_id = $1 and n.graph_id = $2 and n.node_id = c.dst
join graph_files f on f.tenant_id = n.tenant_id and f.graph_id = n.graph_id and f.owner_id = n.owner_id
where $3 = '' or f.path = $3 or starts_with(f.path, $3 || '/')
order by c.uses desc, f.path, n.start_line, n.node_id limit $4

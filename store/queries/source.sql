-- written: the location of a definition's code at the indexed commit
select b.repository_id, b.indexed_commit, f.blob, f.path, n.first_line, n.start_line, n.end_line
from branches b
join code_nodes n on n.tenant_id = b.tenant_id and n.graph_id = b.graph_id and n.node_id = $3
join graph_files f on f.tenant_id = n.tenant_id and f.graph_id = n.graph_id and f.owner_id = n.owner_id
where b.tenant_id = $1 and b.graph_id = $2 and f.mode <> 0

-- take: the next graph to audit, of any tenant
select tenant_id, graph_id from take_audit(make_interval(secs => $1))

-- subject: the inputs for rebuilding a graph
select t.name as tenant, p.repository_id, p.name as repo, b.name as branch, b.indexed_commit as commit, b.version, b.complete,
    p.source, p.path, p.forge_id, p.hook_id
from branches b
join repositories p on p.tenant_id = b.tenant_id and p.repository_id = b.repository_id
join tenants t on t.tenant_id = b.tenant_id
where b.tenant_id = $1 and b.graph_id = $2 and b.indexed_commit is not null and b.indexed_seq > 0

-- keep: how an audit ended
update audits set commit = $3, differences = $4 where tenant_id = $1 and graph_id = $2

-- outcomes: of the last audit of each graph
select outcome, graphs from audit_outcomes()

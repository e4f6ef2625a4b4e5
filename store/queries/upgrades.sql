-- take: the next outdated graph, of any tenant; one made by `aether index` stays at the commit it was given
select tenant_id, graph_id, repository_id, branch, pinned from take_upgrade($1, make_interval(secs => $2))

-- hold: keeps other requests for this branch out until the transaction ends
select from branches where tenant_id = $1 and graph_id = $2 for update

-- asked: whether one came since the graph was chosen; its run will upgrade the graph anyway
select exists (select from outbox where tenant_id = $1 and graph_id = $2)

-- ask: records the upgrade's run
update upgrades set run_id = $3::uuid where tenant_id = $1 and graph_id = $2

-- outdated: the number of graphs, over all tenants, made by another release or under other limits
select outdated_graphs($1)

-- standing: the upgrade state of a tenant's graphs
select count(*) as graphs, count(*) filter (where b.version <> $2) as outdated,
    count(*) filter (where b.version <> $2 and u.state in ('queued', 'running')) as at_work,
    count(*) filter (where b.version <> $2 and u.state = 'failed') as failed
from branches b
join repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and r.state = 'active'
left join upgrades g on g.tenant_id = b.tenant_id and g.graph_id = b.graph_id and g.version = $2
left join runs u on u.tenant_id = g.tenant_id and u.run_id = g.run_id
where b.tenant_id = $1 and b.state = 'active' and b.indexed_seq > 0

-- failures: the graphs of a tenant whose upgrade failed
select r.name as repo, b.name as branch, u.run_id::text, u.error_code, u.error
from upgrades g
join branches b on b.tenant_id = g.tenant_id and b.graph_id = g.graph_id and b.version <> $2 and b.state = 'active'
join repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and r.state = 'active'
join runs u on u.tenant_id = g.tenant_id and u.run_id = g.run_id and u.state = 'failed'
where g.tenant_id = $1 and g.version = $2
order by r.name, b.name

-- take: the graph whose turn it is, of any tenant; what `aether index` made stays at the commit that it named
select tenant_id, graph_id, repository_id, branch, pinned from take_upgrade($1, make_interval(secs => $2))

-- hold: nobody asks for anything of this branch before the transaction ends
select from branches where tenant_id = $1 and graph_id = $2 for update

-- asked: whether somebody has, since the graph was chosen; that run brings it to this version
select exists (select from outbox where tenant_id = $1 and graph_id = $2)

-- ask: which run it has become
update upgrades set run_id = $3::uuid where tenant_id = $1 and graph_id = $2

-- outdated: graphs of all tenants that another release made, or other limits
select outdated_graphs($1)

-- standing: how a tenant's graphs stand
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

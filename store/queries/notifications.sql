-- add: an address for events
insert into notifications (tenant_id, url, events, sealed) values ($1, $2, $3, $4) returning notification_id::text

-- all: of a tenant
select notification_id::text, url, events, created_at from notifications where tenant_id = $1 order by created_at, notification_id

-- remove: with its log
delete from notifications where tenant_id = $1 and notification_id = $2::uuid returning notification_id

-- log: messages and their delivery, newest first
select notice_id::text, notification_id::text, event, state, attempts, status, error, created_at, ended_at,
    case when state = 'waiting' then due_at end as due_at
from notices where tenant_id = $1 and notification_id is not null and ($2::uuid is null or notification_id = $2::uuid)
order by created_at desc, notice_id limit $3

-- wanted: whether any address subscribes to this event
select exists (select from notifications where tenant_id = $1 and $2 = any(events))

-- tell: one notice for each address that subscribes to this event
insert into notices (tenant_id, notification_id, event, body)
select tenant_id, notification_id, $2, $3::jsonb from notifications where tenant_id = $1 and $2 = any(events)

-- names: the names of a run's tenant, repository and branch
select t.name as tenant, p.name as repo, b.name as branch, r.error
from runs r join tenants t on t.tenant_id = r.tenant_id
join repositories p on p.tenant_id = r.tenant_id and p.repository_id = r.repository_id
join branches b on b.tenant_id = r.tenant_id and b.graph_id = r.graph_id
where r.tenant_id = $1 and r.run_id = $2::uuid

-- take: due notices of any tenant that is below its share of deliveries in flight
select tenant_id, notice_id::text from take_notices($1, make_interval(secs => $2), $3, $4)

-- notice: with its address: that of a notification, or of a watch whose repository still exists
select n.body::text, n.attempts, coalesce(a.url, w.url) as url, coalesce(a.sealed, w.sealed) as sealed
from notices n
left join notifications a on a.tenant_id = n.tenant_id and a.notification_id = n.notification_id
left join (watches w join repositories r on r.tenant_id = w.tenant_id and r.repository_id = w.repository_id and r.state <> 'removed')
    on w.tenant_id = n.tenant_id and w.watch_id = n.watch_id
where n.tenant_id = $1 and n.notice_id = $2::uuid and n.state = 'waiting' and coalesce(a.url, w.url) is not null

-- delivered: answered with success
update notices set state = 'delivered', attempts = attempts + 1, status = $3, error = null, ended_at = now()
where tenant_id = $1 and notice_id = $2::uuid

-- undelivered: $5: seconds until the next attempt; null: given up
update notices set attempts = attempts + 1, status = $3, error = $4,
    state = case when $5::float8 is null then 'failed' else 'waiting' end,
    ended_at = case when $5::float8 is null then now() end,
    due_at = clock_timestamp() + make_interval(secs => coalesce($5::float8, 0))
where tenant_id = $1 and notice_id = $2::uuid

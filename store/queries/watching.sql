-- take: due publishes, of any tenant
select tenant_id, graph_id, delta_id from take_watch_passes($1, make_interval(secs => $2))

-- publish: the data common to all its watches; chief: it is on the branch that a watch without a branch refers to
select t.name as tenant, r.name as repo, r.repository_id, b.name as branch, d.from_commit, d.to_commit, d.published_at,
    b.graph_id = (
        select o.graph_id from branches o where o.tenant_id = $1 and o.repository_id = r.repository_id
        order by (o.name = r.default_branch) desc nulls last, (o.indexed_seq > 0) desc nulls last, o.graph_id limit 1) as chief
from deltas d
join branches b on b.tenant_id = d.tenant_id and b.graph_id = d.graph_id
join repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and r.state <> 'removed'
join tenants t on t.tenant_id = d.tenant_id
where d.tenant_id = $1 and d.graph_id = $2 and d.delta_id = $3

-- watching: the watches that existed before the publish
select watch_id::text, query, url is not null as told, digest from watches
where tenant_id = $1 and repository_id = $2 and (branch = $3 or (branch is null and $4)) and since_delta < $5

-- since: its delta and those of later publishes, in order
select delta_id, complete as listed, changes from deltas where tenant_id = $1 and graph_id = $2 and delta_id >= $3 order by delta_id

-- alone: an advisory lock, so that a tenant's events become visible in the order of their ids
select pg_advisory_xact_lock(hashtextextended('watch events of a tenant', $1))

-- done: no row if another process was first
delete from watch_outbox where tenant_id = $1 and graph_id = $2 and delta_id = $3 returning delta_id

-- event: of one watch
insert into watch_events (tenant_id, watch_id, repository_id, delta_id, body)
select $1, w.watch_id, w.repository_id, $3, $4::jsonb from watches w where w.tenant_id = $1 and w.watch_id = $2::uuid
returning event_id

-- send: at once
insert into notices (tenant_id, watch_id, event, body) values ($1, $2::uuid, $3, $4::jsonb)

-- gather: appends to the open digest. The notifier takes a digest only after its time is over, so the two never conflict.
update notices set body = case when jsonb_array_length(body #> '{data,events}') < $4
    then jsonb_set(body, '{data,events}', body #> '{data,events}' || $3::jsonb)
    else jsonb_set(body, '{data,left_out}', to_jsonb((body #>> '{data,left_out}')::integer + 1)) end
where tenant_id = $1 and watch_id = $2::uuid and gathers_until > clock_timestamp() returning notice_id

-- begin: a digest, sent when the hour or the day (UTC) is over
insert into notices (tenant_id, watch_id, event, body, gathers_until, due_at)
select $1, $2::uuid, $3, $4::jsonb, ends, ends
from (select case $5 when 'hourly' then date_trunc('hour', clock_timestamp()) + interval '1 hour'
    else date_trunc('day', clock_timestamp(), 'UTC') + interval '1 day' end as ends) t

-- failed: records the error; it is retried
update watch_outbox set error = $4 where tenant_id = $1 and graph_id = $2 and delta_id = $3

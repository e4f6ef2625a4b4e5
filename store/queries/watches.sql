-- hold: locks the graphs of a repository. No publish of them can commit until this transaction ends, so a watch is clearly
-- before or after every publish
select graph_id from branches where tenant_id = $1 and repository_id = $2 order by graph_id for share

-- alone: an advisory lock, so that concurrent additions cannot exceed the limit
select pg_advisory_xact_lock(hashtextextended('watches of a tenant', $1))

-- number: how many the tenant has
select count(*) from watches where tenant_id = $1

-- repository: by its name
select repository_id from repositories where tenant_id = $1 and name = $2 and state <> 'removed'

-- add: starting after the newest publish of these graphs
insert into watches (tenant_id, repository_id, branch, query, url, sealed, digest, since_delta)
select $1, $2, $3, $4, $5, $6, $7, coalesce((
    select max(newest) from unnest($8::integer[]) as g (graph_id) cross join lateral (
        select d.delta_id as newest from deltas d where d.tenant_id = $1 and d.graph_id = g.graph_id order by d.delta_id desc limit 1) n), 0)
returning watch_id::text

-- all: of a tenant or of one of its repositories
select w.watch_id::text, r.name as repo, w.branch, w.query, w.url, w.digest, w.created_at
from watches w join repositories r on r.tenant_id = w.tenant_id and r.repository_id = w.repository_id and r.state <> 'removed'
where w.tenant_id = $1 and ($2::text is null or r.name = $2) and ($3::uuid is null or w.watch_id = $3) order by w.created_at, w.watch_id

-- lines: the newest of a tenant or of one of its repositories, before a time, each with its last event and the state of its newest message
select w.watch_id::text, w.repo, w.branch, w.query, w.url, w.digest, w.created_at,
    e.created_at as told_at, e.body ->> 'says' as says, n.state as sent
from (
    select w.*, r.name as repo from watches w join repositories r on r.tenant_id = w.tenant_id and r.repository_id = w.repository_id and r.state <> 'removed'
    where w.tenant_id = $1 and ($2::text is null or r.name = $2) and ($3::timestamptz is null or w.created_at < $3)
    order by w.created_at desc, w.watch_id limit $4
) w
left join lateral (
    select created_at, body from watch_events where tenant_id = w.tenant_id and watch_id = w.watch_id order by delta_id desc limit 1
) e on true
left join lateral (
    select state from notices where tenant_id = w.tenant_id and watch_id = w.watch_id order by created_at desc limit 1
) n on true
order by w.created_at desc, w.watch_id

-- told: a watch's events, newest publish first
select event_id, watch_id::text, body::text, created_at from watch_events
where tenant_id = $1 and watch_id = $2::uuid order by delta_id desc limit $3

-- secret: signs the messages
select sealed from watches where tenant_id = $1 and watch_id = $2::uuid

-- remove: with its events and its log
delete from watches where tenant_id = $1 and watch_id = $2::uuid returning watch_id

-- events: those after an event, in order
select e.event_id, e.watch_id::text, e.body::text, e.created_at
from watch_events e join repositories r on r.tenant_id = e.tenant_id and r.repository_id = e.repository_id and r.state <> 'removed'
where e.tenant_id = $1 and e.event_id > $2 and ($3::uuid is null or e.watch_id = $3) order by e.event_id limit $4

-- log: messages and their delivery, newest first
select notice_id::text, event, state, attempts, status, error, created_at, ended_at,
    case when state = 'waiting' then due_at end as due_at
from notices where tenant_id = $1 and watch_id = $2::uuid order by created_at desc, notice_id limit $3

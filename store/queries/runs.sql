-- tenant_of_name: by the name in a request
select tenant_id_of($1)

-- lock_key: an advisory lock that serialises requests with the same idempotency key
select pg_advisory_xact_lock(hashtextextended($1 || ':' || $2, 0))

-- run_of_key: the run requested with this idempotency key
select run_id::text from runs where tenant_id = $1 and idempotency_key = $2

-- repository: the data for choosing branches
select repository_id, default_branch, branch_globs from repositories
where tenant_id = $1 and name = $2 and state = 'active'

-- branches: the branches that a request without a ref stands for
select name from branches where tenant_id = $1 and repository_id = $2 and state = 'active' order by name

-- want: raises the branch's wanted state, which locks its row until the run is added; adds the run, whose id is the task id that
-- clients see, and its outbox row; and notifies the dispatcher on commit. All in one statement, so that a push is recorded in few
-- round trips. If a message for the branch is already on its way to a worker, that execution will include the new run
with wanted as (
    insert into branches as b (tenant_id, repository_id, name, wanted_seq, wanted_commit, full_wanted, newest_commit, newest_at, wanted_from)
    values ($1, $2, $3, 1, $4, $5, $4, now(), $6)
    on conflict (tenant_id, repository_id, name) do update set
        wanted_seq = b.wanted_seq + 1,
        wanted_commit = $4,
        wanted_from = $6,
        full_wanted = b.full_wanted or $5,
        newest_commit = coalesce($4, b.newest_commit),
        newest_at = case when $4 is null or $4 = b.newest_commit then b.newest_at else now() end,
        state = 'active', retired_at = null
    returning graph_id, wanted_seq, greatest(lease_until, now(), (
            select max(o.due_at) from outbox o where o.tenant_id = b.tenant_id and o.graph_id = b.graph_id and o.published > 0)) as due_at,
        case when full_wanted or indexed_commit is null or $7 = 'upgrade' then 'bulk' else 'push' end as queue
), run as (
    insert into runs (tenant_id, repository_id, graph_id, trigger, seq, idempotency_key, run_id, pinned)
    select $1, $2, graph_id, $7, wanted_seq, $8, coalesce($9::uuid, gen_random_uuid()), $10 from wanted returning run_id
), announced as (
    insert into outbox (run_id, tenant_id, graph_id, seq, queue, due_at)
    select run_id, $1, graph_id, wanted_seq, queue, due_at + make_interval(secs => $11) from run, wanted
)
select run_id::text, pg_notify('aether_runs', '') from run

-- announce: adds an outbox row
insert into outbox (run_id, tenant_id, graph_id, seq, queue, due_at) values ($1::uuid, $2, $3, $4, $5, coalesce($6, now()))

-- notify: wakes the dispatcher on commit
select pg_notify('aether_runs', '')

-- known: whether the run exists, settled or not
select exists (select from runs where tenant_id = $1 and run_id = $2::uuid)

-- run_tenant: a message carries only the run's id; null if the run is settled
select run_tenant($1::uuid)

-- quarantine: a run that has used up its executions, whatever ended them
update runs r set state = 'failed', error_code = 'quarantined', stage = 'quarantined', finished_at = now(),
    error = 'Given up after ' || r.attempt || ' executions; the last one ended with: ' || coalesce(r.error, 'the worker was lost')
from branches b
where r.tenant_id = $1 and r.run_id = $2::uuid and r.state in ('queued', 'running') and r.attempt >= $3
    and b.tenant_id = r.tenant_id and b.graph_id = r.graph_id
    and (b.lease_until is null or b.lease_until <= clock_timestamp())
returning r.graph_id

-- claim: raises the fence and takes the lease, if it is free or lapsed, the run is not waiting for a retry, and its tenant has
-- fewer than $5 other branches leased. After several events since the last publish wanted_commit is null, because the last
-- event to arrive need not have the newest commit
update branches b set fence = b.fence + 1, lease_until = clock_timestamp() + make_interval(secs => $4), lease_owner = $3
from runs r, repositories p
where r.tenant_id = $1 and r.run_id = $2::uuid and r.state in ('queued', 'running')
    and (r.not_before is null or r.not_before <= clock_timestamp())
    and b.tenant_id = $1 and b.graph_id = r.graph_id and (b.lease_until is null or b.lease_until <= clock_timestamp())
    and p.tenant_id = $1 and p.repository_id = b.repository_id
    and ($5::integer is null or $5 > (
        select count(*) from branches l where l.tenant_id = $1 and l.graph_id <> b.graph_id and l.lease_until > clock_timestamp()))
returning b.graph_id, b.repository_id, b.name as branch, b.fence, b.wanted_seq, b.indexed_seq, b.indexed_commit, b.wanted_from, b.version, b.complete,
    case when b.wanted_seq = b.indexed_seq + 1 then b.wanted_commit end as wanted_commit,
    b.full_wanted or b.indexed_commit is null as "full", b.full_wanted, b.lease_until,
    r.pinned, p.name as repo, p.default_branch, p.source, p.path, p.forge_id, p.hook_id, p.state as repository_state

-- assist: a copy of the leader's claim, for helpers; no row if the run is not under way
select b.graph_id, b.repository_id, b.name as branch, b.fence, b.wanted_seq, b.indexed_seq, b.indexed_commit, b.wanted_commit, b.wanted_from, b.version,
    b.complete,
    b.full_wanted or b.indexed_commit is null as "full", r.attempt,
    r.pinned, p.name as repo, p.default_branch, p.source, p.path, p.forge_id, p.hook_id
from runs r
join branches b on b.tenant_id = r.tenant_id and b.graph_id = r.graph_id and b.fence = r.fence
join repositories p on p.tenant_id = r.tenant_id and p.repository_id = b.repository_id and p.state = 'active'
where r.tenant_id = $1 and r.run_id = $2::uuid and r.state = 'running'

-- holder: who holds the lease that a claim did not get; no row if the run is settled
select b.lease_owner, b.lease_until > clock_timestamp() as leased, r.not_before > clock_timestamp() as waits, r.not_before,
    p.name as repo, b.name as branch
from runs r join branches b on b.tenant_id = r.tenant_id and b.graph_id = r.graph_id
join repositories p on p.tenant_id = r.tenant_id and p.repository_id = r.repository_id
where r.tenant_id = $1 and r.run_id = $2::uuid and r.state in ('queued', 'running')

-- start: makes this run the leader
update runs set state = 'running', attempt = attempt + 1, fence = $3, not_before = null, stage = 'claimed', percent = 0,
    started_at = coalesce(started_at, now())
where tenant_id = $1 and run_id = $2::uuid returning attempt

-- coalesce: makes the branch's other open runs, and those already coalesced into them, follow this one
with taken as (
    update runs set state = 'coalesced', leader = $3::uuid, stage = 'coalesced', finished_at = now()
    where tenant_id = $1 and graph_id = $2 and run_id <> $3::uuid and state in ('queued', 'running') and seq <= $4
    returning run_id
), followers as (
    update runs r set leader = $3::uuid from taken
    where r.tenant_id = $1 and r.graph_id = $2 and r.state = 'coalesced' and r.leader = taken.run_id
)
delete from outbox o using taken where o.tenant_id = $1 and o.run_id = taken.run_id

-- postpone: no run of the branch is due before the lease ends
update outbox set due_at = $3, published = 0 where tenant_id = $1 and graph_id = $2

-- tenant_name: for messages and directories
select name from tenants where tenant_id = $1

-- renew: extends the lease, if the fence still matches
update branches set lease_until = clock_timestamp() + make_interval(secs => $4)
where tenant_id = $1 and graph_id = $2 and fence = $3 and lease_until is not null returning lease_until

-- progress: of the run, unless it was overtaken
update runs set stage = $4, percent = $5, files_done = $6, files_known = $7
where tenant_id = $1 and run_id = $2::uuid and fence = $3 and state = 'running'

-- release: releases the lease; no row if another claim raised the fence, or if it was already released: after a commit whose
-- reply was lost, the run must not be ended a second time
update branches b set lease_until = null, lease_owner = null,
    full_wanted = case when $4 and b.wanted_seq = $5 then false else b.full_wanted end
where tenant_id = $1 and graph_id = $2 and fence = $3 and lease_until is not null returning graph_id

-- settle: the run succeeded or failed for good. Returns the age of the oldest request that it includes: the first one after $7,
-- which was already indexed
update runs set state = $3, result = $4::jsonb, error_code = $5, error = $6, stage = $3, finished_at = now(),
    percent = case when $3 = 'succeeded' then 100 else percent end
where tenant_id = $1 and run_id = $2::uuid
returning (
    select extract(epoch from clock_timestamp() - min(o.created_at))::float8 from runs o
    where o.tenant_id = $1 and o.graph_id = runs.graph_id and o.seq > $7 and (o.run_id = $2::uuid or o.leader = $2::uuid))

-- forget: a settled run leaves the outbox
delete from outbox where tenant_id = $1 and run_id = $2::uuid

-- next: newer requests are due now
update outbox set due_at = now(), published = 0 where tenant_id = $1 and graph_id = $2

-- retry: requeues the run after a wait
update runs set state = 'queued', stage = 'waiting', error_code = $3, error = $4,
    not_before = clock_timestamp() + make_interval(secs => $5)
where tenant_id = $1 and run_id = $2::uuid

-- give_back: after a planned stop, without counting the execution
update runs set state = 'queued', attempt = attempt - 1, stage = 'queued', percent = 0 where tenant_id = $1 and run_id = $2::uuid

-- leave: for $3 seconds the dispatcher waits for the run's existing message; newer runs of the branch are due now
update outbox set due_at = clock_timestamp() + make_interval(secs => $3), published = 0
where tenant_id = $1 and run_id = $2::uuid

-- reopen: requeues a failed run for an operator
update runs set state = 'queued', attempt = 0, not_before = null, stage = 'queued', percent = 0, error_code = null, error = null,
    result = null, finished_at = null
where tenant_id = $1 and run_id = $2::uuid and state = 'failed' returning graph_id, seq

-- due: takes what the dispatcher should publish, of any tenant
select run_id::text, tenant_id, tenant, repo, queue from take_due($1, make_interval(secs => $2), $3)

-- backlog: the number of a tenant's unsettled requests, at most $2
select count(*) from (select from outbox where tenant_id = $1 limit $2) o

-- queue_ages: how many branches wait in each queue, over all tenants, and the seconds the oldest has waited
select queue, branches, seconds from queue_ages()

-- status: of the run, or of the run it was coalesced into
select coalesce(l.run_id, r.run_id)::text as run_id, r.run_id::text as requested, s.*, p.name as repo, b.name as branch
from runs r
left join runs l on l.tenant_id = r.tenant_id and l.run_id = r.leader and r.state = 'coalesced'
cross join lateral (
    select d.state, d.stage, d.percent, d.files_done, d.files_known, d.attempt, d.error_code, d.error, d.result, d.not_before,
        d.trigger, d.created_at, d.started_at, d.finished_at
    from runs d where d.tenant_id = r.tenant_id and d.run_id = coalesce(l.run_id, r.run_id)
) s
join repositories p on p.tenant_id = r.tenant_id and p.repository_id = r.repository_id
join branches b on b.tenant_id = r.tenant_id and b.graph_id = r.graph_id
where r.tenant_id = $1 and r.run_id = $2::uuid

-- recent: a tenant's newest runs, optionally in one state or before a time
select r.run_id::text, p.name as repo, b.name as branch, r.trigger, r.state, r.leader::text, r.stage, r.percent, r.files_done,
    r.files_known, r.attempt, r.error_code, r.error, r.created_at, r.started_at, r.finished_at
from (
    select * from runs where tenant_id = $1 and ($3::text is null or state = $3) and ($4::timestamptz is null or created_at < $4)
    order by created_at desc, run_id limit $2
) r
join repositories p on p.tenant_id = r.tenant_id and p.repository_id = r.repository_id
join branches b on b.tenant_id = r.tenant_id and b.graph_id = r.graph_id
order by r.created_at desc, r.run_id

-- recent_of: the same for one repository
select r.run_id::text, r.repo, b.name as branch, r.trigger, r.state, r.leader::text, r.stage, r.percent, r.files_done,
    r.files_known, r.attempt, r.error_code, r.error, r.created_at, r.started_at, r.finished_at
from (
    select r.*, p.name as repo from repositories p
    cross join lateral (
        select * from runs where tenant_id = $1 and repository_id = p.repository_id
            and ($3::text is null or state = $3) and ($4::timestamptz is null or created_at < $4)
        order by created_at desc, run_id limit $2
    ) r
    where p.tenant_id = $1 and p.name = $5
    order by r.created_at desc, r.run_id limit $2
) r
join branches b on b.tenant_id = r.tenant_id and b.graph_id = r.graph_id
order by r.created_at desc, r.run_id

-- states: of these runs, or of those they were coalesced into
select r.run_id::text, coalesce(l.state, r.state) as state from unnest($2::uuid[]) as i (id)
join runs r on r.tenant_id = $1 and r.run_id = i.id
left join runs l on l.tenant_id = r.tenant_id and l.run_id = r.leader and r.state = 'coalesced'

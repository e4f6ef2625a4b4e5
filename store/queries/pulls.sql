-- want: records an event; an event older than the newest known one changes nothing. Returns whether the state, base or head
-- changed, so that a new answer is needed
insert into pulls as p (tenant_id, repository_id, number, base, head, told_at, state) values ($1, $2, $3, $4, $5, to_timestamp($6), $7)
on conflict (tenant_id, repository_id, number) do update set told_at = excluded.told_at
where p.told_at <= excluded.told_at
returning (p.state, p.base, p.head) is distinct from ($7, $4, $5)

-- turn: applies a changed state: raising the fence stops a worker on the old one, and a closed request loses its answer
update pulls set base = $4, head = $5, state = $6, wanted_seq = wanted_seq + 1, fence = fence + 1, lease_until = null,
    due_at = now(), published = 0, attempt = 0, change = case when $6 = 'open' then change end
where tenant_id = $1 and repository_id = $2 and number = $3

-- again: requests a new answer, for the base as it is now
update pulls p set wanted_seq = wanted_seq + 1, due_at = now(), published = 0, attempt = 0
from repositories r
where p.tenant_id = $1 and r.tenant_id = $1 and r.name = $2 and r.state = 'active' and p.repository_id = r.repository_id
    and p.number = $3 and p.state = 'open'
returning p.number

-- due: takes what the dispatcher should publish, of any tenant
select tenant, repo, number from take_pulls($1, make_interval(secs => $2))

-- give_up: quarantines a request that has used up its executions
update pulls p set answered_seq = wanted_seq, error_code = 'quarantined', change = null, lease_until = null,
    error = 'Given up after ' || attempt || ' executions; the last one ended with: ' || coalesce(error, 'the worker was lost')
from repositories r
where p.tenant_id = $1 and r.tenant_id = $1 and r.name = $2 and r.state <> 'removed' and p.repository_id = r.repository_id
    and p.number = $3 and p.state = 'open' and p.answered_seq < p.wanted_seq and p.attempt >= $4
    and (p.lease_until is null or p.lease_until <= clock_timestamp())
returning p.number

-- claim: raises the fence and takes the lease, if it is free or lapsed and there is something to answer
update pulls p set fence = fence + 1, lease_until = clock_timestamp() + make_interval(secs => $4), published = 0, attempt = attempt + 1
from repositories r
where p.tenant_id = $1 and r.tenant_id = $1 and r.name = $2 and r.state = 'active' and p.repository_id = r.repository_id
    and p.number = $3 and p.state = 'open' and p.answered_seq < p.wanted_seq
    and (p.lease_until is null or p.lease_until <= clock_timestamp())
returning p.repository_id, p.base, p.head, p.fence, p.wanted_seq as seq, p.attempt, r.source, r.path, r.forge_id, r.hook_id

-- renew: extends the lease, if the fence still matches
update pulls set lease_until = clock_timestamp() + make_interval(secs => $5)
where tenant_id = $1 and repository_id = $2 and number = $3 and fence = $4 and lease_until is not null returning number

-- answer: under the fence; a newer request is due at once
update pulls set answered_seq = $5, lease_until = null, attempt = 0, due_at = now(), base_commit = $6, head_commit = $7,
    merge_base = $8, conflicts = $9, change = $10, error_code = null, error = null, answered_at = now()
where tenant_id = $1 and repository_id = $2 and number = $3 and fence = $4

-- fail: for good; the answer for an earlier head is deleted
update pulls set answered_seq = $5, lease_until = null, attempt = 0, due_at = now(), change = null, conflicts = '{}',
    base_commit = null, head_commit = null, merge_base = null, error_code = $6, error = $7, answered_at = now()
where tenant_id = $1 and repository_id = $2 and number = $3 and fence = $4

-- retry: after a wait
update pulls set lease_until = null, due_at = clock_timestamp() + make_interval(secs => $5), error_code = $6, error = $7
where tenant_id = $1 and repository_id = $2 and number = $3 and fence = $4

-- give_back: after a planned stop, without counting the execution
update pulls set lease_until = null, due_at = now(), attempt = attempt - 1
where tenant_id = $1 and repository_id = $2 and number = $3 and fence = $4

-- kept: a repository's open requests, highest number first; null for $3: all of them
select p.number, p.state, p.base, p.head, p.told_at, p.answered_seq < p.wanted_seq as waits, p.base_commit, p.head_commit, p.merge_base,
    p.conflicts, p.error_code, p.error, p.answered_at, b.indexed_commit,
    case when $3::bigint is not null then p.change end as change
from repositories r
join pulls p on p.tenant_id = r.tenant_id and p.repository_id = r.repository_id and p.state = 'open'
left join branches b on b.tenant_id = p.tenant_id and b.repository_id = p.repository_id and b.name = p.base
where r.tenant_id = $1 and r.name = $2 and r.state <> 'removed' and ($3::bigint is null or p.number = $3)
order by p.number desc limit $4

-- repository: whether there is one of this name
select repository_id from repositories where tenant_id = $1 and name = $2 and state <> 'removed'

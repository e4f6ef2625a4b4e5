-- hook: an active hook and its secrets, before any tenant is known
select tenant_id, forge, scope, keep_bodies, pulls, secret_kinds, secrets from hook_by_id($1)

-- add_delivery: no row if the hook has already delivered this key
insert into deliveries (tenant_id, hook_id, key, event, outcome, reason, headers, body_sha256, asked, body)
values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9::jsonb, $10)
on conflict (tenant_id, hook_id, key) where key is not null and not superseded do nothing
returning delivery_id::text

-- first_delivery: the earlier one with this key; unanswered if what it asked for was ignored, for instance because its
-- repository was registered only later
select delivery_id::text, run_ids::text[], run_tenants, outcome = 'ignored' and asked <> '{}' as unanswered from deliveries
where tenant_id = $1 and hook_id = $2 and key = $3 and not superseded

-- run_failed: whether a delivery's run, or the run it was coalesced into, has failed
select coalesce(l.state, r.state) = 'failed' from runs r
left join runs l on l.tenant_id = r.tenant_id and l.run_id = r.leader and r.state = 'coalesced'
where r.tenant_id = $1 and r.run_id = $2::uuid

-- supersede: makes room for the forge's redelivery
update deliveries set superseded = true where tenant_id = $1 and delivery_id = $2::uuid

-- repository_of_hook: the repositories with this forge id, in every tenant that the hook serves
select tenant_id, repository_id, branch_globs, state, default_branch from hook_repository($1, $2)

-- told_before: whether another delivery of the hook with the same body has already had its effects
select exists (
    select from deliveries where tenant_id = $1 and hook_id = $2 and body_sha256 = $3 and asked ? 'effects' and delivery_id <> $4::uuid
        and outcome in ('handled', 'accepted')
)

-- conclude: the outcome of the delivery
update deliveries set outcome = $3, reason = $4, run_ids = $5::uuid[], run_tenants = $6
where tenant_id = $1 and delivery_id = $2::uuid

-- ready: the smallest possible query
select 1

-- deliveries: the newest of a tenant, or of one of its hooks, before a time
select delivery_id::text, hook_id, key, event, outcome, reason, headers::text, body_sha256, asked::text, body is not null as body_kept,
    run_ids::text[], received_at from deliveries
where tenant_id = $1 and ($2::text is null or hook_id = $2) and ($3::timestamptz is null or received_at < $3)
order by received_at desc, delivery_id limit $4

-- delivery: one of them
select delivery_id::text, hook_id, key, event, outcome, reason, headers::text, body_sha256, asked::text, body is not null as body_kept,
    run_ids::text[], received_at from deliveries
where tenant_id = $1 and delivery_id = $2::uuid

-- body: as received, sealed
select body from deliveries where tenant_id = $1 and delivery_id = $2::uuid

-- replayed_hook: the hook of a delivery that is replayed, also while it is disabled
select forge, scope, pulls from hooks where tenant_id = $1 and hook_id = $2 and state <> 'removed'

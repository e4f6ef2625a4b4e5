-- hook: the active hook and its secrets, before any tenant is known
select tenant_id, forge, scope, secret_kinds, secrets from hook_by_id($1)

-- add_delivery: the row that makes a second one with the same key a duplicate; no row then
insert into deliveries (tenant_id, hook_id, key, event, outcome, reason, headers, body_sha256)
values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)
on conflict (tenant_id, hook_id, key) where key is not null and not superseded do nothing
returning delivery_id::text

-- first_delivery: the one that was there before
select delivery_id::text, run_ids::text[], run_tenants from deliveries
where tenant_id = $1 and hook_id = $2 and key = $3 and not superseded

-- run_failed: whether the run that a delivery started, or the run that carried it, has failed
select coalesce(l.state, r.state) = 'failed' from runs r
left join runs l on l.tenant_id = r.tenant_id and l.run_id = r.leader and r.state = 'coalesced'
where r.tenant_id = $1 and r.run_id = $2::uuid

-- supersede: a delivery whose run failed makes room for the forge's second attempt
update deliveries set superseded = true where tenant_id = $1 and delivery_id = $2::uuid

-- repository_of_hook: which repository of which tenant the forge's number means for this hook
select tenant_id, repository_id, branch_globs from hook_repository($1, $2)

-- conclude: what became of the delivery
update deliveries set outcome = $3, reason = $4, run_ids = $5::uuid[], run_tenants = $6
where tenant_id = $1 and delivery_id = $2::uuid

-- ready: the smallest question
select 1

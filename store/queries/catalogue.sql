-- add_tenant: null if the name is taken
select add_tenant($1)

-- tenant: with its size and limits, for the operator
select tenant_id, name, created_at, leaving_since,
    (select count(*) from repositories where tenant_id = $1 and state <> 'removed') as repositories,
    (select coalesce(sum(nodes_total + edges_total), 0)::bigint from branches where tenant_id = $1) as rows, most_repositories, most_rows
from tenants where tenant_id = $1

-- limit_tenant: sets its limits; null: no limit
update tenants set most_repositories = $2, most_rows = $3 where tenant_id = $1

-- full: the tenant's limit on repositories, if it is reached
select most_repositories from tenants
where tenant_id = $1 and most_repositories <= (select count(*) from repositories where tenant_id = $1 and state <> 'removed')

-- ensure_tenant: its id, created if needed; null while it is being removed
select ensure_tenant($1)

-- hook_owner: the tenant of a hook, by the hook's id alone
select hook_owner($1)

-- tenant_id: by exact name
select tenant_id_of($1)

-- add_token: only its hash is stored; null for $6: it never expires
insert into tokens (token_hash, tenant_id, label, scopes, repositories, expires_at)
values ($1, $2, $3, $4, $5, clock_timestamp() + $6::double precision * interval '1 day')

-- token: looked up by hash, before any tenant is known
select tenant_id, tenant, token_id::text, scopes, repositories from token_by_hash($1)

-- tokens: of one tenant, without their hashes
select token_id::text, label, scopes, repositories, created_at, expires_at from tokens where tenant_id = $1 order by created_at, token_id

-- revoke_token: takes effect at once
delete from tokens where tenant_id = $1 and token_id = $2::uuid returning token_id::text

-- add_hook: its id is opaque, because it is part of a URL
insert into hooks (hook_id, tenant_id, forge, scope, base_url, branch_globs, auto_register, keep_bodies, pulls)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- add_secret: several may be active during a rotation
insert into hook_secrets (hook_id, tenant_id, kind, sealed) values ($1, $2, $3, $4)

-- expire_secrets: after a rotation the old ones stay valid for a grace period
update hook_secrets set expires_at = now() + make_interval(secs => $3)
where tenant_id = $1 and hook_id = $2 and expires_at is null

-- secrets: all of a hook's
select secret_id, sealed from hook_secrets where tenant_id = $1 and hook_id = $2 order by secret_id

-- forget_secret: one that no key decrypts
delete from hook_secrets where tenant_id = $1 and hook_id = $2 and secret_id = $3

-- secret_kind: kept by a rotation
select kind from hook_secrets where tenant_id = $1 and hook_id = $2 order by secret_id desc limit 1

-- hooks: of one tenant; null for $2: all of them
select hook_id, forge, scope, base_url, branch_globs, auto_register, keep_bodies, pulls, state, created_at from hooks
where tenant_id = $1 and ($2::text is null or hook_id = $2) and state <> 'removed' order by created_at, hook_id

-- set_pulls: whether pull and merge requests are analysed
update hooks set pulls = $3 where tenant_id = $1 and hook_id = $2 and state <> 'removed' returning hook_id

-- set_hook_state: disabled ones can be enabled again, removed ones cannot
update hooks set state = $3 where tenant_id = $1 and hook_id = $2 and state <> 'removed' returning hook_id

-- forget_secrets: a removed hook keeps none
delete from hook_secrets where tenant_id = $1 and hook_id = $2

-- forget_credential: a removed hook keeps none
delete from hook_credentials where tenant_id = $1 and hook_id = $2

-- put_credential: one per hook; a new one replaces it
insert into hook_credentials (hook_id, tenant_id, kind, sealed) values ($2, $1, $3, $4)
on conflict (hook_id) do update set kind = excluded.kind, sealed = excluded.sealed, created_at = now()
where hook_credentials.tenant_id = $1

-- credential: still sealed
select kind, sealed from hook_credentials where tenant_id = $1 and hook_id = $2

-- credentials: of all hooks of a tenant, without the values
select hook_id, kind, created_at from hook_credentials where tenant_id = $1 order by created_at, hook_id

-- map_namespace: which tenant a wide hook's group or organisation belongs to
insert into hook_namespaces (hook_id, namespace, tenant_id, target_tenant_id) values ($2, $3, $1, $4)
on conflict (hook_id, namespace) do update set target_tenant_id = excluded.target_tenant_id
where hook_namespaces.tenant_id = $1

-- namespaces: the rules of one hook
select namespace, target_tenant_id from hook_namespaces where tenant_id = $1 and hook_id = $2 order by namespace

-- tenant_name: of the transaction's tenant
select name from tenants where tenant_id = $1

-- add_repository: its name is the id that people use; no row if the name is taken
insert into repositories (tenant_id, name, hook_id, forge_id, path, source, default_branch, branch_globs)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning repository_id

-- repositories: of one tenant; null for $2: all of them
select repository_id, name, hook_id, forge_id, path, source, default_branch, branch_globs, visibility, state, created_at from repositories
where tenant_id = $1 and ($2::text is null or name = $2) and state <> 'removed' order by name

-- reuse_repository: `aether index` again, perhaps from another directory
update repositories set source = $3 where tenant_id = $1 and name = $2 and state <> 'removed' and hook_id is null
returning repository_id

-- set_repository_state: removal frees the name
update repositories set state = $3 where tenant_id = $1 and name = $2 and state <> 'removed' returning repository_id

-- set_visibility: as at the forge
update repositories set visibility = $3 where tenant_id = $1 and repository_id = $2

-- rename_repository: its owner/name at the forge changed; the graph stays
update repositories set path = $3 where tenant_id = $1 and repository_id = $2

-- learn_default: the remote's default branch
update repositories set default_branch = $3 where tenant_id = $1 and repository_id = $2

-- name_head: gives the branch that was indexed as the remote's HEAD its name
update branches b set name = $3 where tenant_id = $1 and repository_id = $2 and name = 'HEAD'
    and not exists (select from branches o where o.tenant_id = $1 and o.repository_id = $2 and o.name = $3)

-- branches: what is indexed, wanted and running
select b.graph_id, b.name, b.state, case when b.indexed_seq > 0 then b.indexed_commit end as indexed_commit, b.indexed_at, b.wanted_commit, b.newest_commit, b.newest_at,
    b.wanted_seq > b.indexed_seq as behind, b.nodes_total, b.edges_total, b.version,
    b.lease_owner, b.lease_until, r.run_id::text as run_id, r.state as run_state
from branches b
join repositories p on p.tenant_id = b.tenant_id and p.repository_id = b.repository_id
left join lateral (
    select run_id, state from runs where tenant_id = b.tenant_id and graph_id = b.graph_id and state <> 'coalesced'
    order by seq desc, created_at desc limit 1
) r on true
where b.tenant_id = $1 and p.name = $2 and p.state <> 'removed' order by b.name

-- look_soon: brings the next check of the remote forward
update remote_checks set due_at = least(due_at, clock_timestamp() + make_interval(secs => $3))
where tenant_id = $1 and repository_id = $2

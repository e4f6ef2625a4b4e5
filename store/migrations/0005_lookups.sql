-- Locks: none; every function is new.
--
-- The only ways across tenants: each takes an exact key and answers what its caller needs to enter one tenant. They run as
-- aether_keeper with a fixed search_path, so that nobody's own objects are found in place of ours.

create function tenant_id_of(tenant_name text) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select t.tenant_id from public.tenants t where t.name = tenant_name $$;

create function add_tenant(tenant_name text) returns integer
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$ insert into public.tenants (name) values (tenant_name) on conflict (name) do nothing returning tenant_id $$;

create function token_by_hash(hash bytea)
returns table (tenant_id integer, tenant text, scopes text[], repositories bigint[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select k.tenant_id, t.name, k.scopes, k.repositories
    from public.tokens k join public.tenants t on t.tenant_id = k.tenant_id
    where k.token_hash = hash
$$;

-- For housekeeping, which visits one tenant after the other.
create function tenant_ids() returns setof integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select t.tenant_id from public.tenants t order by 1 $$;

create function ensure_tenant(tenant_name text) returns integer
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    insert into public.tenants (name) values (tenant_name) on conflict (name) do nothing;
    select t.tenant_id from public.tenants t where t.name = tenant_name;
$$;

-- Whose a hook is, for an operator who names it by its id alone.
create function hook_owner(wanted text) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select h.tenant_id from public.hooks h where h.hook_id = wanted and h.state <> 'removed' $$;

create function hook_by_id(wanted text)
returns table (tenant_id integer, forge text, scope text, keep_bodies boolean, secret_kinds text[], secrets bytea[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select h.tenant_id, h.forge, h.scope, h.keep_bodies,
        array_agg(s.kind order by s.secret_id), array_agg(s.sealed order by s.secret_id)
    from public.hooks h
    join public.hook_secrets s on s.hook_id = h.hook_id and (s.expires_at is null or s.expires_at > now())
    where h.hook_id = wanted and h.state = 'active'
    group by h.hook_id
$$;

-- What a run needs of its hook: where to clone from, and with what. A hook serves its own tenant, and of others only the
-- repositories in a namespace that its owner gave to them: whoever learns a hook's id cannot borrow its credential.
create function hook_access(wanted text, for_tenant integer, repository_path text)
returns table (forge text, base_url text, credential_kind text, credential bytea)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select h.forge, h.base_url, c.kind, c.sealed
    from public.hooks h left join public.hook_credentials c on c.hook_id = h.hook_id
    where h.hook_id = wanted and h.state <> 'removed'
      and (h.tenant_id = for_tenant
           or exists (select from public.hook_namespaces n
                      where n.hook_id = wanted and n.target_tenant_id = for_tenant
                        and starts_with(lower(repository_path), lower(n.namespace) || '/')))
$$;

-- What the forge's number means for this hook, in each tenant that it serves. Of others than its own, only repositories in
-- a namespace that its owner gave to them.
create function hook_repository(wanted text, number text)
returns table (tenant_id integer, repository_id bigint, branch_globs text[], state text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select r.tenant_id, r.repository_id, coalesce(r.branch_globs, h.branch_globs), r.state
    from public.hooks h
    cross join lateral (
        select h.tenant_id union select n.target_tenant_id from public.hook_namespaces n where n.hook_id = h.hook_id
    ) as served
    join public.repositories r on r.tenant_id = served.tenant_id and r.hook_id = h.hook_id and r.forge_id = number
        and r.state <> 'removed'
    where h.hook_id = wanted
      and (r.tenant_id = h.tenant_id
           or exists (select from public.hook_namespaces n
                      where n.hook_id = wanted and n.target_tenant_id = r.tenant_id
                        and starts_with(lower(r.path), lower(n.namespace) || '/')))
    order by r.tenant_id
$$;

-- Null: no such run, or it is settled.
create function run_tenant(wanted uuid) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select o.tenant_id from public.outbox o where o.run_id = wanted $$;

-- The newest due run of each branch; all due rows of these branches wait `guard` before they are handed out again.
create function take_due(most integer, guard interval)
returns table (run_id uuid, tenant_id integer, tenant text, repo text, queue text)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    with due as (
        select o.run_id from public.outbox o where o.due_at <= clock_timestamp()
        order by o.due_at limit most for update skip locked
    ), taken as (
        update public.outbox o set due_at = clock_timestamp() + guard
        from due where o.run_id = due.run_id
        returning o.run_id, o.tenant_id, o.graph_id, o.seq, o.queue
    )
    select distinct on (k.tenant_id, k.graph_id) k.run_id, k.tenant_id, t.name, p.name, k.queue
    from taken k
    join public.tenants t on t.tenant_id = k.tenant_id
    join public.branches b on b.tenant_id = k.tenant_id and b.graph_id = k.graph_id
    join public.repositories p on p.tenant_id = k.tenant_id and p.repository_id = b.repository_id
    order by k.tenant_id, k.graph_id, k.seq desc
$$;

-- A first load changes a table faster than autovacuum looks: until then every plan would be a guess (measured: a one-file
-- publish 236 ms instead of 19). Runs as the tables' owner, because only an owner may ANALYZE; does nothing where the table
-- has not grown by a fifth since it was counted.
create function refresh_statistics() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    grown regclass;
begin
    for grown in
        select oid from pg_class
        where oid in ('public.code_nodes'::regclass, 'public.code_edges'::regclass, 'public.graph_files'::regclass,
                      'public.link_traces'::regclass, 'public.blob_facts'::regclass)
          and pg_relation_size(oid) > 1.2 * relpages * current_setting('block_size')::integer
    loop
        execute format('analyze (skip_locked) %s', grown);
    end loop;
end
$$;
revoke all on function refresh_statistics() from public;
grant execute on function refresh_statistics() to aether_worker;

do $$
declare
    lookup text;
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    foreach lookup in array array[
        'tenant_id_of(text)', 'tenant_ids()', 'add_tenant(text)', 'ensure_tenant(text)', 'hook_owner(text)', 'token_by_hash(bytea)', 'hook_by_id(text)', 'hook_access(text, integer, text)',
        'hook_repository(text, text)', 'run_tenant(uuid)', 'take_due(integer, interval)'
    ] loop
        execute format('revoke all on function %s from public', lookup);
        execute format('grant execute on function %s to aether_worker', lookup);
        execute format('alter function %s owner to aether_keeper', lookup);
    end loop;
    revoke create on schema public from aether_keeper;
end
$$;

grant execute on function tenant_id_of(text), token_by_hash(bytea) to aether_reader;

-- Locks: tenants, tokens, hooks and audit_log exclusively for a moment each; columns without a default rewrite nothing.
--
-- A token may end by itself, and a tenant may be removed with all that it owns.
alter table tenants add column leaving_since timestamptz;  -- it is being removed; nobody can ask for it by name any more
alter table tokens add column expires_at timestamptz;  -- null: never

create or replace function tenant_id_of(tenant_name text) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select t.tenant_id from public.tenants t where t.name = tenant_name and t.leaving_since is null $$;

create or replace function ensure_tenant(tenant_name text) returns integer
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    insert into public.tenants (name) values (tenant_name) on conflict (name) do nothing;
    select t.tenant_id from public.tenants t where t.name = tenant_name and t.leaving_since is null;
$$;

create or replace function token_by_hash(hash bytea)
returns table (tenant_id integer, tenant text, token_id uuid, scopes text[], repositories bigint[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select k.tenant_id, t.name, k.token_id, k.scopes, k.repositories
    from public.tokens k join public.tenants t on t.tenant_id = k.tenant_id
    where k.token_hash = hash and (k.expires_at is null or k.expires_at > clock_timestamp())
$$;

-- What goes with a tenant, and no sooner.
create policy only_removed on hooks as restrictive for delete using (state = 'removed');
create policy only_leaving on tenants as restrictive for delete using (leaving_since is not null);
create policy only_leaving on audit_log as restrictive for delete using (exists (
    select from tenants t where t.tenant_id = audit_log.tenant_id and t.leaving_since is not null));
grant delete on hooks, tenants, audit_log to aether_worker;

-- The tenant that the transaction is in leaves: wide hooks of others give it no namespace any more.
create function close_tenant() returns void
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    update public.tenants set leaving_since = clock_timestamp()
    where tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer) and leaving_since is null;
    delete from public.hook_namespaces
    where target_tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer)
        and tenant_id <> target_tenant_id;
$$;
grant update (leaving_since) on tenants to aether_keeper;
grant delete on hook_namespaces to aether_keeper;

do $$
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    revoke all on function close_tenant() from public;
    grant execute on function close_tenant() to aether_worker;
    alter function close_tenant() owner to aether_keeper;
    revoke create on schema public from aether_keeper;
end
$$;

-- Locks: code_edges against writers while the index is made; the rest is new or a function.
--
-- Questions follow a call to what overrides the called method: which methods override others must not cost a look at every
-- edge of each. The way down, from the overridden one, has code_edges_to.
create index code_edges_overriding on code_edges (tenant_id, graph_id, src) include (dst) where kind = 'OVERRIDES';

-- Who administered what. Written and read, never changed or removed.
create table audit_log (
    tenant_id integer not null references tenants,
    entry_id bigint generated always as identity,
    actor text not null,  -- a token by its id, or the operator at the command line
    action text not null,
    subject jsonb not null,  -- the names in the request's path; never its body, which may hold a secret
    status integer not null,
    recorded_at timestamptz not null default now(),
    primary key (tenant_id, entry_id)
);

alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy of_tenant on audit_log using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
grant select, insert on audit_log to aether_worker;

-- An entry names the token that acted.
drop function token_by_hash(bytea);
create function token_by_hash(hash bytea)
returns table (tenant_id integer, tenant text, token_id uuid, scopes text[], repositories bigint[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select k.tenant_id, t.name, k.token_id, k.scopes, k.repositories
    from public.tokens k join public.tenants t on t.tenant_id = k.tenant_id
    where k.token_hash = hash
$$;

do $$
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    revoke all on function token_by_hash(bytea) from public;
    grant execute on function token_by_hash(bytea) to aether_worker, aether_reader;
    alter function token_by_hash(bytea) owner to aether_keeper;
    revoke create on schema public from aether_keeper;
end
$$;

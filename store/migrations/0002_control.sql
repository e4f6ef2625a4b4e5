-- Locks: none; every table is new.
--
-- Control tables: what must be found before a tenant is known. Their keys lead with what is looked up, and the look-up
-- runs in one of the functions of aether_keeper. They carry a tenant and its policy all the same: administration goes
-- through aether_worker inside one tenant, and sees and touches nothing of another.

create table tenants (
    tenant_id integer generated always as identity primary key,
    name text not null unique check (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
    created_at timestamptz not null default now()
);

create table tokens (
    token_hash bytea primary key check (length(token_hash) = 32),  -- sha256; the token itself is shown once and not kept
    tenant_id integer not null references tenants,
    token_id uuid not null default gen_random_uuid(),
    label text not null default '',
    scopes text[] not null,
    repositories bigint[],  -- null: every repository of the tenant
    created_at timestamptz not null default now()
);
create index tokens_of_tenant on tokens (tenant_id);

create table hooks (
    hook_id text primary key,
    tenant_id integer not null references tenants,
    forge text not null check (forge in ('github', 'gitlab')),
    scope text not null check (scope in ('repository', 'group', 'app', 'system')),
    base_url text not null,
    branch_globs text[],  -- null: the default branch only
    auto_register text,  -- globs of paths; null: what is not registered is ignored
    keep_bodies boolean not null default false,
    state text not null default 'active' check (state in ('active', 'disabled', 'removed')),
    created_at timestamptz not null default now()
);
create index hooks_of_tenant on hooks (tenant_id);

create table hook_secrets (
    hook_id text not null references hooks,
    secret_id bigint generated always as identity,
    tenant_id integer not null references tenants,
    kind text not null check (kind in ('hmac', 'signing', 'token')),
    sealed bytea not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,  -- set by a rotation, so that deliveries under way still verify
    primary key (hook_id, secret_id)
);

create table hook_credentials (
    hook_id text primary key references hooks,
    tenant_id integer not null references tenants,
    kind text not null check (kind in ('token', 'deploy-key', 'github-app')),
    sealed bytea not null,
    created_at timestamptz not null default now()
);

create table hook_namespaces (
    hook_id text not null references hooks,
    namespace text not null collate "C",
    tenant_id integer not null references tenants,  -- the hook's owner, who wrote the rule
    target_tenant_id integer not null references tenants,
    primary key (hook_id, namespace)
);

do $$
declare
    control text;
begin
    foreach control in array array['tenants', 'tokens', 'hooks', 'hook_secrets', 'hook_credentials', 'hook_namespaces'] loop
        execute format('alter table %I enable row level security', control);
        execute format('alter table %I force row level security', control);
        execute format(
            'create policy of_tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::integer))',
            control);
        execute format('create policy of_keeper on %I to aether_keeper using (true)', control);
        execute format('grant select on %I to aether_keeper', control);
    end loop;
end
$$;

grant insert on tenants to aether_keeper;
grant select on tenants to aether_worker, aether_reader;
grant select, insert, delete on tokens to aether_worker;
grant select, insert, update on hooks to aether_worker;
grant select, insert, update, delete on hook_secrets, hook_credentials, hook_namespaces to aether_worker;

-- Locks: none; every table is new.

create table repositories (
    tenant_id integer not null references tenants,
    repository_id bigint generated always as identity,
    name text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
    hook_id text,  -- no foreign key: a wide hook belongs to another tenant
    forge_id text,  -- the forge's own number: renames keep the graph
    path text,  -- owner/name, as the forge says it today
    source text,  -- a local path or URL, where no forge is involved
    default_branch text,
    branch_globs text[],  -- null: the hook's
    visibility text check (visibility in ('private', 'internal', 'public')),  -- null: not told
    state text not null default 'active' check (state in ('active', 'archived', 'suspended', 'removed')),
    created_at timestamptz not null default now(),
    primary key (tenant_id, repository_id)
);
create unique index repositories_by_name on repositories (tenant_id, name) where state <> 'removed';
create unique index repositories_by_forge on repositories (tenant_id, hook_id, forge_id) where state <> 'removed';

-- One row per branch: what is wanted, what is indexed, and who works on it. graph_id names its graph everywhere.
create table branches (
    tenant_id integer not null,
    graph_id integer generated always as identity,  -- four bytes: together with tenant_id one word in every row and index
    repository_id bigint not null,
    name text not null,
    state text not null default 'active' check (state in ('active', 'retired')),
    retired_at timestamptz,  -- its graph answers until a grace period is over
    wanted_seq bigint not null default 0,
    wanted_commit text,  -- a hint; the commit is resolved when a run is claimed
    full_wanted boolean not null default false,
    newest_commit text,
    newest_at timestamptz,
    indexed_seq bigint not null default 0,  -- 0: nothing was published yet; there may be a copy of another branch's graph
    indexed_commit text,
    indexed_at timestamptz,
    version text not null default '',  -- of extractor and linker: another one makes the next run a full one
    complete boolean not null default true,
    nodes_total bigint not null default 0,
    edges_total bigint not null default 0,
    fence bigint not null default 0,
    lease_until timestamptz,
    lease_owner text,
    primary key (tenant_id, graph_id),
    foreign key (tenant_id, repository_id) references repositories
);
create unique index branches_by_name on branches (tenant_id, repository_id, name);

create table runs (
    tenant_id integer not null,
    run_id uuid not null default gen_random_uuid(),
    repository_id bigint not null,
    graph_id integer not null,
    trigger text not null,
    seq bigint not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'coalesced')),
    pinned text,  -- the commit that an operator named, in place of what the branch is at
    leader uuid,  -- of a coalesced run: the run that does its work
    fence bigint,
    attempt integer not null default 0,
    not_before timestamptz,
    stage text not null default 'queued',
    percent integer not null default 0,
    files_done bigint,
    files_known bigint,
    error_code text,
    error text,
    result jsonb,
    counts jsonb,  -- rows touched by the publish, written in its transaction
    idempotency_key text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    primary key (tenant_id, run_id),
    foreign key (tenant_id, repository_id) references repositories,
    foreign key (tenant_id, graph_id) references branches
);
create unique index runs_by_idempotency_key on runs (tenant_id, idempotency_key) where idempotency_key is not null;
create index runs_of_branch on runs (tenant_id, graph_id, seq);
create index runs_of_repository on runs (tenant_id, repository_id, created_at);

create table deliveries (
    tenant_id integer not null references tenants,
    delivery_id uuid not null default gen_random_uuid(),
    hook_id text not null,
    key text,
    event text not null,
    outcome text not null,
    reason text not null,
    headers jsonb not null,
    body_sha256 text not null,
    asked jsonb not null default '{}',  -- wants and effects, so that it can be replayed without its body
    body bytea,  -- sealed; null unless the hook keeps bodies
    run_ids uuid[] not null default '{}',
    run_tenants integer[] not null default '{}',  -- beside run_ids: a wide hook starts runs of other tenants
    superseded boolean not null default false,  -- its run failed and the forge sent it again
    received_at timestamptz not null default now(),
    primary key (tenant_id, delivery_id)
);
create unique index deliveries_by_key on deliveries (tenant_id, hook_id, key) where key is not null and not superseded;
create index deliveries_by_time on deliveries (tenant_id, received_at);
create index deliveries_with_effects on deliveries (tenant_id, hook_id, body_sha256) where asked ? 'effects';

-- A control table: one row for each run that is not settled, and when the dispatcher should (re)publish it. While a
-- branch is leased, none of its rows is due before the lease ends; so what is due needs no second table to decide.
create table outbox (
    run_id uuid primary key,
    tenant_id integer not null,
    graph_id integer not null,
    seq bigint not null,
    queue text not null check (queue in ('push', 'bulk')),
    due_at timestamptz not null
);
create index outbox_of_graph on outbox (tenant_id, graph_id);
create index outbox_by_time on outbox (due_at);

do $$
declare
    owned text;
begin
    foreach owned in array array['repositories', 'branches', 'runs', 'deliveries', 'outbox'] loop
        execute format('alter table %I enable row level security', owned);
        execute format('alter table %I force row level security', owned);
        execute format('create policy of_tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::integer))', owned);
        execute format('grant select, insert, update on %I to aether_worker', owned);
    end loop;
end
$$;

grant delete on outbox, repositories, branches, runs, deliveries to aether_worker;
grant select on repositories, branches, runs, deliveries to aether_reader;

-- Within the tenant, a token may be narrowed to a list of repositories: app.repositories, an array; unset or empty is all.
create policy of_repositories on repositories as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null
    or repository_id = any ((select nullif(current_setting('app.repositories', true), ''))::bigint[]));
create policy of_repositories on branches as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null
    or repository_id = any ((select nullif(current_setting('app.repositories', true), ''))::bigint[]));
create policy of_repositories on runs as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null
    or repository_id = any ((select nullif(current_setting('app.repositories', true), ''))::bigint[]));
-- A delivery may concern several repositories, and tells of hooks: a narrowed token sees none.
create policy of_repositories on deliveries as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null);

-- What may be deleted at all: only what was removed or retired, and runs that are over.
create policy only_removed on repositories as restrictive for delete using (state = 'removed');
create policy only_removed on branches as restrictive for delete using (
    state = 'retired' or exists (
        select from repositories r
        where r.tenant_id = branches.tenant_id and r.repository_id = branches.repository_id and r.state = 'removed'));
create policy only_settled on runs as restrictive for delete using (state not in ('queued', 'running'));

create policy of_keeper on repositories to aether_keeper using (true);
create policy of_keeper on branches to aether_keeper using (true);
create policy of_keeper on outbox to aether_keeper using (true);
grant select on repositories, branches, outbox to aether_keeper;
grant update (due_at) on outbox to aether_keeper;

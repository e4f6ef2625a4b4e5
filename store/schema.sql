-- The current schema, as the migrations leave it. A test compares the two.

create table schema_migrations (
    version integer primary key, name text not null, applied_at timestamptz not null default now());

-- aether_worker   indexes, receives and administers, within one tenant at a time
-- aether_reader   answers questions, within one tenant at a time
-- aether_keeper   owns the functions that look across tenants by an exact key; nobody logs in as it or becomes it
do $$
declare
    wanted text;
begin
    foreach wanted in array array['aether_worker', 'aether_reader', 'aether_keeper'] loop
        begin
            execute format('create role %I nologin', wanted);
        exception when duplicate_object or unique_violation then
            raise notice 'role % is there already', wanted;
        end;
    end loop;
    execute format('grant temporary on database %I to aether_worker', current_database());
    if not pg_has_role(current_user, 'aether_keeper', 'usage') then
        execute format('grant aether_keeper to %I', current_user);  -- an owner who is no superuser gives functions to it
    end if;
end
$$;

grant usage on schema public to aether_worker, aether_reader, aether_keeper;

-- Control tables: read before a tenant is known. Their keys lead with the look-up key, and the look-up runs in one of
-- aether_keeper's SECURITY DEFINER functions. They have a tenant and its policy all the same: administration runs as
-- aether_worker inside one tenant, and cannot see or change anything of another.

create table tenants (
    tenant_id integer generated always as identity primary key,
    name text not null unique check (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
    created_at timestamptz not null default now(),
    leaving_since timestamptz,  -- when its removal began; it can no longer be found by name
    most_repositories integer check (most_repositories >= 0),  -- null: no limit
    most_rows bigint check (most_rows >= 0)  -- nodes and edges of all its graphs; null: no limit
);

create table tokens (
    token_hash bytea primary key check (length(token_hash) = 32),  -- sha256; the token itself is shown once and not stored
    tenant_id integer not null references tenants,
    token_id uuid not null default gen_random_uuid(),
    label text not null default '',
    scopes text[] not null,
    repositories bigint[],  -- null: every repository of the tenant
    created_at timestamptz not null default now(),
    expires_at timestamptz  -- null: never
);
create index tokens_of_tenant on tokens (tenant_id);

create table hooks (
    hook_id text primary key,
    tenant_id integer not null references tenants,
    forge text not null check (forge in ('github', 'gitlab')),
    scope text not null check (scope in ('repository', 'group', 'app', 'system')),
    base_url text not null,
    branch_globs text[],  -- null: the default branch only
    auto_register text,  -- globs of paths; null: unregistered repositories are ignored
    keep_bodies boolean not null default false,
    state text not null default 'active' check (state in ('active', 'disabled', 'removed')),
    created_at timestamptz not null default now(),
    pulls boolean not null default false  -- pull and merge requests are analysed
);
create index hooks_of_tenant on hooks (tenant_id);

create table hook_secrets (
    hook_id text not null references hooks,
    secret_id bigint generated always as identity,
    tenant_id integer not null references tenants,
    kind text not null check (kind in ('hmac', 'signing', 'token')),
    sealed bytea not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,  -- set by a rotation, so that deliveries in flight still verify
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
    tenant_id integer not null references tenants,  -- the hook's owner, who made the entry
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

-- Rows that are deleted with their tenant, and no sooner; audit_log has such a policy, too.
create policy only_removed on hooks as restrictive for delete using (state = 'removed');
create policy only_leaving on tenants as restrictive for delete using (leaving_since is not null);

grant insert, update (leaving_since) on tenants to aether_keeper;
grant delete on hook_namespaces to aether_keeper;
grant select, delete, update (most_repositories, most_rows) on tenants to aether_worker;
grant select on tenants to aether_reader;
grant select, insert, delete on tokens to aether_worker;
grant select, insert, update, delete on hooks to aether_worker;
grant select, insert, update, delete on hook_secrets, hook_credentials, hook_namespaces to aether_worker;

create table repositories (
    tenant_id integer not null references tenants,
    repository_id bigint generated always as identity,
    name text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
    hook_id text,  -- no foreign key: a wide hook belongs to another tenant
    forge_id text,  -- the forge's numeric id, so that renames keep the graph
    path text,  -- owner/name, as last reported by the forge
    source text,  -- a local path or URL, if no forge is involved
    default_branch text,
    branch_globs text[],  -- null: the hook's
    visibility text check (visibility in ('private', 'internal', 'public')),  -- null: unknown
    state text not null default 'active' check (state in ('active', 'archived', 'suspended', 'removed')),
    created_at timestamptz not null default now(),
    primary key (tenant_id, repository_id)
);
create unique index repositories_by_name on repositories (tenant_id, name) where state <> 'removed';
create unique index repositories_by_forge on repositories (tenant_id, hook_id, forge_id) where state <> 'removed';

-- One row per branch: what is wanted, what is indexed, and who works on it. graph_id names its graph everywhere.
create table branches (
    tenant_id integer not null,
    graph_id integer generated always as identity,  -- four bytes: with tenant_id it makes one word in every row and index
    repository_id bigint not null,
    name text not null,
    state text not null default 'active' check (state in ('active', 'retired')),
    retired_at timestamptz,  -- its graph can be queried until a grace period is over
    wanted_seq bigint not null default 0,
    wanted_commit text,  -- a hint; the commit is resolved when a run is claimed
    full_wanted boolean not null default false,
    newest_commit text,
    newest_at timestamptz,
    indexed_seq bigint not null default 0,  -- 0: nothing was published yet, though there may be a copy of another branch's graph
    indexed_commit text,
    indexed_at timestamptz,
    version text not null default '',  -- of extractor and linker; if it differs, the next run is a full index
    complete boolean not null default true,
    nodes_total bigint not null default 0,
    edges_total bigint not null default 0,
    fence bigint not null default 0,
    lease_until timestamptz,
    lease_owner text,
    wanted_from text,  -- the commit before wanted_commit, according to events
    tally jsonb,  -- file counts by excluding rule, language and partial; null: not yet counted
    primary key (tenant_id, graph_id),
    foreign key (tenant_id, repository_id) references repositories
);
create unique index branches_by_name on branches (tenant_id, repository_id, name);
create index branches_at_work on branches (tenant_id) where lease_until is not null;

create table runs (
    tenant_id integer not null,
    run_id uuid not null default gen_random_uuid(),
    repository_id bigint not null,
    graph_id integer not null,
    trigger text not null,
    seq bigint not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'coalesced')),
    pinned text,  -- a commit chosen by an operator instead of the branch's head
    leader uuid,  -- for a coalesced run, the run it was coalesced into
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
    counts jsonb,  -- rows changed by the publish, written in its transaction
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
create index runs_by_time on runs (tenant_id, created_at);

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
    run_tenants integer[] not null default '{}',  -- parallel to run_ids: a wide hook starts runs of other tenants
    superseded boolean not null default false,  -- its run failed and the forge sent it again
    received_at timestamptz not null default now(),
    primary key (tenant_id, delivery_id)
);
create unique index deliveries_by_key on deliveries (tenant_id, hook_id, key) where key is not null and not superseded;
create index deliveries_by_time on deliveries (tenant_id, received_at);
create index deliveries_with_effects on deliveries (tenant_id, hook_id, body_sha256) where asked ? 'effects';

-- A control table: one row for each unsettled run, with the time when the dispatcher should (re)publish it. While a branch is
-- leased, none of its rows is due before the lease ends, so finding due rows needs no second table.
create table outbox (
    run_id uuid primary key,
    tenant_id integer not null,
    graph_id integer not null,
    seq bigint not null,
    queue text not null check (queue in ('push', 'bulk')),
    due_at timestamptz not null,
    published integer not null default 0,  -- times published since the last claim; the wait doubles each time
    wanted_at timestamptz not null default now()
);
create index outbox_of_graph on outbox (tenant_id, graph_id);
create index outbox_by_time on outbox (due_at);
create index outbox_published on outbox (tenant_id, graph_id) where published > 0;

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

-- Within the tenant, a token may be narrowed to a list of repositories: app.repositories, an array; unset or empty means all.
create policy of_repositories on repositories as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null
    or repository_id = any ((select nullif(current_setting('app.repositories', true), ''))::bigint[]));
create policy of_repositories on branches as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null
    or repository_id = any ((select nullif(current_setting('app.repositories', true), ''))::bigint[]));
create policy of_repositories on runs as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null
    or repository_id = any ((select nullif(current_setting('app.repositories', true), ''))::bigint[]));
-- A delivery may concern several repositories, and reveals hooks, so a narrowed token sees none.
create policy of_repositories on deliveries as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null);

-- Only what was removed or retired may be deleted, and only settled runs.
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
grant update (due_at, published) on outbox to aether_keeper;

-- Rows are small on purpose: a graph has five edges per node. Kinds are text, not enums: enum_eq is not leakproof, so under
-- row-level security no index on an enum column can be used. A name costs three bytes more than a number, and is readable.

create table blob_facts (
    tenant_id integer not null,
    blob bytea not null,
    language text not null collate "C",
    version text not null collate "C",
    facts bytea not null,
    interface bytea not null,
    partial boolean not null,  -- it contains a syntax error
    quarantined text not null default '' collate "C",  -- the accident, usually ''
    primary key (tenant_id, blob, language, version)
);

-- Files and directories: the owners of nodes, edges and traces.
create table graph_files (
    tenant_id integer not null,
    graph_id integer not null,
    owner_id bigint not null,
    mode integer not null,
    partial boolean not null,
    path text not null collate "C",
    blob bytea not null,
    language text not null collate "C",
    skipped text not null collate "C",
    unresolved jsonb not null default '[]',  -- unresolved references: scope, line, column, kind, expression, reason
    primary key (tenant_id, graph_id, owner_id)
);
create index graph_files_flawed on graph_files (tenant_id, graph_id) where partial or skipped <> '';

create table code_nodes (
    tenant_id integer not null,
    graph_id integer not null,
    node_id bigint not null,
    owner_id bigint,  -- null: an external node, which exists only while an edge points to it
    start_line integer not null,
    end_line integer not null,
    first_line integer not null,
    kind text not null collate "C",
    language text not null collate "C",
    name text not null,
    qualified_name text not null,
    attributes jsonb not null,
    -- lower() is not leakproof, and index entries have a maximum size: search compares this column, never an expression.
    name_lower text not null collate "C" generated always as (lower(left(name, 200))) stored,
    primary key (tenant_id, graph_id, node_id)
);
create index code_nodes_by_name on code_nodes (tenant_id, graph_id, name_lower);
create index code_nodes_of_owner on code_nodes (tenant_id, graph_id, owner_id);

-- No unique key: an edge is identified by all columns but sites, and such a key would be larger than the table. The linker
-- makes each edge once, and a publish compares whole owners.
create table code_edges (
    tenant_id integer not null,
    graph_id integer not null,
    src bigint not null,
    dst bigint not null,
    owner_id bigint not null,
    scope bigint not null,
    kind text not null collate "C",
    resolution text not null collate "C",
    sites bytea not null  -- line (relative to the scope's first line), column, line, column, ...: four bytes each
);
create index code_edges_from on code_edges (tenant_id, graph_id, src);
create index code_edges_to on code_edges (tenant_id, graph_id, dst, kind);
create index code_edges_of_owner on code_edges (tenant_id, graph_id, owner_id);
create index code_edges_overriding on code_edges (tenant_id, graph_id, src) include (dst) where kind = 'OVERRIDES';

-- Every key read by a link. No row-level security, because GIN operators are not leakproof; only the worker may read the
-- table, and every statement names tenant and graph. Keys are salted by graph, so that looking one up does not visit the
-- traces of every other branch that read the same key.
create table link_traces (
    tenant_id integer not null,
    graph_id integer not null,
    owner_id bigint not null,
    keys bigint[] not null,
    reads bigint[] not null,
    provides bigint[] not null default '{}',  -- the namespaces a file adds names to
    primary key (tenant_id, graph_id, owner_id)
);
create index link_traces_by_key on link_traces using gin (keys) with (gin_pending_list_limit = 256);
create index link_traces_by_namespace on link_traces using gin (provides) with (gin_pending_list_limit = 256)
    where provides <> '{}';

-- Saves wasted work in a first load: compressing keys, which are hashes, and statistics on columns that no condition uses.
alter table link_traces alter column keys set storage external,
    alter column keys set statistics 0, alter column reads set statistics 0;
alter table code_nodes alter column start_line set statistics 0, alter column end_line set statistics 0,
    alter column first_line set statistics 0, alter column attributes set statistics 0;
alter table code_edges alter column scope set statistics 0, alter column sites set statistics 0;

-- A graph has exactly one tenant. A planner that takes the two columns for independent expects every graph to be tiny, and scans
-- all of it for each node of a walk.
create statistics code_nodes_of_graph (dependencies) on tenant_id, graph_id from code_nodes;
create statistics code_edges_of_graph (dependencies) on tenant_id, graph_id from code_edges;
create statistics graph_files_of_graph (dependencies) on tenant_id, graph_id from graph_files;

-- What each publish changed; kept for a retention period.
create table deltas (
    tenant_id integer not null,
    graph_id integer not null,
    delta_id bigint generated always as identity,
    run_id uuid not null,
    from_commit text,
    to_commit text not null,
    published_at timestamptz not null default now(),
    counts jsonb not null,
    complete boolean not null,  -- false: too much changed to list it
    changes bytea not null,  -- compressed JSON: the undo log of the publish
    primary key (tenant_id, graph_id, delta_id)
);
alter table deltas alter column changes set storage external;

do $$
declare
    owned text;
begin
    foreach owned in array array['blob_facts', 'graph_files', 'code_nodes', 'code_edges', 'deltas'] loop
        execute format('alter table %I enable row level security', owned);
        execute format('alter table %I force row level security', owned);
        execute format('create policy of_tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::integer))', owned);
        execute format('grant select, insert, update, delete on %I to aether_worker', owned);
    end loop;
end
$$;

-- Rows of graphs have no repository id, so a narrowed token sees the graphs of the branches it sees. Without narrowing the
-- list is never built.
do $$
declare
    owned text;
begin
    foreach owned in array array['graph_files', 'code_nodes', 'code_edges', 'deltas'] loop
        execute format(
            'create policy of_repositories on %I as restrictive using ((select nullif(current_setting(''app.repositories'', true), '''')) is null or graph_id = any (array(select b.graph_id from branches b)))',
            owned);
    end loop;
end
$$;

grant select, insert, update, delete on link_traces to aether_worker;
grant select on graph_files, code_nodes, code_edges, deltas to aether_reader;

-- The only ways across tenants: each takes an exact key and returns what its caller needs to enter one tenant. They run as
-- aether_keeper with a fixed search_path, so that nobody can substitute objects of their own for ours.

create function tenant_id_of(tenant_name text) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select t.tenant_id from public.tenants t where t.name = tenant_name and t.leaving_since is null $$;

create function add_tenant(tenant_name text) returns integer
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$ insert into public.tenants (name) values (tenant_name) on conflict (name) do nothing returning tenant_id $$;

create function token_by_hash(hash bytea)
returns table (tenant_id integer, tenant text, token_id uuid, scopes text[], repositories bigint[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select k.tenant_id, t.name, k.token_id, k.scopes, k.repositories
    from public.tokens k join public.tenants t on t.tenant_id = k.tenant_id
    where k.token_hash = hash and (k.expires_at is null or k.expires_at > clock_timestamp())
$$;

-- For housekeeping, which visits one tenant after another.
create function tenant_ids() returns setof integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select t.tenant_id from public.tenants t order by 1 $$;

create function ensure_tenant(tenant_name text) returns integer
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    insert into public.tenants (name) values (tenant_name) on conflict (name) do nothing;
    select t.tenant_id from public.tenants t where t.name = tenant_name and t.leaving_since is null;
$$;

-- Marks the transaction's tenant as leaving, and removes it from the namespace maps of other tenants' hooks.
create function close_tenant() returns void
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    update public.tenants set leaving_since = clock_timestamp()
    where tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer) and leaving_since is null;
    delete from public.hook_namespaces
    where target_tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer)
        and tenant_id <> target_tenant_id;
$$;

-- The tenant of a hook, for an operator who has only its id.
create function hook_owner(wanted text) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select h.tenant_id from public.hooks h where h.hook_id = wanted and h.state <> 'removed' $$;

create function hook_by_id(wanted text)
returns table (tenant_id integer, forge text, scope text, keep_bodies boolean, pulls boolean, secret_kinds text[], secrets bytea[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select h.tenant_id, h.forge, h.scope, h.keep_bodies, h.pulls,
        array_agg(s.kind order by s.secret_id), array_agg(s.sealed order by s.secret_id)
    from public.hooks h
    join public.hook_secrets s on s.hook_id = h.hook_id and (s.expires_at is null or s.expires_at > now())
    where h.hook_id = wanted and h.state = 'active'
    group by h.hook_id
$$;

-- What a run needs from its hook: where to clone from, and with which credential. A hook serves its own tenant, and other
-- tenants only for repositories in a namespace its owner mapped to them, so that learning a hook's id is not enough to use
-- its credential.
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

-- The repositories with this forge id, in each tenant that the hook serves. For tenants other than its own, only those in a
-- namespace its owner mapped to them.
create function hook_repository(wanted text, number text)
returns table (tenant_id integer, repository_id bigint, branch_globs text[], state text, default_branch text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select r.tenant_id, r.repository_id, coalesce(r.branch_globs, h.branch_globs), r.state, r.default_branch
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

-- Null if there is no such run, or it is settled.
create function run_tenant(wanted uuid) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select o.tenant_id from public.outbox o where o.run_id = wanted $$;

-- The newest run of each branch with a due row: pushes before first indexes, one of every tenant before the second of any, and
-- none of a tenant with `cap` branches leased or on their way to a worker (null: no cap). If nothing comes of it, a run is due
-- again after `guard`, doubled each time.
create function take_due(most integer, guard interval, cap integer)
returns table (run_id uuid, tenant_id integer, tenant text, repo text, queue text)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    with waiting as (
        select o.tenant_id, o.graph_id, max(o.queue) as queue, min(o.due_at) as since
        from public.outbox o where o.due_at <= clock_timestamp() group by o.tenant_id, o.graph_id
    ), held as (
        select h.tenant_id, count(*) as branches from (
            select b.tenant_id, b.graph_id from public.branches b where b.lease_until > clock_timestamp()
            union
            select o.tenant_id, o.graph_id from public.outbox o where o.published > 0 and o.due_at > clock_timestamp()
        ) h where cap is not null group by h.tenant_id
    ), lined as (
        select w.tenant_id, w.graph_id, w.since, coalesce(h.branches, 0)
            + row_number() over (partition by w.tenant_id order by w.queue desc, w.since) as place
        from waiting w left join held h on h.tenant_id = w.tenant_id
    ), chosen as (
        select l.tenant_id, l.graph_id from lined l where cap is null or l.place <= cap order by l.place, l.since limit most
    ), locked as (
        select o.run_id from public.outbox o join chosen c on c.tenant_id = o.tenant_id and c.graph_id = o.graph_id
        where o.due_at <= clock_timestamp() for update of o skip locked
    ), taken as (
        update public.outbox o set published = o.published + 1, due_at = clock_timestamp() + guard * 2 ^ least(o.published, 4)
        from locked where o.run_id = locked.run_id
        returning o.run_id, o.tenant_id, o.graph_id, o.seq, o.queue
    )
    select distinct on (k.tenant_id, k.graph_id) k.run_id, k.tenant_id, t.name, p.name, k.queue
    from taken k
    join public.tenants t on t.tenant_id = k.tenant_id
    join public.branches b on b.tenant_id = k.tenant_id and b.graph_id = k.graph_id
    join public.repositories p on p.tenant_id = k.tenant_id and p.repository_id = b.repository_id
    order by k.tenant_id, k.graph_id, k.seq desc
$$;

-- How many branches wait for a worker in each queue, and for how many seconds the oldest has. Waiting for a retry does not count.
create function queue_ages()
returns table (queue text, branches bigint, seconds double precision)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    select q.name, count(distinct (o.tenant_id, o.graph_id)) filter (where o.run_id is not null),
        coalesce(extract(epoch from clock_timestamp() - min(o.wanted_at)), 0)::double precision
    from unnest(array['push', 'bulk']) as q (name)
    left join public.outbox o on o.queue = q.name and (o.due_at <= clock_timestamp() or o.published > 0)
    group by q.name
$$;

-- A first load changes tables faster than autovacuum notices, and until then plans are based on guesses (measured: a one-file
-- publish took 236 ms instead of 19). Runs as the tables' owner, because only an owner may ANALYZE. Skips tables of which less
-- than a fifth is new since the last ANALYZE. VACUUM records the size without analysing, so the size alone is not enough.
create function refresh_statistics() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '5s'
as $$
declare
    grown regclass;
begin
    for grown in
        select oid from pg_class
        where oid in ('public.code_nodes'::regclass, 'public.code_edges'::regclass, 'public.graph_files'::regclass,
                      'public.link_traces'::regclass, 'public.blob_facts'::regclass)
          and (pg_relation_size(oid) > 1.2 * relpages * current_setting('block_size')::integer
               or pg_stat_get_mod_since_analyze(oid) > 0.2 * reltuples
               or coalesce(pg_stat_get_last_analyze_time(oid), pg_stat_get_last_autoanalyze_time(oid)) is null)
        order by oid  -- so that two of us wait for each other in one direction
    loop
        begin
            execute format('analyze %s', grown);  -- autovacuum steps back for who waits
        exception when lock_not_available then
            raise warning 'The statistics of % are left to autovacuum: the table was locked for 5 s.', grown;
        end;
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
        'tenant_id_of(text)', 'tenant_ids()', 'add_tenant(text)', 'ensure_tenant(text)', 'close_tenant()', 'hook_owner(text)', 'token_by_hash(bytea)', 'hook_by_id(text)', 'hook_access(text, integer, text)',
        'hook_repository(text, text)', 'run_tenant(uuid)', 'take_due(integer, interval, integer)', 'queue_ages()'
    ] loop
        execute format('revoke all on function %s from public', lookup);
        execute format('grant execute on function %s to aether_worker', lookup);
        execute format('alter function %s owner to aether_keeper', lookup);
    end loop;
    revoke create on schema public from aether_keeper;
end
$$;

grant execute on function tenant_id_of(text), token_by_hash(bytea) to aether_reader;

-- When each repository's remote is checked next. A separate table, so that the reconciler, which writes every few minutes, never
-- waits for a lock on a repository's row.
create table remote_checks (
    tenant_id integer not null,
    repository_id bigint not null,
    due_at timestamptz not null,
    checked_at timestamptz,  -- when the remote last answered
    failures integer not null default 0,  -- consecutive; the wait doubles with each
    error_code text,
    error text,
    primary key (tenant_id, repository_id),
    foreign key (tenant_id, repository_id) references repositories on delete cascade
);
create index remote_checks_by_time on remote_checks (due_at);

alter table remote_checks enable row level security;
alter table remote_checks force row level security;
create policy of_tenant on remote_checks using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
create policy of_keeper on remote_checks to aether_keeper using (true);
grant select, update on remote_checks to aether_worker;
grant select, insert, update on remote_checks to aether_keeper;

-- Schedules repositories registered since the last call at a random moment within `spread`.
create function plan_checks(spread interval) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    insert into public.remote_checks (tenant_id, repository_id, due_at)
    select r.tenant_id, r.repository_id, clock_timestamp() + random() * spread
    from public.repositories r
    where r.hook_id is not null and r.state = 'active'
      and not exists (select from public.remote_checks c
                      where c.tenant_id = r.tenant_id and c.repository_id = r.repository_id)
    on conflict do nothing
$$;

-- Takes due checks of active repositories and hooks. A check is due again after `guard` unless its taker reschedules it.
create function take_checks(most integer, guard interval)
returns table (tenant_id integer, repository_id bigint)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    with due as (
        select c.tenant_id, c.repository_id from public.remote_checks c
        where c.due_at <= clock_timestamp() order by c.due_at limit most for update skip locked
    ), taken as (
        update public.remote_checks c set due_at = clock_timestamp() + guard
        from due where c.tenant_id = due.tenant_id and c.repository_id = due.repository_id
        returning c.tenant_id, c.repository_id
    )
    select k.tenant_id, k.repository_id from taken k
    join public.repositories r on r.tenant_id = k.tenant_id and r.repository_id = k.repository_id and r.state = 'active'
    join public.hooks h on h.hook_id = r.hook_id and h.state = 'active'
$$;

do $$
declare
    lookup text;
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    foreach lookup in array array['plan_checks(interval)', 'take_checks(integer, interval)'] loop
        execute format('revoke all on function %s from public', lookup);
        execute format('grant execute on function %s to aether_worker', lookup);
        execute format('alter function %s owner to aether_keeper', lookup);
    end loop;
    revoke create on schema public from aether_keeper;
end
$$;

-- Takes every scheduled check of this hook's repositories, in all tenants that it serves, because one listing from the forge
-- covers them all. They are due again after `guard` unless rescheduled. Failing remotes keep their own, longer waits.
create function take_hook_checks(wanted text, guard interval)
returns table (tenant_id integer, repository_id bigint, forge_id text, path text, default_branch text, checked_at timestamptz, behind boolean)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    update public.remote_checks c set due_at = clock_timestamp() + guard
    from public.repositories r
    where r.hook_id = wanted and r.state = 'active' and c.failures = 0
      and c.tenant_id = r.tenant_id and c.repository_id = r.repository_id
    returning r.tenant_id, r.repository_id, r.forge_id, r.path, r.default_branch, c.checked_at,
        exists (select from public.branches b where b.tenant_id = r.tenant_id and b.repository_id = r.repository_id
                and b.state = 'active' and b.indexed_commit is distinct from b.newest_commit)
$$;

grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
revoke all on function take_hook_checks(text, interval) from public;
grant execute on function take_hook_checks(text, interval) to aether_worker;
alter function take_hook_checks(text, interval) owner to aether_keeper;
revoke create on schema public from aether_keeper;

-- A watch is a subscription to changes in the answer to a query. It is evaluated after each publish, from the delta.
create table watches (
    tenant_id integer not null,
    watch_id uuid not null default gen_random_uuid(),
    repository_id bigint not null,
    branch text,  -- null: the default branch
    query text not null,
    url text,  -- null: events are only stored, for agents to read
    sealed bytea,  -- the signing secret
    digest text check (digest in ('hourly', 'daily')),  -- null: sent at once
    since_delta bigint not null,  -- the repository's newest publish when the watch was added
    created_at timestamptz not null default now(),
    primary key (tenant_id, watch_id),
    foreign key (tenant_id, repository_id) references repositories on delete cascade,
    check ((url is null) = (sealed is null)),
    check (digest is null or url is not null)
);
create index watches_of_repository on watches (tenant_id, repository_id);

-- Publishes whose watches are still to be evaluated: added with the delta, deleted when the events are stored.
create table watch_outbox (
    tenant_id integer not null,
    graph_id integer not null,
    delta_id bigint not null,
    due_at timestamptz not null default now(),
    attempts integer not null default 0,
    error text,  -- of the last attempt
    primary key (tenant_id, graph_id, delta_id),
    foreign key (tenant_id, graph_id, delta_id) references deltas on delete cascade
);
create index watch_outbox_due on watch_outbox (due_at);

-- A watch's event for a publish, at most one. A tenant's events become visible in the order of their ids.
create table watch_events (
    tenant_id integer not null,
    event_id bigint generated always as identity,
    watch_id uuid not null,
    repository_id bigint not null,
    delta_id bigint not null,
    body jsonb not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, event_id),
    unique (tenant_id, watch_id, delta_id),
    foreign key (tenant_id, watch_id) references watches on delete cascade
);

do $$
declare
    owned text;
begin
    foreach owned in array array['watches', 'watch_outbox', 'watch_events'] loop
        execute format('alter table %I enable row level security', owned);
        execute format('alter table %I force row level security', owned);
        execute format('create policy of_tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::integer))', owned);
        execute format('grant select, insert, update, delete on %I to aether_worker', owned);
    end loop;
    foreach owned in array array['watches', 'watch_events'] loop
        execute format(
            'create policy of_repositories on %I as restrictive using ((select nullif(current_setting(''app.repositories'', true), '''')) is null or repository_id = any ((select nullif(current_setting(''app.repositories'', true), ''''))::bigint[]))',
            owned);
        execute format('grant select on %I to aether_reader', owned);
    end loop;
end
$$;
create policy of_keeper on watch_outbox to aether_keeper using (true);
grant select on watch_outbox to aether_keeper;
grant update (due_at, attempts) on watch_outbox to aether_keeper;

-- Takes publishes whose watches are due, of any tenant, longest due first. One that is not completed is due again after `guard`,
-- which doubles with each attempt up to an hour.
create function take_watch_passes(most integer, guard interval)
returns table (tenant_id integer, graph_id integer, delta_id bigint)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    with due as (
        select o.tenant_id, o.graph_id, o.delta_id from public.watch_outbox o
        where o.due_at <= clock_timestamp() order by o.due_at, o.delta_id limit most for update skip locked
    ), taken as (
        update public.watch_outbox o
        set attempts = o.attempts + 1, due_at = clock_timestamp() + least(guard * (1 << least(o.attempts, 10)), interval '1 hour')
        from due where o.tenant_id = due.tenant_id and o.graph_id = due.graph_id and o.delta_id = due.delta_id
        returning o.tenant_id, o.graph_id, o.delta_id
    )
    select * from taken order by delta_id
$$;

do $$
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    revoke all on function take_watch_passes(integer, interval) from public;
    grant execute on function take_watch_passes(integer, interval) to aether_worker;
    alter function take_watch_passes(integer, interval) owner to aether_keeper;
    revoke create on schema public from aether_keeper;
end
$$;

-- Addresses to which a tenant's events are sent, and the secrets that sign them.
create table notifications (
    tenant_id integer not null references tenants,
    notification_id uuid not null default gen_random_uuid(),
    url text not null,
    events text[] not null,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, notification_id)
);

-- One row per message: written in the transaction that caused it, kept as its delivery log.
create table notices (
    tenant_id integer not null,
    notice_id uuid not null default gen_random_uuid(),
    notification_id uuid,
    event text not null,
    body jsonb not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    status integer,  -- HTTP status of the last response; null if there was none
    error text,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    watch_id uuid,  -- set instead of notification_id
    gathers_until timestamptz,  -- for a digest: until when events are appended
    primary key (tenant_id, notice_id),
    foreign key (tenant_id, notification_id) references notifications on delete cascade,
    foreign key (tenant_id, watch_id) references watches on delete cascade,
    check (num_nonnulls(notification_id, watch_id) = 1)
);
create index notices_due on notices (tenant_id, due_at) where state = 'waiting';
create index notices_of_notification on notices (tenant_id, notification_id, created_at);
create index notices_of_watch on notices (tenant_id, watch_id, created_at) where watch_id is not null;

do $$
declare
    owned text;
begin
    foreach owned in array array['notifications', 'notices'] loop
        execute format('alter table %I enable row level security', owned);
        execute format('alter table %I force row level security', owned);
        execute format('create policy of_tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::integer))', owned);
        execute format('grant select, insert, update, delete on %I to aether_worker', owned);
    end loop;
end
$$;
create policy of_keeper on notices to aether_keeper using (true);
grant select on notices to aether_keeper;
grant update (due_at) on notices to aether_keeper;

-- Takes due notices: of each tenant the longest due, at most `each` including those in flight (`busy`: the tenant of each). One
-- that is not settled is due again after `guard`.
create function take_notices(most integer, guard interval, busy integer[], each integer)
returns table (tenant_id integer, notice_id uuid)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    with recursive patient as (  -- from tenant to tenant along the index: who waits, not how much
        (select n.tenant_id from public.notices n where n.state = 'waiting' order by n.tenant_id limit 1)
        union all
        select (select n.tenant_id from public.notices n where n.state = 'waiting' and n.tenant_id > h.tenant_id
                order by n.tenant_id limit 1)
        from patient h where h.tenant_id is not null
    ), due as (
        select h.tenant_id, found.notice_id from patient h cross join lateral (
            select n.notice_id, n.due_at from public.notices n
            where n.tenant_id = h.tenant_id and n.state = 'waiting' and n.due_at <= clock_timestamp()
            order by n.due_at limit greatest(each - cardinality(array_positions(busy, h.tenant_id)), 0) for update skip locked
        ) as found
        order by found.due_at limit most
    )
    update public.notices n set due_at = clock_timestamp() + guard
    from due where n.tenant_id = due.tenant_id and n.notice_id = due.notice_id
    returning n.tenant_id, n.notice_id
$$;

do $$
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    revoke all on function take_notices(integer, interval, integer[], integer) from public;
    grant execute on function take_notices(integer, interval, integer[], integer) to aether_worker;
    alter function take_notices(integer, interval, integer[], integer) owner to aether_keeper;
    revoke create on schema public from aether_keeper;
end
$$;

-- When each graph was last audited, that is rebuilt from scratch and compared, and in how many rows the two differed. A separate
-- table, so that an audit never waits for a lock on a branch's row.
create table audits (
    tenant_id integer not null,
    graph_id integer not null,
    taken_at timestamptz not null,
    commit text,  -- of the last completed audit
    differences bigint,  -- nodes and edges that only one of the two had
    primary key (tenant_id, graph_id),
    foreign key (tenant_id, graph_id) references branches on delete cascade
);

alter table audits enable row level security;
alter table audits force row level security;
create policy of_tenant on audits using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
create policy of_keeper on audits to aether_keeper using (true);
grant select, update on audits to aether_worker;
grant select, insert, update on audits to aether_keeper;

-- The graph audited longest ago, of any tenant, among those published since or audited more than `rest` ago. Retired and
-- incomplete graphs are not audited.
create function take_audit(rest interval)
returns table (tenant_id integer, graph_id integer)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    insert into public.audits as taken (tenant_id, graph_id, taken_at)
    select b.tenant_id, b.graph_id, clock_timestamp()
    from public.branches b
    join public.repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and r.state = 'active'
    left join public.audits a on a.tenant_id = b.tenant_id and a.graph_id = b.graph_id
    where b.state = 'active' and b.indexed_seq > 0 and b.complete
      and (a.taken_at is null or a.taken_at < b.indexed_at or a.taken_at < clock_timestamp() - rest)
    order by a.taken_at nulls first limit 1
    on conflict on constraint audits_pkey do update set taken_at = excluded.taken_at
    returning taken.tenant_id, taken.graph_id
$$;

-- How the last audits of all graphs ended, for the metrics.
create function audit_outcomes()
returns table (outcome text, graphs bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select case when a.differences is null then 'unfinished' when a.differences = 0 then 'equal' else 'different' end, count(*)
    from public.audits a group by 1
$$;

do $$
declare
    lookup text;
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    foreach lookup in array array['take_audit(interval)', 'audit_outcomes()'] loop
        execute format('revoke all on function %s from public', lookup);
        execute format('grant execute on function %s to aether_worker', lookup);
        execute format('alter function %s owner to aether_keeper', lookup);
    end loop;
    revoke create on schema public from aether_keeper;
end
$$;

-- One row per chunk: files and directories with adjacent owner_ids. It is claimed twice: to be extracted and, once every chunk of
-- the graph is, to be linked. The linked rows wait here for the publish. Worker only.
create table chunks (
    tenant_id integer not null,
    graph_id integer not null,
    number integer not null,
    commit text not null,
    version text not null,  -- of extractor and linker; workers of other releases leave it alone
    stage text not null default 'extract' check (stage in ('extract', 'link', 'done')),
    fence bigint not null default 0,  -- raised by each claim; a late worker's results are discarded
    attempt integer not null default 0,  -- claims in this stage
    lease_until timestamptz,
    lease_owner text,
    files integer not null,
    owners bytea not null,
    remarks bytea,  -- from extraction: which files were excluded and why, and the namespaces they add names to
    counts jsonb not null default '{}',
    linked bytea,
    primary key (tenant_id, graph_id, number),
    foreign key (tenant_id, graph_id) references branches on delete cascade
);
alter table chunks alter column owners set storage external;  -- compression would cost more than it saves in writing
alter table chunks alter column linked set storage external;

alter table chunks enable row level security;
alter table chunks force row level security;
create policy of_tenant on chunks using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
grant select, insert, update, delete on chunks to aether_worker;

-- The audit log of administration; append-only.
create table audit_log (
    tenant_id integer not null references tenants,
    entry_id bigint generated always as identity,
    actor text not null,  -- a token's id, or the operator at the command line
    action text not null,
    subject jsonb not null,  -- the names in the request's path; never its body, which may hold a secret
    status integer not null,
    recorded_at timestamptz not null default now(),
    primary key (tenant_id, entry_id)
);

alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy of_tenant on audit_log using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
-- Deleted with its tenant, and no sooner.
create policy only_leaving on audit_log as restrictive for delete using (exists (
    select from tenants t where t.tenant_id = audit_log.tenant_id and t.leaving_since is not null));
grant select, insert, delete on audit_log to aether_worker;

-- Pull and merge requests, of hooks that analyse them, with the stored answers. The table is its own outbox: a row is due while its
-- answer is out of date.
create table pulls (
    tenant_id integer not null,
    repository_id bigint not null,
    number bigint not null,
    state text not null default 'open' check (state in ('open', 'closed')),
    base text not null,  -- the branch it would be merged into
    head text not null,  -- the commit named by the newest event
    told_at timestamptz not null,  -- by the forge's clock; older events are ignored
    wanted_seq bigint not null default 1,
    answered_seq bigint not null default 0,
    due_at timestamptz not null default now(),
    published integer not null default 0,  -- times published since the last claim
    fence bigint not null default 0,
    lease_until timestamptz,
    attempt integer not null default 0,
    base_commit text,  -- of the answer: the indexed commit, the one to merge, and their merge base
    head_commit text,
    merge_base text,
    conflicts text[] not null default '{}',  -- paths; if there are any, `change` is null
    error_code text,
    error text,
    change bytea,  -- compressed JSON
    answered_at timestamptz,
    primary key (tenant_id, repository_id, number),
    foreign key (tenant_id, repository_id) references repositories
);
create index pulls_by_time on pulls (due_at) where state = 'open' and answered_seq < wanted_seq;

alter table pulls enable row level security;
alter table pulls force row level security;
create policy of_tenant on pulls using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
create policy of_repositories on pulls as restrictive using (
    (select nullif(current_setting('app.repositories', true), '')) is null
    or repository_id = any ((select nullif(current_setting('app.repositories', true), ''))::bigint[]));
create policy of_keeper on pulls to aether_keeper using (true);
grant select, insert, update, delete on pulls to aether_worker;
grant select on pulls to aether_reader;
grant select, update (due_at, published) on pulls to aether_keeper;

-- Takes one due request of each tenant that has none under way, longest due first. If nothing comes of it, it is due again after
-- `guard`, doubled each time.
create function take_pulls(most integer, guard interval)
returns table (tenant text, repo text, number bigint)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    with waiting as (
        select p.* from public.pulls p where p.state = 'open' and p.answered_seq < p.wanted_seq
    ), chosen as (
        select distinct on (w.tenant_id) w.tenant_id, w.repository_id, w.number, w.due_at from waiting w
        where w.due_at <= clock_timestamp() and not exists (
            select from waiting o where o.tenant_id = w.tenant_id
                and (o.lease_until > clock_timestamp() or o.published > 0 and o.due_at > clock_timestamp()))
        order by w.tenant_id, w.due_at
    ), first as (
        select c.tenant_id, c.repository_id, c.number from chosen c order by c.due_at limit most
    ), locked as (
        select p.tenant_id, p.repository_id, p.number from public.pulls p join first using (tenant_id, repository_id, number)
        where p.due_at <= clock_timestamp() for update of p skip locked
    ), taken as (
        update public.pulls p set published = p.published + 1, due_at = clock_timestamp() + guard * 2 ^ least(p.published, 4)
        from locked l where p.tenant_id = l.tenant_id and p.repository_id = l.repository_id and p.number = l.number
        returning p.tenant_id, p.repository_id, p.number
    )
    select t.name, r.name, k.number
    from taken k
    join public.tenants t on t.tenant_id = k.tenant_id
    join public.repositories r on r.tenant_id = k.tenant_id and r.repository_id = k.repository_id
$$;

grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
revoke all on function take_pulls(integer, interval) from public;
grant execute on function take_pulls(integer, interval) to aether_worker;
alter function take_pulls(integer, interval) owner to aether_keeper;
revoke create on schema public from aether_keeper;


-- When a rebuild of each graph by this release was last requested, and its run. A separate table, so that a request never waits
-- for a lock on a branch's row.
create table upgrades (
    tenant_id integer not null,
    graph_id integer not null,
    version text not null,  -- the target version
    taken_at timestamptz not null,
    run_id uuid,
    primary key (tenant_id, graph_id),
    foreign key (tenant_id, graph_id) references branches on delete cascade
);

alter table upgrades enable row level security;
alter table upgrades force row level security;
create policy of_tenant on upgrades using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
create policy of_keeper on upgrades to aether_keeper using (true);
grant select, update on upgrades to aether_worker;
grant select, insert, update on upgrades to aether_keeper;

-- The next outdated graph without an open run. None while a first index or another upgrade waits for a worker; at most one per
-- tenant at a time; no graph again before `rest` is over. Tenants take turns, longest ago first. Graphs that are pushed to need
-- no turn, because the push rebuilds them.
create function take_upgrade(current text, rest interval)
returns table (tenant_id integer, graph_id integer, repository_id bigint, branch text, pinned text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    turn record;
    chosen record;
begin
    if exists (select from public.outbox o where o.queue = 'bulk' and (o.due_at <= clock_timestamp() or o.published > 0))
        or not exists (select from public.branches b where b.state = 'active' and b.indexed_seq > 0 and b.version <> current)
    then
        return;
    end if;
    for turn in
        select t.tenant_id from public.tenants t left join (
            select u.tenant_id, max(u.taken_at) as last, bool_or(o.run_id is not null) as at_work
            from public.upgrades u left join public.outbox o on o.run_id = u.run_id group by u.tenant_id
        ) s on s.tenant_id = t.tenant_id
        where s.at_work is not true order by s.last nulls first, t.tenant_id
    loop
        select b.tenant_id, b.graph_id, b.repository_id, b.name, case when r.hook_id is null then b.indexed_commit end as pinned
        into chosen
        from public.branches b
        join public.repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and r.state = 'active'
        left join public.upgrades u on u.tenant_id = b.tenant_id and u.graph_id = b.graph_id
        where b.tenant_id = turn.tenant_id and b.state = 'active' and b.indexed_seq > 0 and b.version <> current
            and (u.taken_at is null or u.version <> current or u.taken_at < clock_timestamp() - rest)
            and not exists (select from public.outbox o where o.tenant_id = b.tenant_id and o.graph_id = b.graph_id)
        order by b.graph_id limit 1;
        continue when chosen.graph_id is null;
        insert into public.upgrades as k (tenant_id, graph_id, version, taken_at)
        values (chosen.tenant_id, chosen.graph_id, current, clock_timestamp())
        on conflict on constraint upgrades_pkey do update set version = excluded.version, taken_at = excluded.taken_at, run_id = null
            where k.version <> excluded.version or k.taken_at < clock_timestamp() - rest;
        if not found then  -- another scheduler was faster
            return;
        end if;
        return query select chosen.tenant_id, chosen.graph_id, chosen.repository_id, chosen.name, chosen.pinned;
        return;
    end loop;
end
$$;

-- The number of outdated graphs, over all tenants, for the metrics. Archived and retired ones stay as they are. Nested loops are
-- off because the policies make the planner underestimate the rows and look up each repository separately.
create function outdated_graphs(current text) returns bigint
language sql stable security definer set search_path = pg_catalog, public, pg_temp set enable_nestloop = off
as $$
    select count(*) from public.branches b
    join public.repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and r.state = 'active'
    where b.state = 'active' and b.indexed_seq > 0 and b.version <> current
$$;

do $$
declare
    lookup text;
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    foreach lookup in array array['take_upgrade(text, interval)', 'outdated_graphs(text)'] loop
        execute format('revoke all on function %s from public', lookup);
        execute format('grant execute on function %s to aether_worker', lookup);
        execute format('alter function %s owner to aether_keeper', lookup);
    end loop;
    revoke create on schema public from aether_keeper;
end
$$;

-- Locks: notices exclusively while one constraint is checked over its rows; the other tables and the function are new.
--
-- A watch asks to be told when the answer to a query changes. What a publish means for it is found out afterwards, from the delta.
create table watches (
    tenant_id integer not null,
    watch_id uuid not null default gen_random_uuid(),
    repository_id bigint not null,
    branch text,  -- null: the default branch
    query text not null,
    url text,  -- null: kept for agents to read
    sealed bytea,  -- signs what is told there
    digest text check (digest in ('hourly', 'daily')),  -- null: told at once
    since_delta bigint not null,  -- the newest publish of the repository that was there before the watch
    created_at timestamptz not null default now(),
    primary key (tenant_id, watch_id),
    foreign key (tenant_id, repository_id) references repositories on delete cascade,
    check ((url is null) = (sealed is null)),
    check (digest is null or url is not null)
);
create index watches_of_repository on watches (tenant_id, repository_id);

-- Publishes whose watches are still to be told: written with the delta, removed with what is told.
create table watch_outbox (
    tenant_id integer not null,
    graph_id integer not null,
    delta_id bigint not null,
    due_at timestamptz not null default now(),
    attempts integer not null default 0,
    error text,  -- why the last attempt came to nothing
    primary key (tenant_id, graph_id, delta_id),
    foreign key (tenant_id, graph_id, delta_id) references deltas on delete cascade
);
create index watch_outbox_due on watch_outbox (due_at);

-- What a watch was told of a publish, once. Ids rise in the order in which a tenant's reader may see them.
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

alter table notices alter column notification_id drop not null;
alter table notices add column watch_id uuid;
alter table notices add column gathers_until timestamptz;  -- a digest: until then more is added to it
alter table notices add foreign key (tenant_id, watch_id) references watches on delete cascade;
alter table notices add check (num_nonnulls(notification_id, watch_id) = 1);
create index notices_of_watch on notices (tenant_id, watch_id, created_at) where watch_id is not null;

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

-- Publishes whose watches are to be told now, of any tenant, the longest due first. One comes again after `guard`, which doubles
-- with each attempt up to an hour, if whoever took it does not tell.
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

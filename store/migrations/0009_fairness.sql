-- Locks: outbox and branches, for a moment each: the columns have constant defaults, and few branches are leased. The tables of
-- notifications are new.
--
-- How often a run was handed out since it was last claimed. A message that waits behind others is no lost message: each
-- time it is given twice as long before it is published again.
alter table outbox add column published integer not null default 0;
alter table outbox add column wanted_at timestamptz not null default now();
grant update (published) on outbox to aether_keeper;
create index branches_at_work on branches (tenant_id) where lease_until is not null;
create index outbox_published on outbox (tenant_id, graph_id) where published > 0;

-- Of each branch with something due the newest run: pushes before first indexes, one of every tenant before the second of any,
-- and none of a tenant that has `cap` branches at work or on their way to a worker (null: no cap). What is handed out is due
-- again after `guard`, doubled each time, should nothing come of it.
drop function take_due(integer, interval);
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

-- How many branches wait for a worker in each queue, and since how many seconds the oldest. Who waits for a retry is not late.
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

do $$
declare
    lookup text;
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    foreach lookup in array array['take_due(integer, interval, integer)', 'queue_ages()'] loop
        execute format('revoke all on function %s from public', lookup);
        execute format('grant execute on function %s to aether_worker', lookup);
        execute format('alter function %s owner to aether_keeper', lookup);
    end loop;
    revoke create on schema public from aether_keeper;
end
$$;

-- Where a tenant wants to be told what, and with which secret that is signed.
create table notifications (
    tenant_id integer not null references tenants,
    notification_id uuid not null default gen_random_uuid(),
    url text not null,
    events text[] not null,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, notification_id)
);

-- One row for each thing to tell: written in the transaction that made it true, kept as the log of its delivery.
create table notices (
    tenant_id integer not null,
    notice_id uuid not null default gen_random_uuid(),
    notification_id uuid not null,
    event text not null,
    body jsonb not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    status integer,  -- of the last answer; null where there was none
    error text,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    primary key (tenant_id, notice_id),
    foreign key (tenant_id, notification_id) references notifications on delete cascade
);
create index notices_by_time on notices (due_at) where state = 'waiting';
create index notices_of_notification on notices (tenant_id, notification_id, created_at);

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

-- What is to be told now, of any tenant; it comes again after `guard` if whoever took it does not say what became of it.
create function take_notices(most integer, guard interval)
returns table (tenant_id integer, notice_id uuid)
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    with due as (
        select n.tenant_id, n.notice_id from public.notices n where n.state = 'waiting' and n.due_at <= clock_timestamp()
        order by n.due_at limit most for update skip locked
    )
    update public.notices n set due_at = clock_timestamp() + guard
    from due where n.tenant_id = due.tenant_id and n.notice_id = due.notice_id
    returning n.tenant_id, n.notice_id
$$;

do $$
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    revoke all on function take_notices(integer, interval) from public;
    grant execute on function take_notices(integer, interval) to aether_worker;
    alter function take_notices(integer, interval) owner to aether_keeper;
    revoke create on schema public from aether_keeper;
end
$$;

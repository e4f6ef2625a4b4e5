-- Locks: none that lasts; the table and the functions are new.
--
-- When each graph was last offered to be made anew by this release, and by which run. A table of its own: an offer must not
-- wait for whoever holds a branch's row.
create table upgrades (
    tenant_id integer not null,
    graph_id integer not null,
    version text not null,  -- that it was to come to
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

-- A graph of another version that nobody works on or will; none while a first index or another upgrade waits for a worker, of no
-- tenant a second one at a time, and no graph again before `rest` is over. The tenant comes first that was offered one
-- longest ago. What is pushed to needs no place in the line: its push makes it anew.
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

-- How many graphs of all tenants have another version, for the metrics. What is archived or retired stays as it is.
-- Policies make the planner think of few rows, and ask for each repository by itself.
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

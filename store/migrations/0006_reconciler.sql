-- Locks: none; the table and the functions are new.
--
-- When each repository's remote is looked at next. A table of its own: what the reconciler writes every few minutes must not
-- wait for whoever holds a repository's row.
create table remote_checks (
    tenant_id integer not null,
    repository_id bigint not null,
    due_at timestamptz not null,
    checked_at timestamptz,  -- the last time the remote answered
    failures integer not null default 0,  -- in a row: the wait doubles with each
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

-- Repositories that were registered since the last call are due at a moment of chance within `spread`.
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

-- What is due, of active repositories and hooks; it comes again after `guard` if whoever took it does not say when.
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

-- Locks: notices against writers while an index of what is waiting is made.
--
-- Whose address hangs keeps nobody else waiting: of one tenant a few notices are under way at once, however many are due.
create index notices_due on notices (tenant_id, due_at) where state = 'waiting';
drop index notices_by_time;
drop function take_notices(integer, interval);

-- What is to be told now: of each tenant the longest due, no more than leave it `each` with those under way (`busy`: a tenant's
-- number for each). It comes again after `guard` if whoever took it does not say what became of it.
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

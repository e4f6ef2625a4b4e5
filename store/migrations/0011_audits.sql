-- Locks: none that lasts; the table and the functions are new.
--
-- When each graph was last rebuilt from scratch beside the stored one, and in how many rows the two differed. A table of its
-- own: an audit must not wait for whoever holds a branch's row.
create table audits (
    tenant_id integer not null,
    graph_id integer not null,
    taken_at timestamptz not null,
    commit text,  -- of the last audit that came to an end
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

-- The graph whose audit lies back longest, of any tenant, if it has moved since or the audit is older than `rest`. Retired and
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

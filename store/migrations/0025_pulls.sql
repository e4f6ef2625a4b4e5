-- Locks: hooks exclusively for a moment: the column has a constant default. The table is new.
--
-- Pull and merge requests of hooks that ask for it: what each would make of its base, kept for its page.
alter table hooks add column pulls boolean not null default false;

drop function hook_by_id(text);
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

-- What is wanted of a request, and what was answered. It is its own outbox: a row is due while the answer is behind.
create table pulls (
    tenant_id integer not null,
    repository_id bigint not null,
    number bigint not null,
    state text not null default 'open' check (state in ('open', 'closed')),
    base text not null,  -- the branch that it would be merged into
    head text not null,  -- the commit that the newest event told
    told_at timestamptz not null,  -- by the forge's clock: what is older counts no more
    wanted_seq bigint not null default 1,
    answered_seq bigint not null default 0,
    due_at timestamptz not null default now(),
    published integer not null default 0,  -- handed out so often since the last claim
    fence bigint not null default 0,
    lease_until timestamptz,
    attempt integer not null default 0,
    base_commit text,  -- of the answer: what was indexed, what would be merged, and where the two part
    head_commit text,
    merge_base text,
    conflicts text[] not null default '{}',  -- paths; then there is no change
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

-- One of each tenant that has none under way: whose request waited longest. What is handed out is due again after `guard`,
-- doubled each time, should nothing come of it.
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

do $$
declare
    lookup text;
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    foreach lookup in array array['hook_by_id(text)', 'take_pulls(integer, interval)'] loop
        execute format('revoke all on function %s from public', lookup);
        execute format('grant execute on function %s to aether_worker', lookup);
        execute format('alter function %s owner to aether_keeper', lookup);
    end loop;
    revoke create on schema public from aether_keeper;
end
$$;

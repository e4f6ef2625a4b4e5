-- Locks: access exclusive on branches for a moment; a column without a default rewrites nothing. The function is new.
alter table branches add column wanted_from text;  -- where the move to wanted_commit began, as far as events tell

-- Every look that is planned at a repository of this hook, in all tenants that it serves: one list of the forge tells of all
-- of them. It comes again after `guard` if whoever took it does not say when. What has failed keeps its own, longer waits.
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

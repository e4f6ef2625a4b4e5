-- Locks: none that lasts; one function is made anew.
--
-- As before, and with the default branch, for which the receiver had to ask again.
drop function hook_repository(text, text);
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

do $$
begin
    grant create on schema public to aether_keeper;  -- for the moment: who takes over a function must be able to make one
    revoke all on function hook_repository(text, text) from public;
    grant execute on function hook_repository(text, text) to aether_worker;
    alter function hook_repository(text, text) owner to aether_keeper;
    revoke create on schema public from aether_keeper;
end
$$;

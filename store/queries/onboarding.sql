-- repositories: those of a tenant that have been requested, with the state of their first index and their newest run
select r.name as repo, r.path,
    case when b.indexed then 'indexed' when b.at_work then 'at_work' when u.state = 'failed' then 'failed' else 'waiting' end as state,
    u.run_id::text, u.stage, u.percent, u.files_done, u.files_known, u.error_code, u.error
from repositories r
cross join lateral (
    select bool_or(b.indexed_seq > 0) as indexed, bool_or(coalesce(b.lease_until > clock_timestamp(), false)) as at_work
    from branches b where b.tenant_id = r.tenant_id and b.repository_id = r.repository_id and b.state = 'active'
) b
left join lateral (
    select u.* from runs u where u.tenant_id = r.tenant_id and u.repository_id = r.repository_id and u.state <> 'coalesced'
    order by u.created_at desc limit 1
) u on true
where r.tenant_id = $1 and r.state = 'active' and ($2::text is null or r.hook_id = $2) and b.indexed is not null
order by u.created_at, r.repository_id

-- pace: first indexes finished in the last $3 seconds, and the seconds since the earliest of them started, or since the window did
select count(*) as ended, coalesce(extract(epoch from clock_timestamp() - min(f.began)), 0)::double precision as seconds
from (
    select greatest(min(u.started_at), clock_timestamp() - make_interval(secs => $3)) as began
    from deltas d
    join branches b on b.tenant_id = d.tenant_id and b.graph_id = d.graph_id
    join repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and ($2::text is null or r.hook_id = $2)
    join runs u on u.tenant_id = d.tenant_id and u.run_id = d.run_id
    where d.tenant_id = $1 and d.from_commit is null and d.published_at > clock_timestamp() - make_interval(secs => $3)
    group by r.repository_id
) f

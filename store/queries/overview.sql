-- repositories: a page by name, each with its default branch, its newest run, and how long its last runs took from push to graph
select r.name as repo, r.path, r.state, b.name as branch, b.indexed_commit, b.indexed_at, b.newest_commit, b.lag_seconds, b.nodes, b.edges,
    b.complete, u.run_id::text, u.state as run_state, u.stage, u.percent, u.error_code, s.seconds, l.languages::text
from (
    select * from repositories
    where tenant_id = $1 and name > $2 and state <> 'removed' and ($3 = '' or position($3 in name) > 0) order by name limit $4
) r
left join lateral (
    select graph_id, name, case when indexed_seq > 0 then indexed_commit end as indexed_commit, indexed_at, newest_commit, complete,
        nodes_total as nodes, edges_total as edges,
        case when newest_commit is distinct from indexed_commit and wanted_seq > indexed_seq
            then extract(epoch from now() - newest_at)::float8 else 0 end as lag_seconds
    from branches where tenant_id = $1 and repository_id = r.repository_id and state = 'active'
    order by (name = r.default_branch) desc nulls last, (indexed_seq > 0) desc, graph_id limit 1
) b on true
left join lateral (
    select run_id, state, stage, percent, error_code from runs
    where tenant_id = $1 and graph_id = b.graph_id and state <> 'coalesced' order by seq desc, created_at desc limit 1
) u on true
left join lateral (
    select array_agg(extract(epoch from finished_at - created_at)::float8 order by seq) as seconds from (
        select seq, finished_at, created_at from runs
        where tenant_id = $1 and graph_id = b.graph_id and state = 'succeeded' order by seq desc limit $5) d
) s on true
left join lateral (
    select result -> 'metrics' -> 'languages' as languages from runs
    where tenant_id = $1 and graph_id = b.graph_id and state = 'succeeded' order by seq desc limit 1
) l on true
order by r.name

-- unread: files that are parsed only in part or not at all, by reason: how many, and the first $3
select case when skipped <> '' then skipped else 'partial' end as reason, count(*) as files, (array_agg(path order by path))[:$3] as paths
from graph_files where tenant_id = $1 and graph_id = $2 and (partial or skipped <> '') group by 1 order by 2 desc, 1

-- arrivals: a hook's first retained delivery, the first accepted one, and the newest graph of its repositories
select
    (select min(received_at) from deliveries where tenant_id = $1 and hook_id = $2) as verified_at,
    (select min(received_at) from deliveries where tenant_id = $1 and hook_id = $2 and outcome = 'accepted') as accepted_at,
    (select count(*) from repositories where tenant_id = $1 and hook_id = $2 and state = 'active') as repositories,
    (select max(b.indexed_at) from repositories r
     join branches b on b.tenant_id = r.tenant_id and b.repository_id = r.repository_id and b.indexed_seq > 0
     where r.tenant_id = $1 and r.hook_id = $2 and r.state <> 'removed') as published_at

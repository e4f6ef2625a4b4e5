-- plan: schedules repositories that are new to the reconciler
select plan_checks(make_interval(secs => $1))

-- take: due checks, of any tenant
select tenant_id, repository_id from take_checks($1, make_interval(secs => $2))

-- take_hook: every scheduled check of one hook's repositories, of all tenants
select tenant_id, repository_id, forge_id, path, default_branch, checked_at, behind from take_hook_checks($1, make_interval(secs => $2))

-- repository: the data for checking its remote
select p.name as repo, p.hook_id, p.forge_id, p.path, p.default_branch, c.failures,
    coalesce(p.branch_globs, (select h.branch_globs from hooks h where h.hook_id = p.hook_id)) as branch_globs
from repositories p join remote_checks c on c.tenant_id = p.tenant_id and c.repository_id = p.repository_id
where p.tenant_id = $1 and p.repository_id = $2 and p.state = 'active'

-- branches: active ones, what is indexed, and whether requesting them would be pointless: a run is under way, or one recently
-- failed for good for a reason other than the remote
select b.name, b.indexed_commit, b.newest_commit,
    exists (select from runs r where r.tenant_id = b.tenant_id and r.graph_id = b.graph_id and r.state in ('queued', 'running'))
        as under_way,
    coalesce((select r.state = 'failed' and r.finished_at > now() - make_interval(secs => $3) and r.error_code <> all ($4) from runs r
              where r.tenant_id = b.tenant_id and r.graph_id = b.graph_id order by r.seq desc, r.created_at desc limit 1), false)
        as failed_lately
from branches b where b.tenant_id = $1 and b.repository_id = $2 and b.state = 'active' order by b.name

-- retire: a branch that was deleted on the remote
update branches set state = 'retired', retired_at = coalesce(retired_at, now()) where tenant_id = $1 and repository_id = $2 and name = $3

-- answered: the check succeeded
update remote_checks set failures = 0, checked_at = now(), error_code = null, error = null,
    due_at = clock_timestamp() + make_interval(secs => $3)
where tenant_id = $1 and repository_id = $2

-- quiet: the forge's list shows no push; `checked_at` is unchanged, since the remotes themselves were not asked
update remote_checks set due_at = clock_timestamp() + make_interval(secs => $3) where tenant_id = $1 and repository_id = any($2)

-- unanswered: the check failed
update remote_checks set failures = failures + 1, error_code = $4, error = $5,
    due_at = clock_timestamp() + make_interval(secs => $3)
where tenant_id = $1 and repository_id = $2

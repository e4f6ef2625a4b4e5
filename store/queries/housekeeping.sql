-- tenants: all of them
select tenant_ids()

-- close_repository: frees its name at once; it is no longer claimed or published to
update repositories set state = 'removed' where tenant_id = $1 and name = $2 and state <> 'removed' returning repository_id

-- close_branches: of a repository, or of all; raising the fence stops any worker on them
update branches set state = 'retired', retired_at = now(), fence = fence + 1, lease_until = null, lease_owner = null
where tenant_id = $1 and ($2::bigint is null or repository_id = $2)

-- close_branch: the same for one branch of an active repository; its graph can be queried until the grace period is over
update branches b set state = 'retired', retired_at = now(), fence = fence + 1, lease_until = null, lease_owner = null
from repositories r
where b.tenant_id = $1 and r.tenant_id = $1 and r.name = $2 and r.state <> 'removed' and b.repository_id = r.repository_id
    and b.name = $3 and b.name is distinct from r.default_branch and b.state = 'active'
returning b.graph_id

-- close_runs: fails the open runs of a repository, of one of its branches, or of the tenant
with closed as (
    update runs set state = 'failed', stage = 'failed', error_code = $4, error = $5, finished_at = now()
    where tenant_id = $1 and ($2::bigint is null or repository_id = $2) and ($3::integer is null or graph_id = $3) and state in ('queued', 'running')
    returning run_id
)
delete from outbox o using closed where o.tenant_id = $1 and o.run_id = closed.run_id

-- repository_of: the repository of a graph
select repository_id from branches where tenant_id = $1 and graph_id = $2

-- removed: repositories whose rows are still to be deleted
select repository_id from repositories where tenant_id = $1 and state = 'removed' order by repository_id

-- retired: branches whose grace period is over
select repository_id, graph_id from branches
where tenant_id = $1 and state = 'retired' and retired_at < now() - $2 * interval '1 day' order by graph_id

-- graphs: all of one repository
select graph_id from branches where tenant_id = $1 and repository_id = $2 order by graph_id

-- drop_edges: of one graph, one batch
delete from code_edges where ctid = any(array(select ctid from code_edges where tenant_id = $1 and graph_id = $2 limit $3))

-- drop_nodes: of one graph
delete from code_nodes where ctid = any(array(select ctid from code_nodes where tenant_id = $1 and graph_id = $2 limit $3))

-- drop_traces: of one graph
delete from link_traces where ctid = any(array(select ctid from link_traces where tenant_id = $1 and graph_id = $2 limit $3))

-- drop_files: of one graph
delete from graph_files where ctid = any(array(select ctid from graph_files where tenant_id = $1 and graph_id = $2 limit $3))

-- drop_deltas: of one graph
delete from deltas where ctid = any(array(select ctid from deltas where tenant_id = $1 and graph_id = $2 limit $3))

-- drop_deliveries: those that started runs of this graph only
delete from deliveries where ctid = any(array(
    select d.ctid from deliveries d
    where d.tenant_id = $1 and exists (select from runs r where r.tenant_id = $1 and r.graph_id = $2 and r.run_id = any(d.run_ids))
        and not exists (
            select from unnest(d.run_ids) as u (run_id)
            where not exists (select from runs r where r.tenant_id = $1 and r.graph_id = $2 and r.run_id = u.run_id))
    limit $3))

-- drop_runs: of one graph
delete from runs where ctid = any(array(select ctid from runs where tenant_id = $1 and graph_id = $2 limit $3))

-- drop_branch: after everything that refers to it
delete from branches where tenant_id = $1 and graph_id = $2

-- drop_pulls: of one repository
delete from pulls where ctid = any(array(select ctid from pulls where tenant_id = $1 and repository_id = $2 limit $3))

-- drop_repository: after everything that refers to it
delete from repositories where tenant_id = $1 and repository_id = $2

-- drop_repository_events: the events of a repository's watches
delete from watch_events where ctid = any(array(
    select ctid from watch_events where tenant_id = $1 and repository_id = $2 limit $3))

-- drop_repository_watches: with their pending messages and their log
delete from watches where ctid = any(array(select ctid from watches where tenant_id = $1 and repository_id = $2 limit $3))

-- quiet: no run of the tenant is under way, or waiting with extracted chunks. The row locks keep new ones from starting before
-- this transaction ends
select coalesce(bool_and(lease_until is null or lease_until < clock_timestamp()), true)
    and not exists (select from chunks where tenant_id = $1)
from (select lease_until from branches where tenant_id = $1 order by graph_id for share) b

-- drop_facts: those that no graph of the tenant uses; a graph's version begins with that of its facts
delete from blob_facts where ctid = any(array(
    select b.ctid from blob_facts b
    where b.tenant_id = $1 and not exists (
        select from graph_files f join branches g on g.tenant_id = f.tenant_id and g.graph_id = f.graph_id
        where f.tenant_id = $1 and f.blob = b.blob and starts_with(g.version || '/', b.version || '/'))
    limit $2))

-- expire_deltas: older than the retention
delete from deltas where ctid = any(array(
    select ctid from deltas where tenant_id = $1 and published_at < now() - $2 * interval '1 day' limit $3))

-- expire_pulls: without an event for $2 days if closed, $3 days if open
delete from pulls where ctid = any(array(
    select ctid from pulls where tenant_id = $1
        and told_at < now() - case when state = 'closed' then $2::float8 else $3::float8 end * interval '1 day' limit $4))

-- expire_notices: settled ones, older than the retention
delete from notices where ctid = any(array(
    select ctid from notices where tenant_id = $1 and state <> 'waiting' and created_at < now() - $2 * interval '1 day' limit $3))

-- expire_events: watch events, older than the retention
delete from watch_events where ctid = any(array(
    select ctid from watch_events where tenant_id = $1 and created_at < now() - $2 * interval '1 day' limit $3))

-- expire_deliveries: older than the retention
delete from deliveries where ctid = any(array(
    select ctid from deliveries where tenant_id = $1 and received_at < now() - $2 * interval '1 day' limit $3))

-- expire_carried: coalesced runs, older than the retention
delete from runs where ctid = any(array(
    select ctid from runs where tenant_id = $1 and state = 'coalesced'
        and created_at < now() - $2 * interval '1 day' and finished_at < now() - $2 * interval '1 day' limit $3))

-- expire_runs: settled runs, older than the retention. Kept: those of the last $3 requests of a branch, its last successful run,
-- and its very last run if that failed
delete from runs where ctid = any(array(
    select r.ctid from runs r join branches b on b.tenant_id = r.tenant_id and b.graph_id = r.graph_id
    where r.tenant_id = $1 and r.state in ('succeeded', 'failed')
        and r.created_at < now() - $2 * interval '1 day' and r.finished_at < now() - $2 * interval '1 day'
        and r.seq <= b.wanted_seq - $3 and exists (
            select from runs n
            where n.tenant_id = $1 and n.graph_id = r.graph_id and n.seq > r.seq and n.state in ('succeeded', r.state))
    limit $4))

-- incomplete: branches whose last publish lacks a file by accident, $2 days ago or longer, and that have no open run
select b.repository_id, b.graph_id, b.name from branches b
join repositories r on r.tenant_id = b.tenant_id and r.repository_id = b.repository_id and r.state = 'active'
where b.tenant_id = $1 and b.state = 'active' and not b.complete and b.indexed_at < now() - $2 * interval '1 day'
    and not exists (select from runs u where u.tenant_id = $1 and u.graph_id = b.graph_id and u.state in ('queued', 'running'))
order by b.graph_id

-- forget_accidents: so that the files are parsed again
delete from blob_facts b using graph_files f
where f.tenant_id = $1 and f.graph_id = $2 and f.skipped <> '' and b.tenant_id = $1 and b.blob = f.blob
    and b.language = f.language and b.quarantined <> ''

-- expire_chunks: of branches without an open run
delete from chunks c where c.tenant_id = $1 and not exists (
    select from runs r where r.tenant_id = c.tenant_id and r.graph_id = c.graph_id and r.state in ('queued', 'running'))

-- at_work: leased branches and chunks of the tenant. The row locks keep branches from being claimed before this transaction ends
select (select count(*) from (select lease_until from branches where tenant_id = $1 order by graph_id for share) b
        where b.lease_until > clock_timestamp())
    + (select count(*) from chunks where tenant_id = $1 and lease_until > clock_timestamp())

-- close_tenant: the transaction's own
select close_tenant()

-- close_repositories: all of a tenant
update repositories set state = 'removed' where tenant_id = $1 and state <> 'removed'

-- close_hooks: deliveries to them get 404
update hooks set state = 'removed' where tenant_id = $1 and state <> 'removed'

-- drop_tokens: of a tenant
delete from tokens where tenant_id = $1

-- drop_secrets: of a tenant's hooks
delete from hook_secrets where tenant_id = $1

-- drop_credentials: of a tenant's hooks
delete from hook_credentials where tenant_id = $1

-- drop_namespaces: of a tenant's hooks
delete from hook_namespaces where tenant_id = $1

-- drop_notices: of a tenant, one batch
delete from notices where ctid = any(array(select ctid from notices where tenant_id = $1 limit $2))

-- drop_notifications: after their notices
delete from notifications where ctid = any(array(select ctid from notifications where tenant_id = $1 limit $2))

-- drop_all_deliveries: of a tenant
delete from deliveries where ctid = any(array(select ctid from deliveries where tenant_id = $1 limit $2))

-- drop_hooks: of a tenant
delete from hooks where ctid = any(array(select ctid from hooks where tenant_id = $1 limit $2))

-- drop_audit_log: of a tenant that is being removed
delete from audit_log where ctid = any(array(select ctid from audit_log where tenant_id = $1 limit $2))

-- drop_tenant: after everything that refers to it
delete from tenants where tenant_id = $1

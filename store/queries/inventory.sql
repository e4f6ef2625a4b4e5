-- tenants: the tenant itself
select to_jsonb(t) from tenants t where tenant_id = $1

-- tokens: without their hashes
select to_jsonb(t) - 'token_hash' from tokens t where tenant_id = $1 order by t.created_at, t.token_id

-- hooks: including removed ones
select to_jsonb(t) from hooks t where tenant_id = $1 order by t.created_at, t.hook_id

-- hook_secrets: only that they exist, and until when
select to_jsonb(t) - 'sealed' from hook_secrets t where tenant_id = $1 order by t.hook_id, t.secret_id

-- hook_credentials: only that they exist
select to_jsonb(t) - 'sealed' from hook_credentials t where tenant_id = $1 order by t.hook_id

-- hook_namespaces: the rules of its wide hooks
select to_jsonb(t) from hook_namespaces t where tenant_id = $1 order by t.hook_id, t.namespace

-- repositories: without removed ones, whose rows are about to be deleted
select to_jsonb(t) from repositories t where tenant_id = $1 and state <> 'removed' order by t.repository_id

-- branches: of those repositories
select to_jsonb(t) from branches t join repositories r using (tenant_id, repository_id)
where tenant_id = $1 and r.state <> 'removed' order by t.graph_id

-- runs: all of them
select to_jsonb(t) from runs t where tenant_id = $1 order by t.created_at, t.run_id

-- pulls: without the answers, which are derived from the graph
select to_jsonb(t) - 'change' from pulls t join repositories r using (tenant_id, repository_id)
where tenant_id = $1 and r.state <> 'removed' order by t.repository_id, t.number

-- deliveries: without the bodies, which are sealed
select to_jsonb(t) - 'body' from deliveries t where tenant_id = $1 order by t.received_at, t.delivery_id

-- notifications: without the signing secrets
select to_jsonb(t) - 'sealed' from notifications t where tenant_id = $1 order by t.created_at, t.notification_id

-- watches: without the signing secrets
select to_jsonb(t) - 'sealed' from watches t where tenant_id = $1 order by t.created_at, t.watch_id

-- watch_events: all of them
select to_jsonb(t) from watch_events t where tenant_id = $1 order by t.event_id

-- notices: all of them
select to_jsonb(t) from notices t where tenant_id = $1 order by t.created_at, t.notice_id

-- audit_log: who administered what
select to_jsonb(t) from audit_log t where tenant_id = $1 order by t.entry_id

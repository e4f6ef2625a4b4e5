-- record: one act of administration
insert into audit_log (tenant_id, actor, action, subject, status) values ($1, $2, $3, $4::jsonb, $5)

-- entries: newest first, before this one
select entry_id, actor, action, subject, status, recorded_at from audit_log
where tenant_id = $1 and ($2::bigint is null or entry_id < $2) order by entry_id desc limit $3

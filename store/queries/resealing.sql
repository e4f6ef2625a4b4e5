-- hook_secrets: a page, after a key
select secret_id::text as key, sealed from hook_secrets where tenant_id = $1 and secret_id::text > $2 order by 1 limit $3

-- reseal_hook_secret: unless it was replaced since
update hook_secrets set sealed = $3 where tenant_id = $1 and secret_id::text = $2 and sealed = $4

-- hook_credentials: a page, after a key
select hook_id as key, sealed from hook_credentials where tenant_id = $1 and hook_id > $2 order by 1 limit $3

-- reseal_hook_credential: unless it was replaced since
update hook_credentials set sealed = $3 where tenant_id = $1 and hook_id = $2 and sealed = $4

-- notifications: a page, after a key
select notification_id::text as key, sealed from notifications where tenant_id = $1 and notification_id::text > $2 order by 1 limit $3

-- reseal_notification: unless it was replaced since
update notifications set sealed = $3 where tenant_id = $1 and notification_id::text = $2 and sealed = $4

-- watches: a page of those with an address, after a key
select watch_id::text as key, sealed from watches
where tenant_id = $1 and sealed is not null and watch_id::text > $2 order by 1 limit $3

-- reseal_watch: unless it was removed since
update watches set sealed = $3 where tenant_id = $1 and watch_id::text = $2 and sealed = $4

-- bodies: a page of deliveries with a stored body, after a key
select delivery_id::text as key, body as sealed from deliveries
where tenant_id = $1 and body is not null and delivery_id::text > $2 order by 1 limit $3

-- reseal_body: unless it was deleted since
update deliveries set body = $3 where tenant_id = $1 and delivery_id = $2::uuid and body = $4

-- rule: the globs of repositories that the hook may register automatically
select auto_register from hooks where tenant_id = $1 and hook_id = $2

-- namespaces: the hook's map from namespaces to tenants
select namespace, target_tenant_id from hook_namespaces where tenant_id = $1 and hook_id = $2

-- register: no row if this id is taken
insert into repositories (tenant_id, name, hook_id, forge_id, path, default_branch) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing returning repository_id

-- moved: its path at the forge changed; its numeric id and its graph stay
update repositories set path = $3 where tenant_id = $1 and repository_id = $2

-- removed: frees the name at once; housekeeping deletes the rows
update repositories set state = 'removed' where tenant_id = $1 and repository_id = $2 and state <> 'removed'

-- archived: no longer indexed; its graph can still be queried
update repositories set state = 'archived' where tenant_id = $1 and repository_id = $2 and state = 'active'

-- unarchived: no effect if it is suspended or removed
update repositories set state = 'active' where tenant_id = $1 and repository_id = $2 and state = 'archived'

-- visibility: for display only; tokens decide who may read
update repositories set visibility = $3 where tenant_id = $1 and repository_id = $2

-- retire_branch: its graph can be queried until the grace period is over; a push revives it
update branches set state = 'retired', retired_at = now()
where tenant_id = $1 and repository_id = $2 and name = $3 and state = 'active'

-- retire_others: the default branch changed, and no glob asks for the former one
update branches set state = 'retired', retired_at = now()
where tenant_id = $1 and repository_id = $2 and name <> $3 and state = 'active'

-- renamed_below: updates the paths of one tenant's repositories below a namespace
update repositories set path = $4 || substr(path, length($3) + 1)
where tenant_id = $1 and hook_id = $2 and state <> 'removed' and starts_with(lower(path), lower($3) || '/')

-- forget_namespaces: drops map entries under the new name, which referred to a former namespace of that name
delete from hook_namespaces where tenant_id = $1 and hook_id = $2
    and (lower(namespace) = lower($4) or starts_with(lower(namespace), lower($4) || '/'))
    and not (lower(namespace) = lower($3) or starts_with(lower(namespace), lower($3) || '/'))

-- rename_namespaces: updates the map
update hook_namespaces set namespace = $4 || substr(namespace, length($3) + 1) where tenant_id = $1 and hook_id = $2
    and (lower(namespace) = lower($3) or starts_with(lower(namespace), lower($3) || '/'))

-- set_rule: updates the hook's rule
update hooks set auto_register = $3 where tenant_id = $1 and hook_id = $2

-- state_below: sets the state of one tenant's repositories below a namespace, if it is one of $4
update repositories set state = $5
where tenant_id = $1 and hook_id = $2 and starts_with(lower(path), lower($3) || '/') and state = any($4)

-- disable_hook: the forge no longer sends anything; an administrator may enable it again
update hooks set state = 'disabled' where tenant_id = $1 and hook_id = $2 and state = 'active'

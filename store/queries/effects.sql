-- rule: what the hook may register by itself
select auto_register from hooks where tenant_id = $1 and hook_id = $2

-- namespaces: whose namespaces the hook serves
select namespace, target_tenant_id from hook_namespaces where tenant_id = $1 and hook_id = $2

-- register: under the first id that is free; no row where this one is taken
insert into repositories (tenant_id, name, hook_id, forge_id, path, default_branch) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing returning repository_id

-- moved: the forge says another path; the number stays, and so does the graph
update repositories set path = $3 where tenant_id = $1 and repository_id = $2

-- removed: its name is free at once; its rows go with the housekeeping
update repositories set state = 'removed' where tenant_id = $1 and repository_id = $2 and state <> 'removed'

-- archived: its graph answers and is indexed no more
update repositories set state = 'archived' where tenant_id = $1 and repository_id = $2 and state = 'active'

-- unarchived: null where something else keeps it from being indexed
update repositories set state = 'active' where tenant_id = $1 and repository_id = $2 and state = 'archived'

-- visibility: for people to see; tokens decide who may read
update repositories set visibility = $3 where tenant_id = $1 and repository_id = $2

-- retire_branch: its graph answers until the grace period is over; a push brings it back
update branches set state = 'retired', retired_at = now()
where tenant_id = $1 and repository_id = $2 and name = $3 and state = 'active'

-- retire_others: the default branch is another one, and nothing asks for the former
update branches set state = 'retired', retired_at = now()
where tenant_id = $1 and repository_id = $2 and name <> $3 and state = 'active'

-- renamed_below: the paths of one tenant's repositories below a namespace
update repositories set path = $4 || substr(path, length($3) + 1)
where tenant_id = $1 and hook_id = $2 and state <> 'removed' and starts_with(lower(path), lower($3) || '/')

-- forget_namespaces: the name is another namespace's now, whatever the map said of the one that had it before
delete from hook_namespaces where tenant_id = $1 and hook_id = $2
    and (lower(namespace) = lower($4) or starts_with(lower(namespace), lower($4) || '/'))
    and not (lower(namespace) = lower($3) or starts_with(lower(namespace), lower($3) || '/'))

-- rename_namespaces: the map follows
update hook_namespaces set namespace = $4 || substr(namespace, length($3) + 1) where tenant_id = $1 and hook_id = $2
    and (lower(namespace) = lower($3) or starts_with(lower(namespace), lower($3) || '/'))

-- set_rule: so does the hook's rule
update hooks set auto_register = $3 where tenant_id = $1 and hook_id = $2

-- state_below: of one tenant's repositories below a namespace, those in one of the states $4
update repositories set state = $5
where tenant_id = $1 and hook_id = $2 and starts_with(lower(path), lower($3) || '/') and state = any($4)

-- disable_hook: the forge sends nothing any more; a person may enable it again
update hooks set state = 'disabled' where tenant_id = $1 and hook_id = $2 and state = 'active'

-- access: where the hook clones from and with what
select forge, base_url, credential_kind, credential from hook_access($1, $2, $3)

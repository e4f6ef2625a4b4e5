-- Locks: none on tables. Roles belong to the whole cluster: another database may have made them, even at this moment.
--
-- aether_worker   indexes, receives and administers, within one tenant at a time
-- aether_reader   answers questions, within one tenant at a time
-- aether_keeper   owns the functions that look across tenants by an exact key; nobody logs in as it or becomes it
do $$
declare
    wanted text;
begin
    foreach wanted in array array['aether_worker', 'aether_reader', 'aether_keeper'] loop
        begin
            execute format('create role %I nologin', wanted);
        exception when duplicate_object or unique_violation then
            raise notice 'role % is there already', wanted;
        end;
    end loop;
    execute format('grant temporary on database %I to aether_worker', current_database());
    if not pg_has_role(current_user, 'aether_keeper', 'usage') then
        execute format('grant aether_keeper to %I', current_user);  -- an owner who is no superuser gives functions to it
    end if;
end
$$;

grant usage on schema public to aether_worker, aether_reader, aether_keeper;

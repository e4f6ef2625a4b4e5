-- Locks: none; a function is replaced.
--
-- Statistics after a large publish were sometimes missing: a table that autovacuum was just cleaning was skipped, and one that
-- it had cleaned but not counted looked as if it had not grown, for a vacuum notes the size, too.
create or replace function refresh_statistics() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '5s'
as $$
declare
    grown regclass;
begin
    for grown in
        select oid from pg_class
        where oid in ('public.code_nodes'::regclass, 'public.code_edges'::regclass, 'public.graph_files'::regclass,
                      'public.link_traces'::regclass, 'public.blob_facts'::regclass)
          and (pg_relation_size(oid) > 1.2 * relpages * current_setting('block_size')::integer
               or pg_stat_get_mod_since_analyze(oid) > 0.2 * reltuples
               or coalesce(pg_stat_get_last_analyze_time(oid), pg_stat_get_last_autoanalyze_time(oid)) is null)
        order by oid  -- so that two of us wait for each other in one direction
    loop
        begin
            execute format('analyze %s', grown);  -- autovacuum steps back for who waits
        exception when lock_not_available then
            raise warning 'The statistics of % are left to autovacuum: the table was locked for 5 s.', grown;
        end;
    end loop;
end
$$;

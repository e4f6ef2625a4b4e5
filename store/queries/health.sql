-- server: its version, and its clock
select current_setting('server_version') as version, current_setting('server_version_num')::integer / 10000 as major, extract(epoch from clock_timestamp())::float8 as clock

-- connections: to this database, and the server's limit
select numbackends as taken, current_setting('max_connections')::integer as most from pg_stat_database where datname = current_database()

-- Locks: tenants exclusively for a moment; columns without a default rewrite nothing.
--
-- What a tenant may hold. The operator says so, for each tenant; null: no limit.
alter table tenants add column most_repositories integer check (most_repositories >= 0);
alter table tenants add column most_rows bigint check (most_rows >= 0);  -- nodes and edges of all its graphs
grant update (most_repositories, most_rows) on tenants to aether_worker;

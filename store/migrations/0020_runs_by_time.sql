-- Locks: runs against writers while the index is made (0.1 s for 100,000 rows).
--
-- What ran lately, of all repositories of a tenant.
create index runs_by_time on runs (tenant_id, created_at);

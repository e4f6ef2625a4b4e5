-- Locks: link_traces exclusively, for as long as two entries of the catalogue and an empty index take; no row is rewritten.
--
-- Which namespaces a file adds names to: a Go directory, a Java package. Asked by the linker with the same salted keys as a
-- trace, hence beside the trace and worker-only like it. Files whose names are reached by importing the file add none, and
-- stay out of the index.
alter table link_traces add column provides bigint[] not null default '{}';
create index link_traces_by_namespace on link_traces using gin (provides) with (gin_pending_list_limit = 256)
    where provides <> '{}';

-- Locks: each table exclusively, for as long as entries of the catalogue take; no row is rewritten.
--
-- What a first load would spend for nothing: compressing keys, which are hashes, and counting columns that no condition names.
alter table link_traces alter column keys set storage external,
    alter column keys set statistics 0, alter column reads set statistics 0;
alter table code_nodes alter column start_line set statistics 0, alter column end_line set statistics 0,
    alter column first_line set statistics 0, alter column attributes set statistics 0;
alter table code_edges alter column scope set statistics 0, alter column sites set statistics 0;

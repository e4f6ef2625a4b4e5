-- Locks: graph_files exclusively for a moment: a column with a constant default rewrites nothing.
--
-- References that lead nowhere: for each scope, line, column, kind, expression, reason. Packed by file: they are written with
-- it, by difference, and a row for each would be a third as many as there are edges.
alter table graph_files add column unresolved jsonb not null default '[]';

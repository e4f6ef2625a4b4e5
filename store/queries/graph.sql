-- owners: files and directories by id
select owner_id, path, blob, mode, language, skipped, partial from graph_files
where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[])

-- existing: which of these are in the graph
select path from graph_files where tenant_id = $1 and graph_id = $2 and owner_id = any($3::bigint[])

-- listings: files and directories in these ranges of ids, at most $6 per range: the entries of one directory, and a few others.
-- Written so that the planner uses the primary key, whatever it thinks of the graph's size
select r.path as directory, f.path from unnest($3::text[], $4::bigint[], $5::bigint[]) as r (path, first, last)
cross join lateral (
    select path from graph_files where tenant_id = $1 and graph_id = $2 and owner_id between r.first and r.last
    order by owner_id limit $6
) f

-- all_owners: every file and directory, for a change set when the mirror no longer has the indexed commit
select owner_id, path, blob, mode, language, skipped, partial from graph_files where tenant_id = $1 and graph_id = $2

-- readers: owners whose trace contains one of these keys; the keys alone select the graph, because they are salted with it
with asked as materialized (select tenant_id, graph_id, owner_id from link_traces where keys && $3::bigint[])
select f.path from asked a
join graph_files f on f.tenant_id = a.tenant_id and f.graph_id = a.graph_id and f.owner_id = a.owner_id
where a.tenant_id = $1 and a.graph_id = $2 order by f.path

-- providers: files that add names to these namespaces; keys as above
with found as materialized (
    select tenant_id, graph_id, owner_id, provides from link_traces where provides && $3::bigint[] and provides <> '{}'
)
select f.path, p.provides from found p
join graph_files f on f.tenant_id = p.tenant_id and f.graph_id = p.graph_id and f.owner_id = p.owner_id
where p.tenant_id = $1 and p.graph_id = $2 order by f.path

-- by_index: the planner underestimates the cost of comparing arrays and would scan every trace of a small graph
set local enable_seqscan = off

-- neighbours: the files whose interfaces these read when they were last linked
select distinct f.owner_id, f.path, f.blob, f.mode, f.language, f.skipped, f.partial
from link_traces t cross join lateral unnest(t.reads) as r (owner_id)
join graph_files f on f.tenant_id = t.tenant_id and f.graph_id = t.graph_id and f.owner_id = r.owner_id
where t.tenant_id = $1 and t.graph_id = $2 and t.owner_id = any($3::bigint[])

-- facts: of these blobs
select blob, facts, interface, partial, quarantined from blob_facts
where tenant_id = $1 and blob = any($2::bytea[]) and language = $3 and version = $4

-- interfaces: of these blobs
select blob, interface from blob_facts where tenant_id = $1 and blob = any($2::bytea[]) and language = $3 and version = $4

-- left_out: files that one of these rules or accidents excluded
select path, blob, mode from graph_files where tenant_id = $1 and graph_id = $2 and skipped = any($3::text[]) and skipped <> '' order by path

-- facts_at: of the graph's files with these owner ids
select f.path, b.facts, b.interface from graph_files f
join blob_facts b on b.tenant_id = f.tenant_id and b.blob = f.blob and b.language = f.language and b.version = $4
where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = any($3::bigint[]) and f.skipped = ''

-- interfaces_at: of the graph's files with these owner ids
select f.path, b.interface from graph_files f
join blob_facts b on b.tenant_id = f.tenant_id and b.blob = f.blob and b.language = f.language and b.version = $4
where f.tenant_id = $1 and f.graph_id = $2 and f.owner_id = any($3::bigint[]) and f.skipped = ''

-- inhabited: which of these directories hold, at any depth, a file that is not among $4; '' is the root
select d.path from unnest($3::text[]) as d (path)
where exists (
    select from graph_files f
    where f.tenant_id = $1 and f.graph_id = $2 and f.mode <> 0 and f.path <> all($4::text[])
      and (d.path = '' or (f.path > d.path || '/' and f.path < d.path || '0'))
)

-- tally: file counts by language and excluding rule, as of the last publish
select tally from branches where tenant_id = $1 and graph_id = $2

-- keep_facts: facts are a pure function of their key, so a second writer changes nothing, unless the first one had an accident
insert into blob_facts as b (tenant_id, blob, language, version, facts, interface, partial, quarantined)
select $1, blob, $2, $3, facts, interface, partial, quarantined
from unnest($4::bytea[], $5::bytea[], $6::bytea[], $7::boolean[], $8::text[]) as f (blob, facts, interface, partial, quarantined)
order by blob
on conflict (tenant_id, blob, language, version) do update set facts = excluded.facts, interface = excluded.interface,
    partial = excluded.partial, quarantined = excluded.quarantined
where b.quarantined <> ''

-- header: the first line of an export, read in the export's own snapshot
select t.name as tenant, p.name as repo, b.name as branch, b.indexed_commit as commit, b.complete
from branches b
join repositories p on p.tenant_id = b.tenant_id and p.repository_id = b.repository_id
join tenants t on t.tenant_id = b.tenant_id
where b.tenant_id = $1 and b.graph_id = $2 and b.indexed_commit is not null and b.indexed_seq > 0

-- nodes_cursor: by id as unsigned hexadecimal: the positive ones first
declare nodes no scroll cursor for
select n.node_id, n.kind, n.name, n.qualified_name, coalesce(f.path, '') as path, n.language, n.start_line, n.end_line,
    n.first_line, n.attributes
from code_nodes n
left join graph_files f on f.tenant_id = n.tenant_id and f.graph_id = n.graph_id and f.owner_id = n.owner_id
where n.tenant_id = $1 and n.graph_id = $2
order by n.node_id < 0, n.node_id

-- edges_cursor: in the order of the canonical form; ids as unsigned hexadecimal
declare edges no scroll cursor for
select e.kind, e.src, e.dst, coalesce(f.path, '') as path, e.resolution, e.scope, e.sites, coalesce(s.start_line, 0) as origin
from code_edges e
left join graph_files f on f.tenant_id = e.tenant_id and f.graph_id = e.graph_id and f.owner_id = e.owner_id
left join code_nodes s on s.tenant_id = e.tenant_id and s.graph_id = e.graph_id and s.node_id = e.scope
where e.tenant_id = $1 and e.graph_id = $2
order by e.kind, e.src < 0, e.src, e.dst < 0, e.dst, coalesce(f.path, '') collate "C", e.resolution, e.scope < 0, e.scope

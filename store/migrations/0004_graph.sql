-- Locks: none; every table is new.
--
-- Rows are small on purpose: a graph has five edges a node. Kinds are text, not enums: enum_eq is not leakproof, so under
-- row security an enum column cannot lead a search into an index; a name costs three bytes more than a number and reads.

create table blob_facts (
    tenant_id integer not null,
    blob bytea not null,
    language text not null collate "C",
    version text not null collate "C",
    facts bytea not null,
    interface bytea not null,
    partial boolean not null,  -- a syntax error was met
    primary key (tenant_id, blob, language, version)
);

-- Files and directories: the owners of nodes, edges and traces.
create table graph_files (
    tenant_id integer not null,
    graph_id integer not null,
    owner_id bigint not null,
    mode integer not null,
    partial boolean not null,
    path text not null collate "C",
    blob bytea not null,
    language text not null collate "C",
    skipped text not null collate "C",
    primary key (tenant_id, graph_id, owner_id)
);
create index graph_files_flawed on graph_files (tenant_id, graph_id) where partial or skipped <> '';

create table code_nodes (
    tenant_id integer not null,
    graph_id integer not null,
    node_id bigint not null,
    owner_id bigint,  -- null: lies outside the repository, and exists as long as an edge points to it
    start_line integer not null,
    end_line integer not null,
    first_line integer not null,
    kind text not null collate "C",
    language text not null collate "C",
    name text not null,
    qualified_name text not null,
    attributes jsonb not null,
    -- lower() is not leakproof and an index entry has a largest size: search compares this column, never an expression.
    name_lower text not null collate "C" generated always as (lower(left(name, 200))) stored,
    primary key (tenant_id, graph_id, node_id)
);
create index code_nodes_by_name on code_nodes (tenant_id, graph_id, name_lower);
create index code_nodes_of_owner on code_nodes (tenant_id, graph_id, owner_id);

-- No unique key: an edge is all of its columns but sites, and a key of so many would be larger than the table. The linker
-- makes each edge once; a publish compares whole owners.
create table code_edges (
    tenant_id integer not null,
    graph_id integer not null,
    src bigint not null,
    dst bigint not null,
    owner_id bigint not null,
    scope bigint not null,
    kind text not null collate "C",
    resolution text not null collate "C",
    sites bytea not null  -- line - the scope's first line, column, line, column, ...: four bytes each
);
create index code_edges_from on code_edges (tenant_id, graph_id, src);
create index code_edges_to on code_edges (tenant_id, graph_id, dst, kind);
create index code_edges_of_owner on code_edges (tenant_id, graph_id, owner_id);

-- Every question a link asked. No row security, because the operator of a GIN index is not leakproof; only the worker may
-- read it, and every statement names tenant and graph. Keys are salted by graph, so that one graph's question does not
-- walk through the answers of every other branch that asked the same.
create table link_traces (
    tenant_id integer not null,
    graph_id integer not null,
    owner_id bigint not null,
    keys bigint[] not null,
    reads bigint[] not null,
    primary key (tenant_id, graph_id, owner_id)
);
create index link_traces_by_key on link_traces using gin (keys) with (gin_pending_list_limit = 256);

-- What each publish changed, for a while.
create table deltas (
    tenant_id integer not null,
    graph_id integer not null,
    delta_id bigint generated always as identity,
    run_id uuid not null,
    from_commit text,
    to_commit text not null,
    published_at timestamptz not null default now(),
    counts jsonb not null,
    complete boolean not null,  -- false: too much changed to list it
    changes jsonb not null,
    primary key (tenant_id, graph_id, delta_id)
);

do $$
declare
    owned text;
begin
    foreach owned in array array['blob_facts', 'graph_files', 'code_nodes', 'code_edges', 'deltas'] loop
        execute format('alter table %I enable row level security', owned);
        execute format('alter table %I force row level security', owned);
        execute format('create policy of_tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::integer))', owned);
        execute format('grant select, insert, update, delete on %I to aether_worker', owned);
    end loop;
end
$$;

-- Graphs have no repository in their rows: a narrowed token sees those whose branches it sees. Where nothing is narrowed the
-- list is never made.
do $$
declare
    owned text;
begin
    foreach owned in array array['graph_files', 'code_nodes', 'code_edges', 'deltas'] loop
        execute format(
            'create policy of_repositories on %I as restrictive using ((select nullif(current_setting(''app.repositories'', true), '''')) is null or graph_id = any (array(select b.graph_id from branches b)))',
            owned);
    end loop;
end
$$;

grant select, insert, update, delete on link_traces to aether_worker;
grant select on graph_files, code_nodes, code_edges, deltas to aether_reader;

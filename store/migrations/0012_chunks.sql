-- Locks: blob_facts for an instant (a column with a constant default rewrites nothing); chunks is new.
--
-- A full index of a large repository is shared out in chunks; and a blob that the parser did not survive is remembered.

-- One row a chunk: files and directories next to each other by owner_id. It is taken twice, to be extracted and, when every
-- chunk of the graph is, to be linked; what its link says waits here for the publish. Worker only.
create table chunks (
    tenant_id integer not null,
    graph_id integer not null,
    number integer not null,
    commit text not null,
    version text not null,  -- of extractor and linker: a worker of another release leaves it alone
    stage text not null default 'extract' check (stage in ('extract', 'link', 'done')),
    fence bigint not null default 0,  -- raised by each claim; a late twin keeps nothing
    attempt integer not null default 0,  -- claims in this stage
    lease_until timestamptz,
    lease_owner text,
    files integer not null,
    owners bytea not null,
    remarks bytea,  -- of extraction: what was left out and why, and which namespaces files add names to
    counts jsonb not null default '{}',
    linked bytea,
    primary key (tenant_id, graph_id, number),
    foreign key (tenant_id, graph_id) references branches on delete cascade
);
alter table chunks alter column owners set storage external;  -- compressing costs more here than writing
alter table chunks alter column linked set storage external;

alter table chunks enable row level security;
alter table chunks force row level security;
create policy of_tenant on chunks using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
grant select, insert, update, delete on chunks to aether_worker;

alter table blob_facts add column quarantined text not null default '' collate "C";  -- the accident; '' as a rule

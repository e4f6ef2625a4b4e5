-- hold: checks the run's fence, and locks it until this transaction ends
select from branches where tenant_id = $1 and graph_id = $2 and fence = $3 for share

-- drop_others: of another commit or release
delete from chunks where tenant_id = $1 and graph_id = $2 and (commit, version) is distinct from ($3, $4)

-- forgive: resets attempts used up by another run, or before an operator released this one
update chunks set attempt = 0 where tenant_id = $1 and graph_id = $2 and attempt > 0

-- standing: progress on a commit; stuck: a chunk that has used up its attempts
select count(*) as chunks, count(*) filter (where stage = 'extract') as to_extract, count(*) filter (where stage <> 'done') as to_link,
    coalesce(sum(files), 0) as files, coalesce(sum(files) filter (where stage <> 'extract'), 0) as extracted,
    coalesce(sum(files) filter (where stage = 'done'), 0) as linked,
    min(number) filter (where stage <> 'done' and attempt >= $5 and (lease_until is null or lease_until <= clock_timestamp())) as stuck
from chunks where tenant_id = $1 and graph_id = $2 and commit = $3 and version = $4

-- commit: the commit being indexed in chunks by this release
select commit from chunks where tenant_id = $1 and graph_id = $2 and version = $3 limit 1

-- put_up: the chunks of a commit
insert into chunks (tenant_id, graph_id, number, commit, version, files, owners)
select $1, $2, number, $3, $4, files, owners from unnest($5::integer[], $6::integer[], $7::bytea[]) as c (number, files, owners)

-- claim: a free chunk; none is linked before all are extracted
with free as (
    select number from chunks c
    where tenant_id = $1 and graph_id = $2 and commit = $3 and version = $4 and attempt < $5
        and (lease_until is null or lease_until <= clock_timestamp())
        and (stage = 'extract'
             or stage = 'link' and not exists (select from chunks o where o.tenant_id = $1 and o.graph_id = $2 and o.stage = 'extract'))
    order by number limit 1 for update skip locked
)
update chunks c set fence = c.fence + 1, attempt = c.attempt + 1, lease_owner = $6,
    lease_until = clock_timestamp() + make_interval(secs => $7)
from free where c.tenant_id = $1 and c.graph_id = $2 and c.number = free.number
returning c.number, c.stage, c.fence, c.attempt, c.owners

-- renew: extends the lease, if the fence still matches
update chunks set lease_until = clock_timestamp() + make_interval(secs => $5)
where tenant_id = $1 and graph_id = $2 and number = $3 and fence = $4 and lease_until is not null returning number

-- give_back: releases a chunk without counting the attempt
update chunks set lease_until = null, lease_owner = null, attempt = attempt - 1
where tenant_id = $1 and graph_id = $2 and number = $3 and fence = $4 and lease_until is not null

-- extracted: its facts are stored by blob, the remarks here
update chunks set stage = 'link', attempt = 0, lease_until = null, lease_owner = null, remarks = $5, counts = $6::jsonb
where tenant_id = $1 and graph_id = $2 and number = $3 and fence = $4 and stage = 'extract' and lease_until is not null
returning number

-- linked: the rows of its owners
update chunks set stage = 'done', lease_until = null, lease_owner = null, linked = $5, counts = counts || $6::jsonb
where tenant_id = $1 and graph_id = $2 and number = $3 and fence = $4 and stage = 'link' and lease_until is not null
returning number

-- layout: every file and directory of the commit, and the remarks
select owners, remarks from chunks where tenant_id = $1 and graph_id = $2 and commit = $3 and version = $4 order by number

-- counts: the counters of every chunk
select counts from chunks where tenant_id = $1 and graph_id = $2 order by number

-- numbers: in publishing order
select number from chunks where tenant_id = $1 and graph_id = $2 and commit = $3 and version = $4 and stage = 'done' order by number

-- said: one chunk's rows
select linked from chunks where tenant_id = $1 and graph_id = $2 and number = $3

-- drop: after the publish
delete from chunks where tenant_id = $1 and graph_id = $2

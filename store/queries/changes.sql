-- kept: a branch's retained publishes, newest first, without their deltas
select delta_id, from_commit, to_commit, published_at, complete as listed, counts from deltas
where tenant_id = $1 and graph_id = $2 order by delta_id desc

-- said: the deltas of these publishes, in order
select delta_id, changes from deltas where tenant_id = $1 and graph_id = $2 and delta_id = any($3::bigint[]) order by delta_id

-- into: edges of these kinds to these nodes, at most $5
select kind, src, dst, resolution, scope, owner_id, sites from code_edges
where tenant_id = $1 and graph_id = $2 and dst = any($3::bigint[]) and kind = any($4::text[]) and resolution <> 'name'
order by src, dst, kind, resolution limit $5

-- out_of: edges of these kinds from these nodes, at most $5
select kind, src, dst, resolution, scope, owner_id, sites from code_edges
where tenant_id = $1 and graph_id = $2 and src = any($3::bigint[]) and kind = any($4::text[]) and resolution <> 'name'
order by dst, src, kind, resolution limit $5

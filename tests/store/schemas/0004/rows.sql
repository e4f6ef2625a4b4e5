-- The first schema that could hold a graph.
insert into tenants (name) values ('acme'), ('globex');
insert into tokens (token_hash, tenant_id, label, scopes, repositories) values (sha256('token'), 1, 'ci', '{read,index}', '{1}');
insert into hooks (hook_id, tenant_id, forge, scope, base_url, branch_globs, auto_register)
values ('hook', 1, 'github', 'group', 'https://github.com', '{main,release/*}', 'acme/*');
insert into hook_secrets (hook_id, tenant_id, kind, sealed) values ('hook', 1, 'hmac', '\x01');
insert into hook_credentials (hook_id, tenant_id, kind, sealed) values ('hook', 1, 'token', '\x02');
insert into hook_namespaces (hook_id, namespace, tenant_id, target_tenant_id) values ('hook', 'acme', 1, 1), ('hook', 'globex', 1, 2);
insert into repositories (tenant_id, name, hook_id, forge_id, path, default_branch, visibility)
values (1, 'shop', 'hook', '4711', 'acme/shop', 'main', 'private'), (2, 'shop', 'hook', '4712', 'globex/shop', 'main', null);
insert into branches (tenant_id, repository_id, name, wanted_seq, newest_commit, indexed_seq, indexed_commit, version, nodes_total, edges_total, fence)
values (1, 1, 'main', 2, repeat('2', 40), 1, repeat('1', 40), '1/1048576/1/1', 2, 1, 1), (2, 2, 'main', 1, null, 0, null, '', 0, 0, 0);
insert into runs (tenant_id, run_id, repository_id, graph_id, trigger, seq, state, attempt, result, idempotency_key)
values (1, '00000000-0000-4000-8000-000000000001', 1, 1, 'webhook', 1, 'succeeded', 1, '{"success": true}', 'k'),
    (1, '00000000-0000-4000-8000-000000000002', 1, 1, 'webhook', 2, 'queued', 0, null, null);
insert into deliveries (tenant_id, hook_id, key, event, outcome, reason, headers, body_sha256, asked, run_ids, run_tenants)
values (1, 'hook', 'k', 'push', 'accepted', '', '{"user-agent": "x"}', repeat('0', 64), '{"wants": []}',
    '{00000000-0000-4000-8000-000000000001}', '{1}');
insert into outbox (run_id, tenant_id, graph_id, seq, queue, due_at) values ('00000000-0000-4000-8000-000000000002', 1, 1, 2, 'push', '2026-01-01');
insert into blob_facts (tenant_id, blob, language, version, facts, interface, partial) values (1, '\x11', 'python', '1/1048576', '\x01', '\x02', false);
insert into graph_files (tenant_id, graph_id, owner_id, mode, partial, path, blob, language, skipped)
values (1, 1, 7, 33188, false, 'shop/cart.py', '\x11', 'python', ''), (1, 1, 8, 40960, false, 'link', '\x12', '', 'symlink');
insert into code_nodes (tenant_id, graph_id, node_id, owner_id, start_line, end_line, first_line, kind, language, name, qualified_name, attributes)
values (1, 1, 70, 7, 1, 2, 1, 'function', 'python', 'Total', 'shop.cart.Total', '{}'), (1, 1, 71, 7, 3, 4, 3, 'function', 'python', 'tax', 'shop.cart.tax', '{}');
insert into code_edges (tenant_id, graph_id, src, dst, owner_id, scope, kind, resolution, sites)
values (1, 1, 70, 71, 7, 70, 'CALLS', 'exact', '\x0000000100000004');
insert into link_traces (tenant_id, graph_id, owner_id, keys, reads) values (1, 1, 7, '{1,2}', '{8}');
insert into deltas (tenant_id, graph_id, run_id, to_commit, counts, complete, changes)
values (1, 1, '00000000-0000-4000-8000-000000000001', repeat('1', 40), '{}', true, '{}');

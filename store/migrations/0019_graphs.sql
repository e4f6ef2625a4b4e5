-- Locks: each table against other ANALYZE and VACUUM, for as long as counting a sample of it takes.
--
-- A graph has one tenant. A planner that takes the two for independent thinks a graph of ten million edges beside a hundred tenants as small
-- as a hundredth of the average one, and reads all of it for each node of a walk.
create statistics code_nodes_of_graph (dependencies) on tenant_id, graph_id from code_nodes;
create statistics code_edges_of_graph (dependencies) on tenant_id, graph_id from code_edges;
create statistics graph_files_of_graph (dependencies) on tenant_id, graph_id from graph_files;
analyze code_nodes, code_edges, graph_files;

"""The vocabulary that all packages share: kinds, nodes, edges, changes, deltas, ids, errors. Standard library only."""

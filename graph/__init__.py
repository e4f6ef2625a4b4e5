"""The vocabulary every package shares: kinds, nodes and edges, changes, deltas, identity, errors. Standard library only."""

"""The vocabulary of all packages: kinds, nodes and edges, changes, deltas, identity, errors. Standard library only."""

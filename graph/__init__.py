"""The words every package uses: kinds, nodes and edges, changes, deltas, identity, errors. Standard library only."""

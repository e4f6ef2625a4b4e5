"""A graph as a SCIP index, which code browsers read."""

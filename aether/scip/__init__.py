"""Exports a graph as a SCIP index for code browsers."""

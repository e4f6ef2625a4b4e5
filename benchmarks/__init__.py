"""Benchmarks: the cost of a push, a first index, a delivery and a query, relative to a lower bound from the same run."""

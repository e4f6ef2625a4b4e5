"""PostgreSQL, and the only SQL. A handful of classes with synchronous methods, each method one transaction."""

from store.graph_store import PostgresGraphStore

__all__ = ["PostgresGraphStore"]

"""All access to PostgreSQL, and all the SQL. A handful of classes with synchronous methods, each of them one transaction."""

from store.graph_store import PostgresGraphStore

__all__ = ["PostgresGraphStore"]

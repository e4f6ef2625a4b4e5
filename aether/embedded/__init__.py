"""Embedded PostgreSQL and Valkey from their wheels, managed by one keeper process per data directory.

Every command that needs a server connects to the keeper's socket (`client`). The keeper (`keeper`) starts the requested
servers and stops both when the last connection closes, however that command ended. A server is a child of the keeper and
holds a lock that only its own processes hold (`server`), so a new one waits until the previous one is gone.
"""

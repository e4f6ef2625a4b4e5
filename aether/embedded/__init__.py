"""PostgreSQL and Valkey from their wheels, kept by one process per data directory.

Every command that needs a server connects to the keeper's socket (`client`). The keeper (`keeper`) starts what is asked
for and stops both servers when the last connection closes, however that command died. A server is a child of the keeper
and holds a lock that only its own processes hold (`server`), so that the next one waits until the last one is gone.
"""

"""Which database exceptions pass by themselves, and what a person is told about the others."""

import asyncpg

from graph.errors import AetherError, BrokenSetup, StorageError

_PASSING = (
    OSError,  # includes ConnectionError and TimeoutError
    asyncpg.PostgresConnectionError,
    asyncpg.TransactionRollbackError,  # serialisation, deadlock
    asyncpg.InsufficientResourcesError,  # too many connections, disk full, out of memory
    asyncpg.OperatorInterventionError,  # shutdown, restart, statement timeout
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,  # we were asleep, or taken for dead
    asyncpg.InvalidCachedStatementError,  # the schema moved under a statement that was parsed before; it is parsed anew now
)
_LOGIN = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)


def translated(error: Exception) -> AetherError | None:
    """None for errors of a program: they stay as they are."""
    if isinstance(error, _PASSING):
        return StorageError(f"PostgreSQL failed ({_first_line(error)}); the operation can be retried.")
    if isinstance(error, _LOGIN):
        return BrokenSetup(
            f"PostgreSQL refused the login of DATABASE_URL ({_first_line(error)}): check name and password."
        )
    if (isinstance(error, asyncpg.InterfaceError) and "closed" in str(error)) or isinstance(
        error, asyncpg.InternalClientError
    ):
        # The connection went away between two statements, or in the middle of one; asyncpg has no class of its own for it.
        return StorageError(f"PostgreSQL failed ({_first_line(error)}); the operation can be retried.")
    return None


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]

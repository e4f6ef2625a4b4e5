"""Facts about the database server, for diagnosis."""

from typing import Final, NamedTuple

from store import sql
from store.bridge import Bridge, Role, crossing

SQL: Final = sql.load("health")
OLDEST: Final = 15  # the oldest supported major version of PostgreSQL


class Server(NamedTuple):
    version: str
    major: int
    clock: float  # seconds since 1970


class Connections(NamedTuple):
    taken: int
    most: int


class Health:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def server(self) -> Server:
        """BrokenSetup if the login or the schema is not as required."""
        async with self.bridge.transaction(Role.READER) as connection:
            (row,) = await connection.fetch(SQL["server"])
            return Server(**row)

    @crossing
    async def connections(self) -> Connections:
        """Open connections to this database by anyone, and the server's limit."""
        async with self.bridge.transaction(Role.READER) as connection:
            (row,) = await connection.fetch(SQL["connections"])
            return Connections(**row)

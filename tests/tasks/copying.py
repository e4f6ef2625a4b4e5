"""`python -m tests.tasks.copying LOCK`: one transaction holds a lock and falls silent in the middle of a COPY, another waits for
that lock, until they hear that their line is cut. They and PostgreSQL find out sooner than the product's.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

from aether.settings import read
from store import liveness
from store.bridge import Bridge, Role


async def both(bridge: Bridge, lock: int) -> None:
    held = asyncio.Event()
    await asyncio.gather(copy(bridge, lock, held), wait(bridge, lock, held))


async def copy(bridge: Bridge, lock: int, held: asyncio.Event) -> None:
    async with bridge.transaction(Role.WORKER) as connection:
        await connection.execute(f"select pg_advisory_xact_lock({lock}); create temporary table said (line text)")
        await connection.copy_to_table("said", source=silence(held))


async def silence(held: asyncio.Event) -> AsyncIterator[bytes]:
    yield b"the first line\n"
    held.set()
    await asyncio.Event().wait()


async def wait(bridge: Bridge, lock: int, held: asyncio.Event) -> None:
    """The lock is its as soon as the COPY is given up, and nobody hears of it."""
    await held.wait()
    async with bridge.transaction(Role.WORKER) as connection:
        await connection.execute(f"select pg_advisory_xact_lock({lock})")


if __name__ == "__main__":
    soon = {"tcp_keepalives_idle": "1", "tcp_keepalives_interval": "1", "tcp_keepalives_count": "2"}
    liveness.ASKED.update(soon, tcp_user_timeout="2000")
    liveness._OURS.update(TCP_KEEPIDLE=1, TCP_KEEPINTVL=1, TCP_KEEPCNT=2, TCP_USER_TIMEOUT=2000)
    url = read(os.environ).database_url
    assert url is not None
    our = Bridge(url.get_secret_value())
    our.run(both(our, int(sys.argv[1])))

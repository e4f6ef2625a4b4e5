"""`python -m tests.tasks.mortal RUN TENANT N`: carries a run out as a worker does, and is killed before its N-th statement to
PostgreSQL. Where there are fewer it ends, and says how many there were.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from asyncpg import Connection

STATEMENTS = count(1)


def main(run_id: str, tenant: str, last: int) -> None:
    from tasks.workshop import parser_service  # takes a while, and who else counts has no use for it

    for name in ("execute", "fetch", "fetchrow", "fetchval"):
        setattr(Connection, name, counted(getattr(Connection, name), last))
    parser_service().parse_repository(run_id, tenant, worker="mortal", report=lambda *_, **__: None)
    sys.stdout.write(f"{next(STATEMENTS) - 1} statements\n")


def counted(send: Callable[..., Any], last: int) -> Callable[..., Any]:
    async def sent(*arguments: Any, **options: Any) -> Any:
        if next(STATEMENTS) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return await send(*arguments, **options)

    return sent


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

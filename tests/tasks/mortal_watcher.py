"""`python -m tests.tasks.mortal_watcher N`: tells watches and sends what is due, once, and is killed before its N-th statement to
PostgreSQL. Where there are fewer it ends, and says how many there were.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from asyncpg import Connection

from aether.settings import read
from mirror import Policy
from store.bridge import Bridge
from store.keyring import Keyring
from store.notices import Notices
from store.watching import Watching
from tasks.notifier import Notifier
from tasks.watcher import watch_once
from tests.tasks import mortal


def main(last: int) -> None:
    for name in ("execute", "fetch", "fetchrow", "fetchval"):
        setattr(Connection, name, mortal.counted(getattr(Connection, name), last))
    found = read(os.environ)
    bridge = Bridge(str(found.database_url and found.database_url.get_secret_value()))
    watch_once(Watching(bridge, lambda _: {}))
    with ThreadPoolExecutor(1) as pool:
        notices = Notices(bridge, Keyring([key.get_secret_value() for key in found.encryption_keys]))
        Notifier(notices, Policy(found.private_hosts), pool).begin()
    sys.stdout.write(f"{next(mortal.STATEMENTS) - 1} statements\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))

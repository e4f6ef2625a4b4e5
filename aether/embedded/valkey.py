"""Valkey, the broker. It receives its password through a pipe that no other process can read."""

import json
import os
import signal

from aether.embedded import programs
from aether.embedded.record import Record
from aether.embedded.server import Command
from aether.embedded.site import Site

NAME = "valkey"


def prepare(site: Site, record: Record, lock: int) -> None:  # noqa: ARG001 (all servers share this signature)
    site.directory(NAME)


def command(site: Site, record: Record, port: int) -> Command:
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": record.broker_password,
        "dir": json.dumps(str(site.state / NAME), ensure_ascii=False),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',  # no snapshots: the append-only file suffices
        "maxmemory-policy": "noeviction",
    }
    return Command(
        NAME,
        (programs.valkey(site.account), "-"),
        stdin=os.fsencode("".join(f"{name} {value}\n" for name, value in settings.items())),
        stop=signal.SIGTERM,
        ready=b"Ready to accept connections",
    )

"""A broker of one test, on a port of its own, that can be killed, frozen and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Self

import redis
from redis.exceptions import RedisError

from aether.embedded import programs
from aether.embedded.site import Account
from aether.starting import free_port
from tests.aether.installation import until

PASSWORD = "the-password-of-a-broker"


def redis_server() -> Path | None:
    """Debian's, where it is installed."""
    found = shutil.which("redis-server")
    return Path(found) if found else None


class Broker:
    """Valkey as the product configures it, or another server of its kind."""

    def __init__(
        self, program: Path | None = None, tls: tuple[Path, Path] | None = None, address: str = "127.0.0.1"
    ) -> None:
        """`tls`: its certificate, which is also the authority's, and the key."""
        self.tls, self.address = tls, address
        self.directory = Path(tempfile.mkdtemp(prefix="aether-broker-"))
        self.port = free_port()
        self._program = program or programs.valkey(Account())
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"{'rediss' if self.tls else 'redis'}://:{PASSWORD}@{self.address}:{self.port}/0"

    def configuration(self) -> dict[str, object]:
        certificate, key = self.tls or (None, None)
        ports = {
            "port": 0,
            "tls-port": self.port,
            "tls-cert-file": certificate,
            "tls-key-file": key,
            "tls-auth-clients": "no",
        }
        return {
            **(ports if self.tls else {"port": self.port}), "bind": self.address, "requirepass": PASSWORD, "dir": self.directory, "appendonly": "yes",
            "appendfsync": "everysec", "save": '""', "maxmemory-policy": "noeviction",
        }  # fmt: skip

    def start(self) -> None:
        lines = "".join(f"{name} {value}\n" for name, value in self.configuration().items())
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(
                (self._program, "-"), stdin=subprocess.PIPE, stdout=log, stderr=log, cwd="/", start_new_session=True
            )
        assert self.process.stdin is not None
        self.process.stdin.write(os.fsencode(lines))
        self.process.stdin.close()
        until(self.answers)

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.directory / "log").read_text()
        try:
            with self.client() as client:
                return bool(client.ping())
        except RedisError:
            return False

    def client(self) -> "redis.Redis":
        trusted = {"ssl_ca_certs": str(self.tls[0])} if self.tls else {}
        return redis.Redis.from_url(self.url, **trusted)

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        if number is signal.SIGKILL:
            self.process.wait()

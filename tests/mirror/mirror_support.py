"""A forge on loopback, one repository on it, and a mirror of it."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from mirror import Credential, Mirror, Policy, Remote
from tests.git_http import GitHandler, GitHTTP


class Scene(GitHTTP):
    def __init__(self, tmp_path: Path, handler: type[GitHandler] | None = None) -> None:
        super().__init__(tmp_path / "forge", handler)
        self.source = self.directory / "acme" / "widget.git"  # to be created by the test
        self.policy = Policy(private_hosts=frozenset([self.host]), fetch_seconds=30, read_seconds=30)
        self.mirror = Mirror(tmp_path / "mirrors" / "1", self.policy)
        self.remote = Remote(self.remote_url("acme/widget"), self.url)

    def with_policy(self, **limits: Any) -> Mirror:
        return Mirror(self.mirror.directory, self.policy._replace(**limits))

    def as_user(self, credential: Credential) -> Remote:
        return self.remote._replace(credential=credential)

    def fetches(self) -> int:
        """Requests that asked for objects or refs; the handshake not counted."""
        return sum(request.method == "POST" for request in self.seen)


def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        os.sched_yield()


class Process(NamedTuple):
    command: list[str]
    environment: bytes


def processes_of(mirror: Mirror) -> list[Process]:
    """Those that work on the mirror now."""
    wanted = f"GIT_DIR={mirror.directory}\0".encode()
    return [process for process in processes() if wanted in process.environment]


def processes() -> list[Process]:
    """All of this machine that can be looked into."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            found.append(Process(command, (process / "environ").read_bytes()))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found

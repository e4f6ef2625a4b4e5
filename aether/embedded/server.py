"""One server process: it is started under its lock, is ready when its log says so, and dies with the keeper."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

from aether.embedded.files import open_log
from aether.embedded.site import Site
from aether.leash import leash
from graph.errors import BrokenSetup

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}  # not the command's, which may hold secrets
_PATIENCE = 60.0  # seconds that a server has to stop by itself


class Command(NamedTuple):
    name: str
    argv: Sequence[str | Path]
    stdin: bytes  # a configuration with a password, which must not be in argv
    stop: signal.Signals  # requests a clean and prompt shutdown
    ready: bytes  # the text that its log shows once it accepts connections


class Server:
    """A running server. Only its own processes hold its lock, so a free lock means that all of them are gone."""

    def __init__(self, command: Command, process: subprocess.Popen[bytes]) -> None:
        self.command, self.process = command, process

    def alive(self) -> bool:
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.alive():
            self.process.send_signal(self.command.stop)

    def wait(self) -> bool:
        """Waits for the server and kills it if it does not stop. Returns whether it stopped by itself."""
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False
        return True


def start(command: Command, site: Site, lock: int) -> Server:
    """Returns the server once it accepts connections or has exited. There is no timeout: crash recovery may take long."""
    log = site.log(command.name)
    with open_log(log) as output:
        begun = output.tell()
        process = spawn(command.argv, site, lock, stdin=command.stdin, end=command.stop, output=output)
    while process.poll() is None and command.ready not in _since(log, begun):
        time.sleep(0.01)
    return Server(command, process)


def run(argv: Sequence[str | Path], site: Site, lock: int, stdin: bytes) -> str:
    """Runs a program to its end and returns its output."""
    process = spawn(argv, site, lock, stdin=stdin, end=signal.SIGKILL, output=subprocess.PIPE)
    printed = process.communicate()[0].decode("utf-8", "replace")
    if process.returncode:
        raise BrokenSetup(f"{Path(argv[0]).name} failed: {printed.strip()[-2000:]}")
    return printed


def spawn(
    argv: Sequence[str | Path], site: Site, lock: int, *, stdin: bytes, end: signal.Signals, output: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    """Starts a child under the servers' account. It holds the lock, reads `stdin`, and gets `end` if the keeper dies."""
    with _pipe(stdin, site.account.user) as source:
        return subprocess.Popen(
            argv,
            stdin=source,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_ENVIRONMENT,
            pass_fds=(lock,),
            preexec_fn=leash(end),  # noqa: PLW1509 (the keeper is single-threaded)
            user=site.account.user,
            group=site.account.group,
            extra_groups=site.account.extra_groups,
        )


def last_words(site: Site, name: str) -> str:
    """The end of a server's log, for error messages."""
    lines = _since(site.log(name), 0)[-4000:].decode("utf-8", "replace").splitlines()
    return "\n".join(lines[-8:])


def _pipe(content: bytes, reader: int | None) -> IO[bytes]:
    """A pipe that holds the content, far below its capacity. Its reader may also open it by name, as /dev/stdin."""
    read, write = os.pipe()
    if reader is not None:
        os.fchown(read, reader, -1)
    os.write(write, content)
    os.close(write)
    return os.fdopen(read, "rb")


def _since(log: Path, begun: int) -> bytes:
    with log.open("rb") as file:
        file.seek(begun)
        return file.read()

"""Runs one of our programs in a separate process, so that a crash or hang there costs one answer."""

import os
import subprocess
import sys
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple, cast

_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH")  # no secrets: it parses untrusted input


class Ended(Exception):
    """The process ended, or was ended, before it answered. `status`: exit status; negative for a signal, as in subprocess."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Apart:
    """Used by one thread at a time. Started on first use and restarted after it ends; it is stopped when this process exits.

    A message is its length in four bytes, then its bytes. Requests go to the process's stdin, answers come from its stdout.
    """

    def __init__(self, *arguments: str) -> None:
        """`arguments`: for the Python interpreter."""
        self._arguments = arguments
        self._stop: weakref.finalize[[], Apart] | None = None
        self._running: _Running | None = None

    def ask(self, question: bytes) -> bytes:
        running = self._running or self.start()
        try:
            running.requests.write(len(question).to_bytes(4, "big") + question)
            running.requests.flush()
            size = int.from_bytes(_exactly(running.answers, 4), "big")
            return _exactly(running.answers, size)
        except (BrokenPipeError, ValueError):  # it ended by itself, or through `end`, which closes the pipes
            status = running.process.wait()
            self.end()
            raise Ended(status) from None

    def end(self) -> None:
        running, self._running = self._running, None
        if running is not None and self._stop is not None:
            self._stop()

    def start(self) -> "_Running":
        """Starts the process ahead of its first use, without waiting for it to be ready."""
        argv = (sys.executable, "-P", *self._arguments)
        process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())
        running = _Running(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))
        self._stop = weakref.finalize(self, running.stop)  # runs at the latest when this process exits
        self._running = running
        return running


class _Running(NamedTuple):
    process: "subprocess.Popen[bytes]"
    requests: IO[bytes]
    answers: IO[bytes]

    def stop(self) -> int:
        """Kills the process; its exit status."""
        self.process.kill()
        status = self.process.wait()
        with suppress(BrokenPipeError):  # unsent data that nobody will read
            self.requests.close()
        self.answers.close()
        return status


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) < size:
        raise BrokenPipeError("it has ended")
    return found


def _environment() -> dict[str, str]:
    """A minimal environment in which the process imports the same code as this one."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = [str(Path(__file__).parents[1]), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}

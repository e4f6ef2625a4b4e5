"""A program of ours in a process of its own, so that what kills or hangs it costs one answer."""

import os
import subprocess
import sys
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple, cast

_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH")  # no secret: what it reads is anybody's


class Ended(Exception):
    """It has ended, or was ended, before it answered. `status`: as subprocess has it, negative for a signal."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Apart:
    """Asked by one thread at a time. Started when it is first needed, and again after its end; it ends with this process.

    A frame is its length in four bytes and as many bytes: one comes in on its stdin, one goes out on its stdout.
    """

    def __init__(self, *arguments: str) -> None:
        """`arguments`: of Python."""
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
        except (BrokenPipeError, ValueError):  # it has ended, or was ended by `end`, which closes the pipes
            status = running.process.wait()
            self.end()
            raise Ended(status) from None

    def end(self) -> None:
        running, self._running = self._running, None
        if running is not None and self._stop is not None:
            self._stop()

    def start(self) -> "_Running":
        """Before it is needed; nobody waits until it is there."""
        argv = (sys.executable, "-P", *self._arguments)
        process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())
        running = _Running(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))
        self._stop = weakref.finalize(self, running.stop)  # at the latest when this process exits
        self._running = running
        return running


class _Running(NamedTuple):
    process: "subprocess.Popen[bytes]"
    requests: IO[bytes]
    answers: IO[bytes]

    def stop(self) -> int:
        """Its exit status."""
        self.process.kill()
        status = self.process.wait()
        with suppress(BrokenPipeError):  # of what nobody reads any more
            self.requests.close()
        self.answers.close()
        return status


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) < size:
        raise BrokenPipeError("it has ended")
    return found


def _environment() -> dict[str, str]:
    """The same code as here, wherever it was found."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = [str(Path(__file__).parents[1]), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}

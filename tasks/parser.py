"""A process that parses, so that a blob which kills or hangs the parser costs itself and nothing else."""

import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple, cast

import msgspec
import structlog

import parsing
from parsing import Extract

CRASHED, TIMEOUT, FAILED = "parser_crashed", "parser_timeout", "parser_failed"
ACCIDENTS = frozenset({CRASHED, TIMEOUT, FAILED})  # a graph without a file for one of these reasons is incomplete
TRIES = 2  # parsers that one blob may end before it is given up
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH")  # no secret: what a parser reads is anybody's

Answer = Extract | str  # or the accident
Ask = Callable[[str, bytes], "Future[Answer]"]  # language, source

log = structlog.get_logger()
_answers = msgspec.msgpack.Decoder(tuple[bytes, bytes, bool] | str)


class Parser:
    """One process, started when it is first needed and again after its end. It ends with this one."""

    def __init__(self, seconds: float) -> None:
        """`seconds` of CPU that one blob may take."""
        self._process = _Process(seconds)

    def start(self) -> None:
        """Before it is needed; nobody waits until it is there."""
        self._process.start()

    @contextmanager
    def open(self) -> Iterator[Ask]:
        """Left by an exception, it waits for no answer."""
        stopped = threading.Event()
        with ThreadPoolExecutor(1, thread_name_prefix="parser") as thread:
            try:
                yield lambda language, source: thread.submit(self._answer, stopped, language, source)
            except BaseException:
                stopped.set()
                thread.shutdown(wait=False, cancel_futures=True)
                self._process.end()
                raise

    def _answer(self, stopped: threading.Event, language: str, source: bytes) -> Answer:
        answer: Answer = CRASHED
        for _ in range(TRIES):
            if stopped.is_set():
                break
            answer = self._process.ask(language, source)
            if answer not in {CRASHED, TIMEOUT}:
                break
        return answer


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


class _Process:
    """One process, asked by one thread at a time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._stop: weakref.finalize[[], _Process] | None = None
        self._running: _Running | None = None

    def ask(self, language: str, source: bytes) -> Answer:
        running = self._running or self.start()
        question = msgspec.msgpack.encode((language, source))
        try:
            running.requests.write(len(question).to_bytes(4, "big") + question)
            running.requests.flush()
            size = int.from_bytes(_exactly(running.answers, 4), "big")
            answer = _answers.decode(_exactly(running.answers, size))
        except (BrokenPipeError, ValueError):  # it has ended, or was ended by `end`, which closes the pipes
            return self._ended(running, len(source))
        if isinstance(answer, str):
            log.error("parser.failed", language=language, bytes=len(source), error=answer)
            return FAILED
        return Extract(*answer)

    def end(self) -> None:
        running, self._running = self._running, None
        if running is not None and self._stop is not None:
            self._stop()

    def _ended(self, running: _Running, size: int) -> str:
        status = running.process.wait()
        self.end()
        log.error("parser.ended", status=status, bytes=size)
        return TIMEOUT if status == -signal.SIGPROF else CRASHED

    def start(self) -> _Running:
        argv = (sys.executable, "-P", "-m", "parsing", str(self._seconds))
        process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())
        running = _Running(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))
        self._stop = weakref.finalize(self, running.stop)  # at the latest when this process exits
        self._running = running
        return running


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) < size:
        raise BrokenPipeError("the parser has ended")
    return found


def _environment() -> dict[str, str]:
    """The same code as here, wherever it was found."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = [str(Path(parsing.__file__).parents[1]), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}

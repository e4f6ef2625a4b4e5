"""Parses in separate processes, so that a blob that crashes or hangs the parser affects only itself."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import LifoQueue

import msgspec
import structlog

from parsing import Extract
from tasks.apart import Apart, Ended

CRASHED, TIMEOUT, FAILED = "parser_crashed", "parser_timeout", "parser_failed"
ACCIDENTS = frozenset({CRASHED, TIMEOUT, FAILED})  # a graph that lacks a file for one of these reasons is incomplete
TRIES = 2  # parser processes that one blob may end before it is quarantined

Answer = Extract | str  # or the accident
Ask = Callable[[str, Sequence[bytes]], "Future[list[Answer]]"]  # language, sources

log = structlog.get_logger()
_decoder = msgspec.msgpack.Decoder(list[tuple[bytes, bytes, bool] | str])


class Parser:
    """Parser processes, each started on first use and restarted after it ends. They end with this process."""

    def __init__(self, seconds: float, processes: int = 1) -> None:
        """`seconds`: of CPU per blob; `processes`: maximum number running in parallel."""
        self._processes = [Apart("-m", "parsing", str(seconds)) for _ in range(processes)]
        self._idle = LifoQueue[Apart]()  # LIFO: a second process is started only while the first is busy
        for apart in self._processes:
            self._idle.put(apart)

    def start(self) -> None:
        """Starts a process ahead of its first use, without waiting for it to be ready."""
        self._processes[-1].start()

    @contextmanager
    def open(self) -> Iterator[Ask]:
        """A function that submits requests. If the block raises, outstanding answers are abandoned."""
        stopped = threading.Event()
        with ThreadPoolExecutor(len(self._processes), thread_name_prefix="parser") as threads:
            try:
                yield lambda language, sources: threads.submit(self._answers, stopped, language, sources)
            except BaseException:
                stopped.set()
                threads.shutdown(wait=False, cancel_futures=True)
                for apart in self._processes:
                    apart.end()
                raise

    def _answers(self, stopped: threading.Event, language: str, sources: Sequence[bytes]) -> list[Answer]:
        """Tries all blobs in one request. If that ends the parser, asks for each alone to find the culprit."""
        apart = self._idle.get()
        try:
            if len(sources) > 1 and not stopped.is_set():
                try:
                    return _ask(apart, language, sources)
                except Ended as ended:
                    log.warning("parser.divided", status=ended.status, blobs=len(sources))
            return [_alone(apart, stopped, language, source) for source in sources]
        finally:
            self._idle.put(apart)


def _alone(apart: Apart, stopped: threading.Event, language: str, source: bytes) -> Answer:
    answer: Answer = CRASHED
    for _ in range(TRIES):
        if stopped.is_set():
            break
        try:
            return _ask(apart, language, [source])[0]
        except Ended as ended:
            log.error("parser.ended", status=ended.status, bytes=len(source))  # noqa: TRY400 (the traceback is of no interest)
            answer = TIMEOUT if ended.status == -signal.SIGPROF else CRASHED
    return answer


def _ask(apart: Apart, language: str, sources: Sequence[bytes]) -> list[Answer]:
    """Ended if the process does not survive one of them."""
    answers = _decoder.decode(apart.ask(msgspec.msgpack.encode((language, sources))))
    return [_said(language, *each) for each in zip(sources, answers, strict=True)]


def _said(language: str, source: bytes, answer: tuple[bytes, bytes, bool] | str) -> Answer:
    if isinstance(answer, str):
        log.error("parser.failed", language=language, bytes=len(source), error=answer)
        return FAILED
    return Extract(*answer)

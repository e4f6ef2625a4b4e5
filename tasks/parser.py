"""A process that parses, so that a blob which kills or hangs the parser costs itself and nothing else."""

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
ACCIDENTS = frozenset({CRASHED, TIMEOUT, FAILED})  # a graph without a file for one of these reasons is incomplete
TRIES = 2  # parsers that one blob may end before it is given up

Answer = Extract | str  # or the accident
Ask = Callable[[str, Sequence[bytes]], "Future[list[Answer]]"]  # language, sources

log = structlog.get_logger()
_decoder = msgspec.msgpack.Decoder(list[tuple[bytes, bytes, bool] | str])


class Parser:
    """Processes, each started when it is first needed and again after its end. They end with this one."""

    def __init__(self, seconds: float, processes: int = 1) -> None:
        """`seconds` of CPU that one blob may take; `processes` at most read side by side."""
        self._processes = [Apart("-m", "parsing", str(seconds)) for _ in range(processes)]
        self._idle = LifoQueue[Apart]()  # so that a second one is started only where the first is busy
        for apart in self._processes:
            self._idle.put(apart)

    def start(self) -> None:
        """Before it is needed; nobody waits until it is there."""
        self._processes[-1].start()

    @contextmanager
    def open(self) -> Iterator[Ask]:
        """Left by an exception, it waits for no answer."""
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
        """Of all at once. Which of them ended the parser is found by asking for each alone."""
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
            log.error("parser.ended", status=ended.status, bytes=len(source))  # noqa: TRY400 (where from is of no interest)
            answer = TIMEOUT if ended.status == -signal.SIGPROF else CRASHED
    return answer


def _ask(apart: Apart, language: str, sources: Sequence[bytes]) -> list[Answer]:
    """Ended, where it does not survive one of them."""
    answers = _decoder.decode(apart.ask(msgspec.msgpack.encode((language, sources))))
    return [_said(language, *each) for each in zip(sources, answers, strict=True)]


def _said(language: str, source: bytes, answer: tuple[bytes, bytes, bool] | str) -> Answer:
    if isinstance(answer, str):
        log.error("parser.failed", language=language, bytes=len(source), error=answer)
        return FAILED
    return Extract(*answer)

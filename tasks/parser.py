"""A process that parses, so that a blob which kills or hangs the parser costs itself and nothing else."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import msgspec
import structlog

from parsing import Extract
from tasks.apart import Apart, Ended

CRASHED, TIMEOUT, FAILED = "parser_crashed", "parser_timeout", "parser_failed"
ACCIDENTS = frozenset({CRASHED, TIMEOUT, FAILED})  # a graph without a file for one of these reasons is incomplete
TRIES = 2  # parsers that one blob may end before it is given up

Answer = Extract | str  # or the accident
Ask = Callable[[str, bytes], "Future[Answer]"]  # language, source

log = structlog.get_logger()
_answers = msgspec.msgpack.Decoder(tuple[bytes, bytes, bool] | str)


class Parser:
    """One process, started when it is first needed and again after its end. It ends with this one."""

    def __init__(self, seconds: float) -> None:
        """`seconds` of CPU that one blob may take."""
        self._apart = Apart("-m", "parsing", str(seconds))

    def start(self) -> None:
        """Before it is needed; nobody waits until it is there."""
        self._apart.start()

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
                self._apart.end()
                raise

    def _answer(self, stopped: threading.Event, language: str, source: bytes) -> Answer:
        answer: Answer = CRASHED
        for _ in range(TRIES):
            if stopped.is_set():
                break
            answer = self._ask(language, source)
            if answer not in {CRASHED, TIMEOUT}:
                break
        return answer

    def _ask(self, language: str, source: bytes) -> Answer:
        try:
            answer = _answers.decode(self._apart.ask(msgspec.msgpack.encode((language, source))))
        except Ended as ended:
            log.error("parser.ended", status=ended.status, bytes=len(source))  # noqa: TRY400 (where from is of no interest)
            return TIMEOUT if ended.status == -signal.SIGPROF else CRASHED
        if isinstance(answer, str):
            log.error("parser.failed", language=language, bytes=len(source), error=answer)
            return FAILED
        return Extract(*answer)

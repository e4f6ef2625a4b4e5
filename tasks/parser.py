"""A process that parses, so that a blob which kills or hangs the parser costs itself and nothing else."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
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
Ask = Callable[[str, Sequence[bytes]], "Future[list[Answer]]"]  # language, sources

log = structlog.get_logger()
_answers = msgspec.msgpack.Decoder(list[tuple[bytes, bytes, bool] | str])


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
                yield lambda language, sources: thread.submit(self._answers, stopped, language, sources)
            except BaseException:
                stopped.set()
                thread.shutdown(wait=False, cancel_futures=True)
                self._apart.end()
                raise

    def _answers(self, stopped: threading.Event, language: str, sources: Sequence[bytes]) -> list[Answer]:
        """Of all at once. Which of them ended the parser is found by asking for each alone."""
        if len(sources) > 1 and not stopped.is_set():
            try:
                return self._ask(language, sources)
            except Ended as ended:
                log.warning("parser.divided", status=ended.status, blobs=len(sources))
        return [self._alone(stopped, language, source) for source in sources]

    def _alone(self, stopped: threading.Event, language: str, source: bytes) -> Answer:
        answer: Answer = CRASHED
        for _ in range(TRIES):
            if stopped.is_set():
                break
            try:
                return self._ask(language, [source])[0]
            except Ended as ended:
                log.error("parser.ended", status=ended.status, bytes=len(source))  # noqa: TRY400 (where from is of no interest)
                answer = TIMEOUT if ended.status == -signal.SIGPROF else CRASHED
        return answer

    def _ask(self, language: str, sources: Sequence[bytes]) -> list[Answer]:
        """Ended, where it does not survive one of them."""
        answers = _answers.decode(self._apart.ask(msgspec.msgpack.encode((language, sources))))
        return [self._said(language, *each) for each in zip(sources, answers, strict=True)]

    def _said(self, language: str, source: bytes, answer: tuple[bytes, bytes, bool] | str) -> Answer:
        if isinstance(answer, str):
            log.error("parser.failed", language=language, bytes=len(source), error=answer)
            return FAILED
        return Extract(*answer)

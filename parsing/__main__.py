"""`python -m parsing SECONDS`: reads blobs from stdin and writes what each contains to stdout. A blob that crashes the
parser, or takes more than SECONDS of CPU time, ends only this process.

A frame is a length in four bytes and a MessagePack document. A request is `[language, [source, ...]]`; its answer holds
one `[facts, interface, partial]` per source, or in its place the text of the exception that the source raised.
"""

import gc
import resource
import signal
import sys
from typing import BinaryIO

import msgspec

from parsing import extract

MEMORY = 2 << 30  # bytes of address space: an allocation beyond them fails before the machine runs out of memory
COLLECTED = 128  # requests between two garbage collections: only an exception may leave reference cycles behind


def serve(requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Answers requests until stdin ends. A kernel timer kills the process: a parser that hangs would check no clock."""
    gc.disable()
    decoder, served = msgspec.msgpack.Decoder(tuple[str, list[bytes]]), 0
    while size := requests.read(4):
        language, sources = decoder.decode(requests.read(int.from_bytes(size, "big")))
        answer = msgspec.msgpack.encode([_answer(language, source, seconds) for source in sources])
        answers.write(len(answer).to_bytes(4, "big") + answer)
        answers.flush()
        served += 1
        if served % COLLECTED == 0:
            gc.collect(0)  # only what is new: grammars and caches, which outlive a blob, are not scanned again


def _answer(language: str, source: bytes, seconds: float) -> tuple[bytes, bytes, bool] | str:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        facts, interface, partial = extract(language, source)
    except Exception as error:  # noqa: BLE001 (reported to the caller, which records it with the file)
        return repr(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return facts, interface, partial


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # other systems refuse a limit below what is already mapped at the start
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))

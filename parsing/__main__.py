"""`python -m parsing SECONDS`: blobs on stdin, what each says on stdout. A blob that kills the parser, or keeps it busy for
more than SECONDS of CPU, ends this process and nothing else.

A frame is its length in four bytes and a document in MessagePack: `[language, [source, ...]]` comes in; as many
`[facts, interface, partial]` go out, or the text of what was raised in place of one.
"""

import gc
import resource
import signal
import sys
from typing import BinaryIO

import msgspec

from parsing import extract

MEMORY = 2 << 30  # bytes of address space: what asks for more is refused it, before the machine runs out
COLLECTED = 128  # questions between two collections: reading leaves no circles behind, but what raises may


def serve(requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """The kernel keeps the time, by the signal that ends a process: a parser that hangs would not look at a clock."""
    gc.disable()
    decoder, served = msgspec.msgpack.Decoder(tuple[str, list[bytes]]), 0
    while size := requests.read(4):
        language, sources = decoder.decode(requests.read(int.from_bytes(size, "big")))
        answer = msgspec.msgpack.encode([_answer(language, source, seconds) for source in sources])
        answers.write(len(answer).to_bytes(4, "big") + answer)
        answers.flush()
        served += 1
        if served % COLLECTED == 0:
            gc.collect(0)  # what was there before stays: the grammars, and what is remembered between blobs


def _answer(language: str, source: bytes, seconds: float) -> tuple[bytes, bytes, bool] | str:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        facts, interface, partial = extract(language, source)
    except Exception as error:  # noqa: BLE001 (told to whoever asked, who records it with the file)
        return repr(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return facts, interface, partial


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere a limit below what is mapped at the start is refused
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))

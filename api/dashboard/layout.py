"""`python layout.py SECONDS`: graphs in Graphviz' language on stdin, where dot would put them on stdout (frames as
tasks/apart.py has them). One that keeps dot busy for more than SECONDS of CPU ends this process and nothing else.

It imports nothing of ours, so that it starts as fast as Graphviz does.
"""

import resource
import signal
import sys
from typing import BinaryIO

from pygraphviz import AGraph

MEMORY = 1 << 30  # bytes of address space: what asks for more is refused it, before the machine runs out


def serve(requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    while size := requests.read(4):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        graph = AGraph(string=requests.read(int.from_bytes(size, "big")).decode())
        graph.layout(prog="dot")
        answer = graph.draw(format="plain")
        graph.close()
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(len(answer).to_bytes(4, "big") + answer)
        answers.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere a limit below what is mapped at the start is refused
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))

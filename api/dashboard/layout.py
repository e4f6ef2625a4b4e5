"""`python layout.py SECONDS`: reads graphs in the DOT language from stdin and writes dot's layouts to stdout, in frames as
in tasks/apart.py. A graph that takes dot more than SECONDS of CPU time ends this process and nothing else.

It imports no module of this project, so that it starts as fast as Graphviz does.
"""

import resource
import signal
import sys
from typing import BinaryIO

from pygraphviz import AGraph

MEMORY = 1 << 30  # bytes of address space: allocations beyond it fail before the machine runs out of memory


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
    if sys.platform == "linux":  # other systems refuse a limit below what is already mapped
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))

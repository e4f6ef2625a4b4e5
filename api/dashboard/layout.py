"""`python layout.py`: a graph in Graphviz' language on stdin, where dot would put it on stdout.

A program of its own that imports nothing of ours: a dense graph can keep dot busy for minutes, so the kernel ends it.
"""

import resource
import sys

from pygraphviz import AGraph

CPU_SECONDS = 2
MEMORY = 1 << 30


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere a limit below what is mapped at the start is refused
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    graph = AGraph(string=sys.stdin.read())
    graph.layout(prog="dot")
    sys.stdout.buffer.write(graph.draw(format="plain"))


if __name__ == "__main__":
    main()

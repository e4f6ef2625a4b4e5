"""`python supervised.py CHILD...`: supervises small processes, each given as NAME=PYTHON CODE, until it is told to stop."""

import os
import sys

import structlog

from aether.supervisor import Child, supervise

if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    given = (argument.partition("=") for argument in sys.argv[1:])
    children = [
        Child(name, (sys.executable, "-u", "-c", code), os.environ, once=name == "once") for name, _, code in given
    ]
    sys.exit(supervise(children, output=sys.stdout.buffer, grace=2.0))

"""A command that holds the embedded servers until its standard input ends. Run as a process of its own.

`python embedded_client.py DATA_DIR`: prints the addresses as one line of JSON, then waits.
"""

import sys
from pathlib import Path

import msgspec

from aether import logs
from aether.embedded.client import attach

logs.configure()  # to stderr: a slow start is told, and standard output is for the addresses
with attach(Path(sys.argv[1])) as servers:
    sys.stdout.buffer.write(msgspec.json.encode(servers) + b"\n")
    sys.stdout.flush()
    sys.stdin.read()

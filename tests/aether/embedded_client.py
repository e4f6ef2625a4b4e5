"""A command that holds the embedded servers until its standard input ends. Run as a process of its own.

`python embedded_client.py DATA_DIR`: prints the addresses as one line of JSON, then waits.
"""

import sys
from pathlib import Path

import msgspec

from aether.embedded.client import attach

with attach(Path(sys.argv[1])) as servers:
    sys.stdout.buffer.write(msgspec.json.encode(servers) + b"\n")
    sys.stdout.flush()
    sys.stdin.read()

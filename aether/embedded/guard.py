"""`python -m aether.embedded.guard DATA_DIR [SERVER...]`: a child of `aether up` that holds the servers and ends when the keeper does.

The supervisor starts it again, and with it a new keeper on the old addresses: a killed keeper costs a long-running
service seconds, not its life.
"""

import sys
from pathlib import Path

from aether.embedded.client import join
from aether.embedded.files import data_directory
from aether.embedded.protocol import POSTGRES, VALKEY


def guard(data_dir: Path, names: list[str]) -> None:
    """Returns when the keeper has ended, which it does not do while a command is connected."""
    connection, _ = join(data_directory(data_dir), names)
    with connection:
        connection.settimeout(None)
        connection.recv(1)


if __name__ == "__main__":
    guard(Path(sys.argv[1]), sys.argv[2:] or [POSTGRES, VALKEY])
    sys.exit("the keeper of the embedded servers has ended")

"""`python -m aether.embedded.guard DATA_DIR [SERVER...]`: a child of `aether up` that claims the servers.

It exits when the keeper does. The supervisor then restarts it, and with it a new keeper on the same addresses, so the
service survives a killed keeper with a few seconds of downtime.
"""

import sys
from pathlib import Path

from aether.embedded.client import join
from aether.embedded.files import data_directory
from aether.embedded.protocol import POSTGRES, VALKEY


def guard(data_dir: Path, names: list[str]) -> None:
    """Returns when the keeper has exited, which it normally does not do while a command is connected."""
    connection, _ = join(data_directory(data_dir), names)
    with connection:
        connection.settimeout(None)
        connection.recv(1)


if __name__ == "__main__":
    guard(Path(sys.argv[1]), sys.argv[2:] or [POSTGRES, VALKEY])
    sys.exit("the keeper of the embedded servers has ended")

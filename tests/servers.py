"""One pair of embedded servers for the whole suite: the product's own, on a data directory that goes away with it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from aether.embedded.client import attach
from aether.embedded.protocol import Servers


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """`.database_url`, `.admin_database_url` and `.broker_url`; started by the first test that asks."""
    data_dir = tmp_path_factory.mktemp("servers") / "data"
    with attach(data_dir) as started:
        yield started
    discard(data_dir)


def discard(data_dir: Path) -> None:
    """Removes a data directory whose servers have stopped, with the server files that root keeps elsewhere."""
    shutil.rmtree(state(data_dir), ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)


def state(data_dir: Path) -> Path:
    """Where the servers of this data directory keep their own files."""
    return Path(json.loads((data_dir / "servers.json").read_bytes())["state"])

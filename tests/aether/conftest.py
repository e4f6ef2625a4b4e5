"""One installation for the tests of commands: a database of its own on the suite's servers."""

import pytest

from aether.embedded.protocol import Servers
from tests.aether.commands import Shell
from tests.installed import install


@pytest.fixture(scope="session")
def installation_environment(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return install(servers, tmp_path_factory.mktemp("installation") / "data")


@pytest.fixture
def aether(installation_environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> Shell:
    """`aether("tenant", "add", "x")`: runs the command against the suite's servers."""
    return Shell(installation_environment, capsys)

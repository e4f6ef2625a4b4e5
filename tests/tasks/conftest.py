"""Real servers for the tests of this folder: PostgreSQL with a database for each module, and a numbered broker database."""

from collections.abc import Iterator

import pytest

from aether.embedded.protocol import Servers
from tasks.celery_app import celery_app, configuration, settings
from tests.git_http import GitHTTP
from tests.postgres import Server
from tests.tasks.workplace import Workplace, workplace

BROKER_DATABASE = 9


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    server = Server.create()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def broker_url(servers: Servers) -> str:
    address, _, _ = servers.broker_url.rpartition("/")
    return f"{address}/{BROKER_DATABASE}"


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHTTP]:
    with GitHTTP(tmp_path_factory.mktemp("forge")) as server:
        yield server


@pytest.fixture(scope="module")
def second_url(postgres: Server) -> str:
    """Another server that the operator allows, by the name `second`."""
    return postgres.app(postgres.fresh())


@pytest.fixture(scope="module")
def place(
    postgres: Server, broker_url: str, forge: GitHTTP, second_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workplace]:
    """The tools of this process, too, are set up for it: it is the client, and it runs eager tasks."""
    database, directory = postgres.fresh(), tmp_path_factory.mktemp("place")
    more = {"AETHER_PRIVATE_HOSTS": forge.host, "AETHER_DATABASES": f"second={second_url}"}
    with (
        pytest.MonkeyPatch.context() as patch,
        workplace(directory, postgres.app(database), postgres.admin(database), broker_url, **more) as made,
    ):
        for name, value in made.environment.items():
            patch.setenv(name, value)
        settings.cache_clear()
        celery_app.conf.update(configuration(settings()))
        yield made
    settings.cache_clear()

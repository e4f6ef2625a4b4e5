"""A database of its own for each test module, and two tenants in it."""

import secrets
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from store.bridge import Bridge
from store.catalogue import Catalogue
from store.graph_store import PostgresGraphStore
from store.intake import Intake
from store.keyring import Keyring
from store.reader import GraphReader
from store.runs import Runs
from tests.postgres import Server, debian


class Store(NamedTuple):
    """Everything the package offers, over one bridge with the application's ordinary login."""

    bridge: Bridge
    catalogue: Catalogue
    runs: Runs
    intake: Intake
    graph: PostgresGraphStore
    reader: GraphReader
    admin_url: str
    tenant: int
    other: int


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    server = Server.create()
    yield server
    server.remove()


@pytest.fixture(scope="session", params=["embedded", "15"])
def any_postgres(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The newest and the oldest server that the schema must run on."""
    if request.param == "embedded":
        yield request.getfixturevalue("postgres")
        return
    programs = debian(int(request.param))
    if not (programs / "postgres").exists():
        pytest.skip(f"the Debian package postgresql-{request.param} is not installed")
    server = Server.create(programs)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def database(postgres: Server) -> str:
    return postgres.fresh()


@pytest.fixture(scope="module")
def app_url(postgres: Server, database: str) -> str:
    return postgres.app(database)


@pytest.fixture(scope="module")
def store(postgres: Server, database: str) -> Iterator[Store]:
    bridge = Bridge(postgres.app(database))
    keyring = Keyring([Keyring.new_key()])
    catalogue = Catalogue(bridge, keyring)
    runs = Runs(bridge, keyring, republish=0)
    tenant, other = catalogue.tenants.add("acme"), catalogue.tenants.add("globex")
    yield Store(
        bridge,
        catalogue,
        runs,
        Intake(bridge, keyring),
        PostgresGraphStore(bridge),
        GraphReader(bridge),
        postgres.admin(database),
        tenant,
        other,
    )
    bridge.close()


@pytest.fixture
def repo(store: Store) -> str:
    """A fresh repository of tenant acme."""
    name = f"repo-{secrets.token_hex(4)}"
    store.catalogue.repositories.add(store.tenant, name, source="/srv/git/x", default_branch="main")
    return name

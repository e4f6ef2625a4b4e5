"""Where the parts are joined: settings and servers in, the objects that commands and processes work with out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from aether.embedded.client import encryption_keys, servers
from aether.embedded.protocol import Servers
from aether.settings import Settings, read
from api.services import Services
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.graph_store import PostgresGraphStore
from store.intake import Intake
from store.keyring import Keyring
from store.migrate import admit, migrate
from store.reader import GraphReader
from store.runs import Runs
from tasks.requests import Requests


class Application(NamedTuple):
    settings: Settings
    addresses: Servers
    keys: tuple[str, ...]
    bridge: Bridge
    keyring: Keyring
    intake: Intake
    catalogue: Catalogue
    runs: Runs
    requests: Requests
    store: PostgresGraphStore
    reader: GraphReader

    @property
    def services(self) -> Services:
        return Services(self.catalogue, self.runs, self.requests, self.reader)


@contextmanager
def application(*, broker: bool = False, upgrade: bool = False) -> Iterator[Application]:
    """Everything over the servers of the environment, or over embedded ones that stop when the last command has ended.

    An embedded database is brought to the newest schema; an operator's only where `upgrade` says so.
    """
    settings = read(os.environ)
    with servers(settings, broker=broker) as addresses:
        if upgrade or settings.database_url is None:
            bring_forward(addresses)
        bridge = Bridge(addresses.database_url)
        try:
            yield assemble(settings, addresses, encryption_keys(settings), bridge)
        finally:
            bridge.close()


def bring_forward(addresses: Servers) -> None:
    """The newest schema, and the application's login admitted to its roles: also an owner who made them is no member yet."""
    migrate(addresses.admin_database_url)
    login = urlsplit(addresses.database_url).username
    if login:
        admit(addresses.admin_database_url, unquote(login))


def assemble(settings: Settings, addresses: Servers, keys: tuple[str, ...], bridge: Bridge) -> Application:
    keyring = Keyring(keys)
    catalogue, runs = Catalogue(bridge, keyring), Runs(bridge, keyring, settings.lease)
    return Application(
        settings,
        addresses,
        keys,
        bridge,
        keyring,
        Intake(bridge, keyring),
        catalogue,
        runs,
        Requests(catalogue, runs, settings.local_roots, settings.data_dir),
        PostgresGraphStore(bridge),
        GraphReader(bridge),
    )


def environment(found: Application) -> dict[str, str]:
    """What a child process needs to find the same servers and keys. Never on its command line."""
    return {
        "AETHER_DATA_DIR": str(found.settings.data_dir),
        "DATABASE_URL": found.addresses.database_url,
        "AETHER_ADMIN_DATABASE_URL": found.addresses.admin_database_url,
        "CELERY_BROKER_URL": found.addresses.broker_url,
        "AETHER_ENCRYPTION_KEYS": ",".join(found.keys),
    }

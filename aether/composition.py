"""The composition root: builds, from settings and servers, the objects that commands and processes use."""

import hmac
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from aether import exporting
from aether.embedded.client import encryption_keys, servers
from aether.embedded.protocol import Servers
from aether.settings import DEFAULT_PUBLIC_URL, Settings, read
from store.audits import Audits
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.changes import ChangeReader
from store.graph_store import PostgresGraphStore
from store.intake import Intake
from store.keyring import Keyring
from store.migrate import admit, migrate
from store.model import Graph
from store.pulls import Pulls
from store.reader import GraphReader
from store.runs import Runs

if TYPE_CHECKING:
    from api.services import Services
    from tasks.across import Crossing
    from tasks.app_manifest import Manifests
    from tasks.explaining import Explaining
    from tasks.sources import Sources
    from tasks.supposing import Standpoint
    from tasks.watches import WatchRequests
    from tasks.what_if import WhatIf

_SESSIONS = b"aether: sessions of the dashboard"  # derives a key for this purpose only: no two purposes share one
_OURS_ALONE = ("AETHER_ADMIN_DATABASE_URL", "AETHER_BOOTSTRAP_TOKEN")


class Application(NamedTuple):
    settings: Settings
    addresses: Servers
    keys: tuple[str, ...]
    bridge: Bridge
    keyring: Keyring
    intake: Intake
    catalogue: Catalogue
    runs: Runs
    store: PostgresGraphStore
    reader: GraphReader
    changes: ChangeReader
    audits: Audits
    pulls: Pulls

    @property
    def public_url(self) -> str:
        return (self.settings.public_url or DEFAULT_PUBLIC_URL).rstrip("/")

    @property
    def graph_version(self) -> str:
        """The version of the graphs that this release builds with these settings."""
        from tasks.work import Limits

        return Limits(self.settings.max_file_bytes).graph_version

    def hook_url(self, hook_id: str) -> str:
        """The URL to enter at the forge."""
        return f"{self.public_url}/webhooks/{hook_id}"

    def try_hook(self, tenant_id: int, hook_id: str) -> Mapping[str, object]:
        from aether.trial import try_hook

        return try_hook(self, tenant_id, hook_id)._asdict()

    def onboard(self, tenant_id: int, hook_id: str, asked: Mapping[str, Any]) -> Mapping[str, object]:
        from aether.onboarding import Asked, onboard

        return onboard(self, tenant_id, hook_id, Asked(**asked))

    def export(self, graph: Graph) -> Iterator[bytes]:
        return exporting.lines(self.store.export(graph))

    def services(self) -> "Services":
        """The API's services. Most commands do not need Flask and Celery, whose import takes longer than a query."""
        from api.services import Services
        from store.outline import OutlineReader
        from store.overview import Overview
        from tasks.requests import Requests

        given = self.settings
        requests = Requests(self.catalogue, self.runs, given.local_roots, given.data_dir, given.tenant_backlog)
        return Services(
            self.catalogue,
            self.runs,
            requests,
            self.reader,
            self.changes,
            Overview(self.bridge),
            OutlineReader(self.bridge),
            self.sources(),
            self.explaining(),
            self.crossing(),
            self.what_if(),
            self.watching(),
            self.pulls,
            self.intake,
            self.public_url,
            self.manifests(),
            self.try_hook,
            self.export,
            self.onboard,
            [hmac.digest(key.encode(), _SESSIONS, "sha256") for key in self.keys],
        )

    def sources(self) -> "Sources":
        from store.source import SourceReader
        from tasks.sources import Sources
        from tasks.workshop import policy

        given = self.settings
        return Sources(SourceReader(self.bridge), given.mirrors, policy(given), given.max_file_bytes)

    def explaining(self) -> "Explaining":
        from tasks.explaining import Explaining

        return Explaining(self.standpoint())

    def what_if(self) -> "WhatIf":
        from store.supposing import Supposing
        from tasks.what_if import WhatIf
        from tasks.workshop import policy

        return WhatIf(self.standpoint(), Supposing(self.bridge), self.settings.mirrors, policy(self.settings))

    def watching(self) -> "WatchRequests":
        from tasks.watches import WatchRequests
        from tasks.workshop import policy

        return WatchRequests(self.catalogue.watches, policy(self.settings), self.settings.tenant_watches)

    def crossing(self) -> "Crossing":
        from store.across import AcrossReader
        from tasks.across import Crossing

        return Crossing(self.standpoint(), AcrossReader(self.bridge))

    def standpoint(self) -> "Standpoint":
        from tasks.supposing import Standpoint
        from tasks.work import Limits

        return Standpoint(self.reader, self.store, Limits(self.settings.max_file_bytes))

    def manifests(self) -> "Manifests":
        from tasks.app_manifest import Manifests
        from tasks.workshop import policy

        return Manifests(self.catalogue, self.keyring, policy(self.settings), self.public_url)


@contextmanager
def application(*, broker: bool = False, upgrade: bool = False) -> Iterator[Application]:
    """The application on the configured servers, or on embedded ones, which stop when the last command has ended.

    An embedded database is always migrated to the newest schema; an operator's database only with `upgrade`.
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
    """Migrates to the newest schema and grants the application's login its roles. Even the owner who created the roles is not
    yet a member of them.
    """
    migrate(addresses.admin_database_url)
    login = urlsplit(addresses.database_url).username
    if login:
        admit(addresses.admin_database_url, unquote(login))


def assemble(settings: Settings, addresses: Servers, keys: tuple[str, ...], bridge: Bridge) -> Application:
    keyring = Keyring(keys)
    catalogue, runs = Catalogue(bridge, keyring), Runs(bridge, keyring, settings.lease, cap=settings.tenant_runs)
    return Application(
        settings,
        addresses,
        keys,
        bridge,
        keyring,
        Intake(bridge, keyring),
        catalogue,
        runs,
        PostgresGraphStore(bridge),
        GraphReader(bridge),
        ChangeReader(bridge),
        Audits(bridge, keyring),
        Pulls(bridge, keyring, settings.lease),
    )


def environment(found: Application) -> dict[str, str]:
    """The complete environment of a child process: ours plus the servers and keys, which must not be on its command line.

    It contains neither the database owner's login, since only the parent migrates, nor the first token.
    """
    given = {
        "AETHER_DATA_DIR": str(found.settings.data_dir),
        "DATABASE_URL": found.addresses.database_url,
        "CELERY_BROKER_URL": found.addresses.broker_url,
        "AETHER_ENCRYPTION_KEYS": ",".join(found.keys),
    }
    replaced = {name + suffix for name in (*given, *_OURS_ALONE) for suffix in ("", "_FILE")}
    return {name: value for name, value in os.environ.items() if name not in replaced} | given


def adopt(found: Application) -> None:
    """The same for Celery, which runs in this process and reads `os.environ`."""
    theirs = environment(found)
    os.environ.clear()
    os.environ.update(theirs)

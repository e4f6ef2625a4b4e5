"""The whole web application over a real database: two tenants with look-alike repositories, one of them indexed."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aether.application import web
from aether.composition import Application, assemble
from aether.embedded.protocol import Servers
from aether.settings import read
from store.bridge import Bridge
from tasks.workshop import assemble as workshop
from tests.installed import install
from tests.repositories import create

SHOP = {
    b"shop/__init__.py": b"",
    b"shop/cart.py": b"def total(items):\n    return add(items)\n\n\ndef add(items):\n    return sum(items)\n",
    b"shop/order.py": b"from shop.cart import add, total\n\n\ndef place(items):\n    return total(items)\n\n\nclass Order:\n"
    b"    def pay(self):\n        return place([])\n",
    b"shop/broken.py": b"def half(:\n    return 1\n",
}


class Caller(NamedTuple):
    """A client with a bearer token."""

    client: FlaskClient
    token: str

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(path, query_string=query or None, headers=self._headers())

    def post(self, path: str, body: Mapping[str, Any], **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=body, headers={**self._headers(), **named})

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class World(NamedTuple):
    """Tenants acme and acme2; each has repositories `shop` (indexed for acme only) and `empty`."""

    found: Application
    app: Flask
    acme: int
    acme2: int
    sources: Path

    def caller(self, tenant_id: int, *scopes: str, repositories: list[int] | None = None) -> Caller:
        token = self.found.catalogue.tokens.add(tenant_id, scopes or ["admin"], repositories=repositories)
        return Caller(self.app.test_client(), token)

    def publish(self, tenant: str, repo: str) -> dict[str, Any]:
        """Runs what a worker would run."""
        run_id = self.found.runs.request(tenant, repo, ref=None, full=False, trigger="test")
        return self.work(tenant, run_id)

    def work(self, tenant: str, run_id: str) -> dict[str, Any]:
        parser = workshop(self.found.settings, self.found.bridge, self.found.keyring)
        return dict(parser.parse_repository(run_id, tenant, worker="test", report=lambda *_, **__: None))


@pytest.fixture(scope="session")
def world(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("api")
    sources = home / "sources"
    create(sources / "shop.git", SHOP)
    create(sources / "other.git", {b"other.py": b"def other():\n    return 1\n"})
    settings = read(install(servers, home / "data") | {"AETHER_LOCAL_ROOTS": f"acme={sources}"})
    keys = tuple(key.get_secret_value() for key in settings.encryption_keys)
    bridge = Bridge(str(settings.database_url and settings.database_url.get_secret_value()))
    found = assemble(settings, servers, keys, bridge)
    acme, acme2 = found.catalogue.tenants.add("acme"), found.catalogue.tenants.add("acme2")
    for tenant_id in (acme, acme2):
        found.catalogue.repositories.ensure(tenant_id, "shop", str(sources / "shop.git"))
        found.catalogue.repositories.ensure(tenant_id, "empty", str(sources / "shop.git"))
    built = World(found, web(found), acme, acme2, sources)
    built.publish("acme", "shop")
    yield built
    bridge.close()


@pytest.fixture
def admin(world: World) -> Caller:
    """An administrator of acme."""
    return world.caller(world.acme)

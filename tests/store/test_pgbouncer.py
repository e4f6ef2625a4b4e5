"""Never mixed: through a pooler that hands the same server connection to one transaction after the other."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import NotFound
from store.bridge import Bridge, Role
from store.catalogue import Catalogue
from store.graph_store import PostgresGraphStore
from store.keyring import Keyring
from store.model import Header
from store.reader import GraphReader
from store.runs import Runs
from tests.postgres import LOGIN, PASSWORD, Server
from tests.store.build import call, delta, function, owner

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@pytest.fixture(scope="module")
def pooled(any_postgres: Server) -> Iterator[str]:
    """The URL of a pooler in transaction mode that has two server connections for everybody."""
    if PROGRAM is None:
        pytest.skip("the Debian package pgbouncer is not installed")
    database = any_postgres.fresh()
    directory = Path(tempfile.mkdtemp(prefix="aether-pooler-"))
    (directory / "users").write_text(f'"{LOGIN}" "{PASSWORD}"\n')
    (directory / "ini").write_text(settings(any_postgres, database, directory))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        for path in (directory, *directory.iterdir()):
            shutil.chown(path, user)
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, str(directory / "ini")], user=user, stdout=log, stderr=log, cwd="/")
    wait_for(directory / ".s.PGSQL.6432", process)
    yield f"postgresql://{LOGIN}:{PASSWORD}@/pooled?host={directory}&port=6432"
    process.terminate()
    process.wait(20)
    shutil.rmtree(directory)


def settings(server: Server, database: str, directory: Path) -> str:
    """The port names a socket in a directory of its own; nothing listens on the network."""
    return f"""
[databases]
pooled = host={server.directory} dbname={database} user={LOGIN} password={PASSWORD}
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {directory}
auth_type = plain
auth_file = {directory}/users
pool_mode = transaction
default_pool_size = 2
ignore_startup_parameters = extra_float_digits
"""


def wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until the socket takes connections; the program's own words if it ends instead."""
    for _ in range(400):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            if client.connect_ex(str(path)) == 0:
                return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError((path.parent / "log").read_text())


def test_two_tenants_index_and_read_at_the_same_time_through_two_connections(pooled: str) -> None:
    bridge = Bridge(pooled, pool_size=8)
    keyring = Keyring([Keyring.new_key()])
    catalogue = Catalogue(bridge, keyring)
    for tenant in ("acme", "globex"):
        catalogue.tenants.ensure(tenant)
    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda tenant: index_and_read(bridge, keyring, catalogue, tenant), ("acme", "globex") * 2))
    bridge.close()


def index_and_read(bridge: Bridge, keyring: Keyring, catalogue: Catalogue, tenant: str) -> None:
    """Every name holds its tenant, so a row of the other one would show."""
    tenant_id = catalogue.tenants.id(tenant)
    runs, store, reader = Runs(bridge, keyring), PostgresGraphStore(bridge), GraphReader(bridge)
    catalogue.repositories.ensure(tenant_id, repo := f"of-{tenant}-{id(runs)}", "/srv")
    for size in range(1, 15):
        claim = runs.claim(runs.request(tenant, repo, ref="main", full=False, trigger="manual"), "worker")
        assert claim is not None
        nodes = [function("a.py", f"{tenant}{number}") for number in range(size)]
        store.publish(claim, delta(f"{size:x}", [owner("a.py")], nodes, [call(node, nodes[0]) for node in nodes]))
        runs.finish(claim, {"success": True})
        assert len(reader.search(tenant_id, repo, tenant).items) == size
        assert {type(row) for row in store.export(claim.graph)} >= {Header}
        assert {row.name.rpartition("-")[0] for row in catalogue.repositories.all(tenant_id)} == {f"of-{tenant}"}
    with pytest.raises(NotFound):
        reader.search(tenant_id, "of-nobody", "x")


def test_no_statement_is_kept_where_another_may_get_the_connection(pooled: str) -> None:
    bridge = Bridge(pooled)

    async def ask() -> object:
        async with bridge.transaction(Role.READER) as connection:
            await connection.fetchval("select 17 + $1::integer", 4)
            return await connection.fetchval("select count(*) from pg_prepared_statements")

    assert [bridge.run(ask()) for _ in range(3)] == [0, 0, 0]
    bridge.close()


def test_a_request_is_heard_through_it_or_found_by_the_tick(pooled: str) -> None:
    """LISTEN needs a session; a pooler in transaction mode has none. What is due is found all the same."""
    bridge = Bridge(pooled)
    keyring = Keyring([Keyring.new_key()])
    catalogue, runs = Catalogue(bridge, keyring), Runs(bridge, keyring)
    tenant_id = catalogue.tenants.ensure("initech")
    catalogue.repositories.ensure(tenant_id, "repo", "/srv")
    run = runs.request("initech", "repo", ref="main", full=False, trigger="manual")
    assert run in {due.run_id for due in runs.due(100)}
    bridge.close()

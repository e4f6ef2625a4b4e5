"""Never mixed: a clone token is looked for wherever anything is written, and found nowhere in clear."""

import asyncio
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from tests.end_to_end.service import WAIT, Registered, Service
from tests.git_http import GitHTTP
from tests.mirror.mirror_support import processes
from tests.repositories import create

TOKEN = "ghp-only-for-this-test-7d1e9c"
ENCODED = b64encode(f"x-access-token:{TOKEN}".encode()).decode()  # as basic authentication sends it


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[GitHTTP]:
    with GitHTTP(tmp_path / "forge") as server:
        yield server


def private(service: Service, name: str, number: str) -> Registered:
    who = service.register("acme", name, f"acme/{name}", number)
    catalogue = service.found.catalogue
    catalogue.hooks.put_credential(catalogue.tenants.id("acme"), who.hook_id, "token", TOKEN)
    return who


def ended(service: Service, who: Registered, number: str, head: str) -> str:
    """The status of the run that the push started."""
    service.push(who, number, head)
    while True:
        [branch] = service.get(f"/repositories/{who.repo}", who.token)["branches"]
        task = service.get(f"/tasks/{branch['run']}", who.token)
        if task["status"] in {"SUCCESS", "FAILURE"}:
            return str(task["status"])
        service.found.runs.listen(WAIT)


def test_a_token_is_found_nowhere_in_clear(forge: GitHTTP, tmp_path: Path) -> None:
    heads = [create(forge.directory / "acme" / f"{name}.git", {b"a.py": b"x = 1\n"})[0] for name in ("good", "bad")]
    service, argv = Service(tmp_path / "data", forge.host), list[str]()
    forge.authorization = f"Basic {ENCODED}"

    def look(_: object) -> bool:
        argv.extend("\0".join(process.command) for process in processes())
        return False

    forge.stall = look
    with service:
        assert ended(service, private(service, "good", "1"), "1", heads[0]) == "SUCCESS"
        forge.authorization = "Basic somebody-else"
        assert ended(service, private(service, "bad", "2"), "2", heads[1]) == "FAILURE"
        assert any(seen.authorization == f"Basic {ENCODED}" for seen in forge.seen), "it was used"
        written = "".join(argv) + database(service) + broker(service)
    files = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    log = "".join(service.said)
    assert "run.failed" in log
    for secret in (TOKEN, ENCODED):
        assert secret not in written
        assert secret not in log
        assert secret.encode() not in files


def database(service: Service) -> str:
    async def dump() -> str:
        connection = await asyncpg.connect(service.found.addresses.admin_database_url)
        try:
            tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
            rows = [await connection.fetch(f'select t::text from "{table["tablename"]}" t') for table in tables]
            return "".join(str(row[0]) for found in rows for row in found)
        finally:
            await connection.close()

    dumped = asyncio.run(dump())
    assert "acme/good" in dumped
    return dumped


def broker(service: Service) -> str:
    client = redis.Redis.from_url(service.found.addresses.broker_url)
    try:
        return "".join(f"{key!r}{value(client, key)!r}" for key in client.scan_iter())
    finally:
        client.close()


def value(client: "redis.Redis", key: bytes) -> object:
    match client.type(key):
        case b"string":
            return client.get(key)
        case b"list":
            return client.lrange(key, 0, -1)
        case b"hash":
            return client.hgetall(key)
        case b"set":
            return client.smembers(key)
        case _:
            return client.zrange(key, 0, -1)

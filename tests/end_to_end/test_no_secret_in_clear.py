"""Never mixed: a clone token is looked for wherever anything is written, and found nowhere in clear. And of all that a whole
installation prints, nothing is a secret or source text, and what a run or a delivery prints names it.
"""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import redis

from tests.end_to_end.service import WAIT, Registered, Service
from tests.git_http import GitHTTP
from tests.mirror.mirror_support import processes
from tests.repositories import create

TOKEN = "ghp-only-for-this-test-7d1e9c"
SOURCE = {
    b"a.py": b'def pay():\n    """a docstring only for this test"""\n    total = "a literal only for this test"\n',
    b"broken.py": b"def broken(:\n    what no parser takes only for this test\n",
}
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
    heads = [create(forge.directory / "acme" / f"{name}.git", SOURCE)[0] for name in ("good", "bad")]
    service, argv = Service(tmp_path / "data", forge.host), list[str]()
    forge.authorization = f"Basic {ENCODED}"

    def look(_: object) -> bool:
        argv.extend("\0".join(process.command) for process in processes())
        return False

    forge.stall = look
    with service:
        good, bad = private(service, "good", "1"), private(service, "bad", "2")
        known = {*secrets_of(service), *good[3:], *bad[3:], "forged by who knows not", "a-token-of-nobody"}
        assert ended(service, good, "1", heads[0]) == "SUCCESS"
        forge.authorization = "Basic somebody-else"
        assert ended(service, bad, "2", heads[1]) == "FAILURE"
        assert service.push(good._replace(secret="forged by who knows not"), "1", heads[0])[0] == 401
        assert service.call("/repositories", headers={"Authorization": "Bearer a-token-of-nobody"})[0] == 401
        assert any(seen.authorization == f"Basic {ENCODED}" for seen in forge.seen), "it was used"
        written = "".join(argv) + database(service) + broker(service)
    files = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    log = "".join(service.said)
    assert "run.failed" in log
    printed = log + "".join(path.read_text(errors="replace") for path in (tmp_path / "data" / "logs").iterdir())
    assert len(known) == 12
    assert [secret for secret in known if secret in printed] == []
    assert re.findall(r".*only for this test.*", printed) == [], "source text"
    assert_names_what_it_is_about(log)
    for secret in (TOKEN, ENCODED):
        assert secret not in written
        assert secret not in log
        assert secret.encode() not in files


def secrets_of(service: Service) -> list[str]:
    """Of the installation: what its servers, its keys, its administrator and those it notifies are known by."""
    catalogue, addresses = service.found.catalogue, service.found.addresses
    notified = catalogue.notifications.add(catalogue.tenants.id("acme"), "http://127.0.0.1:9/", ["run.finished"])
    urls = (addresses.database_url, addresses.admin_database_url, addresses.broker_url)
    passwords = [password for url in urls if (password := urlsplit(url).password)]
    return [*passwords, *service.found.keys, service.environment["AETHER_BOOTSTRAP_TOKEN"], notified.secret]


def assert_names_what_it_is_about(log: str) -> None:
    events = [json.loads(line) for line in re.findall(r"\{.*\}$", log, re.MULTILINE)]
    named = {
        "run.finished": {"run_id", "tenant", "repo", "branch"},
        "run.failed": {"run_id", "tenant", "repo", "branch", "code"},
        "run.published": {"run_id", "tenant", "repo"},
        "delivery_recorded": {"hook_id", "delivery_id"},
        "delivery_refused": {"hook_id", "code"},
    }
    assert {each["event"] for each in events} >= named.keys()
    assert [each for each in events if not named.get(each["event"], set()) <= each.keys()] == []


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

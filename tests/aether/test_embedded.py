"""Never lost: the servers live exactly as long as a command needs them, and keep what they were given."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec
import pytest
import redis

from aether.embedded.client import attach
from aether.embedded.protocol import Servers
from tests.aether.installation import Installation, answer, command_lines, kill, leave, ordinary_python, until
from tests.servers import discard

AS_ROOT = os.geteuid() == 0


def fetch(url: str, sql: str) -> list[tuple[object, ...]]:
    async def talk() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(sql)
        finally:
            await connection.close()

    return [tuple(row) for row in asyncio.run(talk())]


def broker(url: str) -> "contextlib.closing[redis.Redis]":
    return contextlib.closing(redis.Redis.from_url(url))


@contextlib.contextmanager
def installed(user: int | None) -> Iterator[Installation]:
    """Below a parent of mode 700, which root's servers cannot enter."""
    parent = Path(tempfile.mkdtemp(prefix="aether-"))
    if user is not None:
        os.chown(parent, user, pwd.getpwuid(user).pw_gid)
    place = Installation(parent / "data", sys.executable if user is None else ordinary_python(user), user)
    yield place
    until(lambda: not place.keepers())
    discard(place.data_dir)
    shutil.rmtree(parent)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """Ours: root's, where the tests are root's."""
    with installed(None) as place:
        yield place


@pytest.fixture(scope="module", params=["ours", "ordinary"] if AS_ROOT else ["ours"])
def any_installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """For what depends on whose it is: root hands its servers to another user, and anybody else keeps them."""
    if request.param == "ours":
        yield request.getfixturevalue("installation")
        return
    with installed(pwd.getpwnam("nobody").pw_uid) as place:
        yield place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Installation]:
    """Nothing there yet, and ours."""
    installation = Installation(tmp_path / "data", sys.executable, None)
    yield installation
    until(lambda: not installation.keepers())
    discard(installation.data_dir)


def test_a_first_start_makes_the_database_its_owner_and_an_ordinary_login(any_installation: Installation) -> None:
    with any_installation.attached() as (_, servers):
        rights = fetch(
            servers.database_url,
            "SELECT current_user::text, current_database()::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
            " FROM pg_roles WHERE rolname = current_user",
        )
        assert rights == [("aether_app", "aether", False, False, False, False)]
        assert fetch(servers.admin_database_url, "SHOW server_encoding") == [("UTF8",)]
        assert fetch(servers.admin_database_url, "SHOW fsync") == [("on",)]
        with broker(servers.broker_url) as valkey:
            kept = valkey.config_get("append*", "maxmemory-policy")
        assert kept["appendonly"] == "yes"
        assert kept["appendfsync"] == "everysec"
        assert kept["maxmemory-policy"] == "noeviction"
    assert any_installation.servers() == []


def test_a_second_command_attaches_and_the_servers_outlive_the_first(installation: Installation) -> None:
    with installation.attached() as (_, servers):
        first = installation.start()
        assert answer(first) == servers
        leave(first)
        assert fetch(servers.database_url, "SELECT 1") == [(1,)]
    assert installation.servers() == []


def test_a_killed_command_lets_go_of_the_servers(installation: Installation) -> None:
    with installation.attached() as (command, _):
        kill(command)
        until(lambda: not installation.servers())


def test_rows_and_queued_messages_survive_a_restart(installation: Installation) -> None:
    with installation.attached() as (_, servers):
        fetch(servers.admin_database_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        with broker(servers.broker_url) as valkey:
            valkey.rpush("queue", "message")
    with installation.attached() as (_, again):
        assert again == servers
        assert fetch(again.admin_database_url, "TABLE kept") == [(42,)]
        with broker(again.broker_url) as valkey:
            assert valkey.lpop("queue") == b"message"
        fetch(again.admin_database_url, "DROP TABLE kept")


def test_a_killed_keeper_takes_its_servers_along_and_the_next_command_recovers(any_installation: Installation) -> None:
    with any_installation.attached() as (_, servers):
        fetch(servers.admin_database_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(any_installation.keepers()[0], signal.SIGKILL)
        with any_installation.attached() as (_, again):  # the first command still lives
            assert again == servers
            assert fetch(again.admin_database_url, "TABLE kept") == [(42,)]
            os.kill(any_installation.keepers()[0], signal.SIGKILL)
            until(lambda: not any_installation.servers())
    with any_installation.attached() as (_, again):
        fetch(again.admin_database_url, "DROP TABLE kept")


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_server_comes_back_at_the_same_address(installation: Installation, name: str) -> None:
    with installation.attached() as (_, servers):
        os.kill(server(installation, name), signal.SIGKILL)
        until(lambda: answers(servers.database_url, servers.broker_url))


def test_a_taken_port_is_chosen_again(installation: Installation) -> None:
    with installation.attached() as (_, servers):
        port = int(servers.broker_url.rsplit(":")[-1].split("/")[0])
    with socket.create_server(("127.0.0.1", port)), installation.attached() as (_, again):
        assert again.broker_url != servers.broker_url
        assert again.database_url == servers.database_url
        with broker(again.broker_url) as valkey:
            assert valkey.ping()


def test_no_password_shows_in_a_command_line_or_a_log(any_installation: Installation) -> None:
    with any_installation.attached():
        record = msgspec.json.decode((any_installation.data_dir / "servers.json").read_bytes())
        passwords = [value for name, value in record.items() if name.endswith("password")]
        assert len(passwords) == 3
        shown = [part for _, argv in command_lines() for part in argv]
        shown += [log.read_text() for log in (any_installation.data_dir / "logs").iterdir()]
        assert not [part for part in shown if any(password in part for password in passwords)]


def test_only_its_owner_may_read_the_data_directory(any_installation: Installation) -> None:
    with any_installation.attached():
        private = [any_installation.data_dir, any_installation.data_dir.parent, *any_installation.data_dir.rglob("*")]
        open_to_others = [path for path in private if path.lstat().st_mode & 0o077]
        assert [path for path in open_to_others if any_installation.state() / "postgres" not in path.parents] == []
        servers_own = stat.S_IMODE((any_installation.state() / "postgres").stat().st_mode)
        assert servers_own == 0o700


def test_a_first_start_that_was_killed_half_way_is_begun_again_and_two_at_once_share_one_keeper(
    place: Installation,
) -> None:
    with place.start() as command:
        until(lambda: (place.data_dir / "servers.json").exists() and (place.state() / "postgres.new" / "base").exists())
        for pid in place.keepers():  # two while the first has not yet left its parent
            os.kill(pid, signal.SIGKILL)
        leave(command)
        assert command.returncode == 1
    with place.start() as one, place.start() as other:
        servers = answer(one)
        assert servers == answer(other)
        assert len(place.keepers()) == 1
        assert fetch(servers.database_url, "SELECT 1") == [(1,)]
        leave(one)
        leave(other)


def test_the_suites_own_servers_are_the_products(servers: Servers) -> None:
    assert answers(servers.database_url, servers.broker_url)
    assert fetch(servers.admin_database_url, "SELECT current_database()::text") == [("aether",)]


def test_a_long_path_is_no_obstacle_and_a_server_that_is_not_needed_is_not_started(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 20) / ("path" * 20) / "data"
    with attach(data_dir, database=False) as servers:
        assert servers.database_url == servers.admin_database_url == ""
        with broker(servers.broker_url) as valkey:
            assert valkey.ping()
    discard(data_dir)


def server(installation: Installation, name: str) -> int:
    """The main process of a server: the one whose parent is the keeper."""
    keeper = installation.keepers()[0]
    children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
    return next(int(pid) for pid in children if name in Path(f"/proc/{pid}/comm").read_text())


def answers(database_url: str, broker_url: str) -> bool:
    try:
        fetch(database_url, "SELECT 1")
        with broker(broker_url) as valkey:
            return bool(valkey.ping())
    except (OSError, asyncpg.PostgresError, redis.RedisError):
        return False

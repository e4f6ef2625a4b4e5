"""Never lost: a server that goes away is told as such and found again; an interrupted call leaves a usable pool."""

import os
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from graph.errors import BrokenSetup, StorageError
from store.bridge import Bridge, Role, crossing
from store.faults import translated
from store.migrate import migrate
from tests.postgres import PASSWORD, Server, prepare_login
from tests.store.conftest import Store


class Asker:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        self.asked = threading.Event()

    @crossing
    async def ask(self, statement: str) -> object:
        """A docstring."""
        async with self.bridge.transaction(Role.READER) as connection:
            self.asked.set()
            return await connection.fetchval(statement)


@pytest.fixture
def bridge(app_url: str) -> Iterator[Bridge]:
    bridge = Bridge(app_url, pool_size=1)
    yield bridge
    bridge.close()


def test_a_crossing_looks_like_the_method_it_wraps(bridge: Bridge) -> None:
    assert Asker(bridge).ask("select 41 + 1") == 42
    assert Asker.ask.__doc__ == "A docstring."


def test_a_statement_is_parsed_once_a_connection_where_no_pooler_stands_between(bridge: Bridge) -> None:
    counted = "select count(*) from pg_prepared_statements where statement like 'select 17 %'"

    async def ask() -> object:
        async with bridge.transaction(Role.READER) as connection:
            await connection.fetchval("select 17 + $1::integer", 4)
            return await connection.fetchval(counted)

    assert [bridge.run(ask()) for _ in range(2)] == [1, 1]


def test_nothing_is_connected_before_the_first_use() -> None:
    bridge = Bridge("postgresql://nobody@127.0.0.1:1/nothing")
    assert threading.active_count() == len(threading.enumerate())
    assert bridge._engine is None
    bridge.close()


def test_many_threads_share_one_loop(bridge: Bridge) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda n: Asker(bridge).ask(f"select {n}"), range(50))) == list(range(50))


def test_an_interrupted_call_is_cancelled_and_the_pool_is_usable(bridge: Bridge) -> None:
    """As a soft time limit does it: an exception raised by a signal handler in the waiting thread."""

    class TimeUp(Exception):
        pass

    def stop(*_: object) -> None:
        raise TimeUp

    def interrupt() -> None:
        assert asker.asked.wait(10)
        os.kill(os.getpid(), signal.SIGUSR1)

    asker = Asker(bridge)
    asker.ask("select 1")
    asker.asked.clear()
    previous = signal.signal(signal.SIGUSR1, stop)
    try:
        threading.Thread(target=interrupt).start()
        with pytest.raises(TimeUp):
            asker.ask("select pg_sleep(60)")
    finally:
        signal.signal(signal.SIGUSR1, previous)
    assert asker.ask("select 2") == 2  # the pool has one connection only
    assert (
        asker.ask(
            "select count(*) from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()"
        )
        == 0
    )


def test_a_writer_that_falls_silent_loses_its_locks(bridge: Bridge) -> None:
    class Writer:
        def __init__(self) -> None:
            self.bridge = bridge

        @crossing
        async def patience(self) -> object:
            async with self.bridge.transaction(Role.WORKER) as connection:
                return await connection.fetchval("show idle_in_transaction_session_timeout")

    assert Writer().patience() == "1min"


def test_a_connection_that_dies_in_the_middle_of_a_statement_is_a_failure_that_passes() -> None:
    dying = asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")
    assert isinstance(translated(dying), StorageError)


def test_a_forked_child_starts_its_own(bridge: Bridge) -> None:
    asker = Asker(bridge)
    asker.ask("select 1")
    child = os.fork()
    if child == 0:
        os._exit(0 if asker.ask("select 7") == 7 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert asker.ask("select 8") == 8


def test_programming_errors_stay_as_they_are(bridge: Bridge) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        Asker(bridge).ask("select * from no_such_table")
    assert Asker(bridge).ask("select 1") == 1


def test_a_superuser_is_refused(store: Store) -> None:
    bridge = Bridge(store.admin_url)
    with pytest.raises(BrokenSetup, match="AETHER_ADMIN_DATABASE_URL"):
        Asker(bridge).ask("select 1")
    bridge.close()


def test_a_login_without_the_roles_is_told_what_to_do(postgres: Server, database: str, store: Store) -> None:
    postgres.sql("do $$ begin create role stranger login; exception when duplicate_object then null; end $$")
    bridge = Bridge(postgres.admin(database).replace("postgres@", "stranger@"))
    with pytest.raises(BrokenSetup, match="aether migrate"):
        Asker(bridge).ask("select 1")
    bridge.close()


def test_an_empty_database_is_told_what_to_do(postgres: Server) -> None:
    name = f"empty_{secrets.token_hex(4)}"
    postgres.database(name)
    bridge = Bridge(postgres.app(name))
    with pytest.raises(BrokenSetup, match="run `aether migrate`"):
        Asker(bridge).ask("select 1")
    bridge.close()


def test_nothing_shows_the_password(bridge: Bridge) -> None:
    assert PASSWORD not in repr(bridge)
    wrong = Bridge("postgresql://someone:hunter2@127.0.0.1:1/nothing")
    with pytest.raises(StorageError) as refused:
        Asker(wrong).ask("select 1")
    assert "hunter2" not in f"{refused.value!r} {refused.value.__cause__!r}"
    wrong.close()


def test_a_stopped_server_is_a_storage_error_and_is_found_again() -> None:
    server = Server.create()
    try:
        migrate(server.admin())
        prepare_login(server.admin())
        bridge = Bridge(server.app("postgres"))
        asker = Asker(bridge)
        assert asker.ask("select 1") == 1
        with ThreadPoolExecutor() as threads:
            asker.asked.clear()
            under_way = threads.submit(asker.ask, "select pg_sleep(60)")
            assert asker.asked.wait(10)
            server.stop()
            with pytest.raises(StorageError) as lost:
                under_way.result()
        assert lost.value.__cause__ is not None
        with pytest.raises(StorageError):
            asker.ask("select 1")
        server.start()
        assert asker.ask("select 2") == 2
        bridge.close()
    finally:
        server.remove()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_who_gives_way_is_served_by_a_process_that_does(app_url: str) -> None:
    def ask(niceness: int) -> tuple[int, int]:
        os.nice(niceness)
        bridge = Bridge(app_url)
        backend = int(str(Asker(bridge).ask("select pg_backend_pid()")))
        found = os.getpriority(os.PRIO_PROCESS, 0), os.getpriority(os.PRIO_PROCESS, backend)
        bridge.close()
        return found

    for more in (0, 19):
        with ThreadPoolExecutor(1) as pool:
            ours, theirs = pool.submit(ask, more).result()
        assert theirs == min(ours, 10)

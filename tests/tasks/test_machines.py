"""Never lost: what a machine held whose line is cut, and who never says good-bye, is free again. Each machine is a network and a
host name of its own.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.aether.installation import until
from tests.chaos.broker import Broker
from tests.git_http import GitHTTP
from tests.namespaces import Network, NotPossible, network
from tests.postgres import Server
from tests.tasks.sharing import share, worker
from tests.tasks.workplace import Workplace

LOCK = 4711


@pytest.fixture(scope="module")
def machines() -> Iterator[Network]:
    try:
        with network("a", "b", "c") as made:
            yield made
    except NotPossible as reason:
        pytest.skip(f"machines of their own network cannot be made: {reason}")


@pytest.fixture(scope="module")
def postgres(machines: Network) -> Iterator[Server]:
    server = Server.create(address=machines.address)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def broker_url(machines: Network) -> Iterator[str]:
    with Broker(address=machines.address) as broker:
        yield broker.url


@pytest.fixture(scope="module")
def forge(machines: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHTTP]:
    with GitHTTP(tmp_path_factory.mktemp("forge"), address=machines.address) as server:
        yield server


def test_a_machine_that_vanishes_leaves_its_first_index_to_the_other(
    place: Workplace, forge: GitHTTP, machines: Network
) -> None:
    @contextmanager
    def start(name: str) -> Iterator[Callable[[], None]]:
        machine = machines.machines[name]

        def vanish() -> None:
            machine.cut()
            os.killpg(group, signal.SIGKILL)

        with worker(place, name, host="%h", enter=machine.enter) as group:
            yield vanish

    share(place, forge, start)


def test_a_machine_behind_a_cut_line_holds_no_locks_and_hears_of_it(place: Workplace, machines: Network) -> None:
    waiting = (
        "select from pg_stat_activity where query like 'select pg_advisory_xact_lock%' and wait_event_type = 'Lock'"
    )
    machine = machines.machines["c"]
    with place.elsewhere(machine.enter, "tests.tasks.copying", str(LOCK)) as process:
        until(lambda: place.sql(waiting))
        assert not free(place)
        machine.cut()
        until(lambda: free(place))
        until(lambda: process.poll() is not None)

    assert "StorageError: PostgreSQL failed" in place.log()


def free(place: Workplace) -> bool:
    return bool(place.sql(f"select pg_try_advisory_lock({LOCK}) as free")[0]["free"])

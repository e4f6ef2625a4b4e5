"""Never lost, over every broker that is promised: Valkey, Debian's Redis 7, and one behind TLS and a password."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from kombu.transport import redis

from store.model import TaskState
from tasks import channel
from tests.aether.installation import until
from tests.certificates import own_certificate
from tests.chaos.broker import PASSWORD, Broker, redis_server
from tests.mirror.mirror_support import processes
from tests.tasks.workplace import FILES, Workplace

NAMES = ("valkey", "redis", "redis behind TLS")


@pytest.fixture(params=NAMES)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    program = None if request.param == "valkey" else _redis()
    tls = own_certificate(tmp_path) if "TLS" in request.param else None
    with Broker(program, tls) as started:
        yield started


def _redis() -> Path:
    found = redis_server()
    if found is None:
        told = "Debian's redis-server is not installed: whether Aether runs on Redis 7 was NOT tested"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(told)
    return found


def test_a_run_goes_through_and_the_password_stays_hidden(place: Workplace, broker: Broker) -> None:
    name = f"any-{secrets.token_hex(4)}"
    place.local(name, FILES)
    run_id = place.request(name)
    more = {"CELERY_BROKER_URL": broker.url} | ({"AETHER_CA_BUNDLE": str(broker.tls[0])} if broker.tls else {})
    with (
        place.process("aether", "scheduler", **more),
        place.process("aether", "worker", "--concurrency", "1", **more),
    ):
        until(lambda: place.status(run_id).state is TaskState.SUCCESS)
        told = broker.client().get(f"celery-task-meta-{run_id}")
        arguments = [argument for process in processes() for argument in process.command]
    assert told is not None
    assert not any(PASSWORD in argument for argument in arguments)
    assert PASSWORD not in place.log()


def test_a_broker_whose_certificate_nobody_vouches_for_is_told_nothing(place: Workplace, tmp_path: Path) -> None:
    place.local("unvouched", FILES)
    run_id = place.request("unvouched")
    with Broker(_redis(), own_certificate(tmp_path)) as broker:
        with place.process("aether", "scheduler", CELERY_BROKER_URL=broker.url):
            until(lambda: "dispatcher.broker_away" in place.log() and "certificate verify failed" in place.log())
        assert broker.client().keys("*") == []
    assert place.status(run_id).state is TaskState.PENDING
    place.sql("delete from outbox")


def test_a_lost_connection_is_told_as_one_so_that_a_worker_outlives_its_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """kombu's AttributeError ended a worker that gave messages back over it, with all its runs: the soak saw that."""
    monkeypatch.setattr(redis.Transport, "Channel", redis.Transport.Channel)  # as it was, afterwards
    channel.install()
    with Broker() as broker, Connection(broker.url) as connection:
        lost: Any = connection.channel()
        connection.close()
        with pytest.raises(connection.recoverable_connection_errors):
            lost.queue_purge("push")

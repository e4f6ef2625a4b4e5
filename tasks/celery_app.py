"""The Celery application: `celery -A tasks.celery_app worker|events|inspect|flower`. A composition root.

Nothing is read at import: Celery asks for its configuration when it first needs it.
"""

import logging
import os
import signal
import ssl
from functools import cache
from typing import Any

from celery import Celery
from celery.exceptions import Reject
from celery.signals import celeryd_after_setup, setup_logging, worker_init, worker_process_init, worker_shutting_down
from kombu import Exchange, Queue

from aether.leash import leash
from aether.logs import configure
from aether.settings import Settings, read
from tasks import channel, stopping

HARD_LIMIT, SOFT_LIMIT = 3600, 3300  # seconds
GIVE_WAY = 19  # the highest niceness
# Celery reads its configuration even when a task is merely inspected, so a missing setting must not raise there. An attempt to
# connect shows what is wrong.
NO_BROKER = "redis://CELERY_BROKER_URL-is-not-set.invalid"


@cache
def settings() -> Settings:
    """The settings of this process, read on first use."""
    return read(os.environ)


def configuration(found: Settings) -> dict[str, Any]:
    """Celery's configuration from our settings: JSON only, late acknowledgement, a queue for pushes and one for first indexes."""
    broker_url = NO_BROKER if found.broker_url is None else found.broker_url.get_secret_value()
    # An unacknowledged message is redelivered after this long. It must exceed the hard time limit plus the longest wait
    # for a retry, or the task would run twice at once.
    visibility_timeout = HARD_LIMIT + int(found.retry_cap) + 300
    transport = {
        "visibility_timeout": visibility_timeout,
        # kombu checks for expired messages every interval x throttle seconds; by default every 100
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
    }
    tls = _tls(found) if broker_url.startswith("rediss://") else None
    return {
        "broker_url": broker_url,
        "result_backend": broker_url,
        "broker_use_ssl": tls,
        "redis_backend_use_ssl": tls,
        "broker_transport_options": transport,
        # the run row holds every state and result, so a run does not wait long for the result backend
        "result_backend_transport_options": {
            "visibility_timeout": visibility_timeout,
            "retry_policy": {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5},
        },
        "visibility_timeout": visibility_timeout,
        "broker_connection_retry_on_startup": True,
        "result_expires": 24 * 3600,
        "task_serializer": "json",
        "result_serializer": "json",
        "accept_content": ["json"],
        "task_track_started": True,
        "task_time_limit": HARD_LIMIT,
        "task_soft_time_limit": SOFT_LIMIT,
        "task_acks_late": True,
        # when a child dies its message is dropped: the run row and its lease bring the work back, as a counted attempt
        "task_reject_on_worker_lost": False,
        "task_queues": [Queue(name, Exchange(name), routing_key=name) for name in ("push", "bulk")],
        "task_default_queue": "push",
        "worker_prefetch_multiplier": 1,
        "worker_send_task_events": True,
        "task_send_sent_event": True,
    }


def _tls(found: Settings) -> dict[str, Any]:
    """The broker must present a trusted certificate; weaker options in the URL are ignored."""
    authorities = {"ssl_ca_certs": str(found.ca_file)} if found.ca_file else {}
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True, **authorities}


def _defaults() -> dict[str, Any]:
    return configuration(settings())


@setup_logging.connect
def _log_like_the_rest(**_: object) -> None:
    """A handler for this signal keeps Celery from taking over the root logger."""
    configure()
    logging.getLogger("celery.app.trace").addFilter(_without_trace_of_what_is_given_back)


def _without_trace_of_what_is_given_back(record: logging.LogRecord) -> bool:
    """Logs a run handed to another worker without a traceback, because nothing failed."""
    if record.exc_info and isinstance(record.exc_info[1], Reject):
        record.exc_info = None
    return True


@worker_init.connect
def _tie_children(**_: object) -> None:
    """If the worker is killed, so are its children: they could not report, and their leases would lapse anyway."""
    tie = leash(signal.SIGKILL)
    if tie is not None:
        worker_process_init.connect(lambda **_: tie(), weak=False)


@worker_init.connect
def _outlive_the_broker(**_: object) -> None:
    channel.install()


@worker_init.connect
def _expect_stops(**_: object) -> None:
    stopping.be_deaf()
    worker_process_init.connect(_heed_stops)
    worker_shutting_down.connect(_stop_runs)


@celeryd_after_setup.connect
def _take_a_place(instance: Any, **_: object) -> None:
    """Before the fork. A worker that takes pushes is warmed up for the first one; any other lowers its priority."""
    if "push" in instance.app.amqp.queues.consume_from:
        worker_process_init.connect(_warm_up)
    else:
        os.nice(GIVE_WAY)


def _warm_up(**_: object) -> None:
    from tasks.workshop import parser_service  # which imports this module

    parser_service().warm_up()


def _heed_stops(**_: object) -> None:
    stopping.listen()


def _stop_runs(**_: object) -> None:
    """Celery would wait for running tasks, and be killed by its supervisor before they end."""
    stopping.tell_children()


celery_app = Celery("aether", include=["tasks.ingestion", "tasks.helping", "tasks.pulling"])
celery_app.add_defaults(_defaults)
celery_app.autodiscover_tasks(["tasks"], related_name="ingestion")

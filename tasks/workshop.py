"""One set of tools per worker process and database, built on first use: after the fork, never at import.

The process id is part of the cache key, because a child must not use a connection pool that its parent opened.
"""

import os
from functools import cache, partial

from aether.settings import Settings
from graph.errors import BadInput, BrokenSetup
from mirror import Policy
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.chunks import Chunks
from store.graph_store import PostgresGraphStore
from store.keyring import Keyring
from store.pulls import Pulls
from store.reader import GraphReader
from store.runs import Runs
from store.supposing import Supposing
from tasks import metrics
from tasks.celery_app import settings
from tasks.parser_service import ParserService, nobody
from tasks.pulls import PullService
from tasks.requests import Requests
from tasks.retry import Backoff
from tasks.supposing import Standpoint
from tasks.what_if import WhatIf
from tasks.work import Call, Limits


def parser_service(database: str | None = None) -> ParserService:
    """For the worker's own database, or for the allowed server named `database` (`AETHER_DATABASES`)."""
    return _parser_service(os.getpid(), None if database is None else database_name(database))


@cache
def _parser_service(pid: int, database: str | None) -> ParserService:
    from tasks.helping import call  # which imports this module

    found = settings()
    bridge = _bridge(pid, database)
    return assemble(found, bridge, Keyring(_keys(found)), call=partial(call, database), database=database)


@cache
def _bridge(_pid: int, database: str | None) -> Bridge:
    bridge = Bridge(_url(settings(), database))
    bridge.waited = metrics.WAITED.observe
    return bridge


def pull_service() -> PullService:
    """For the worker's own database, the only one whose requests are dispatched."""
    return _pull_service(os.getpid())


@cache
def _pull_service(pid: int) -> PullService:
    found = settings()
    return assemble_pulls(found, _bridge(pid, None), Keyring(_keys(found)))


def assemble_pulls(found: Settings, bridge: Bridge, keyring: Keyring) -> PullService:
    standpoint = Standpoint(GraphReader(bridge), PostgresGraphStore(bridge), Limits(found.max_file_bytes))
    return PullService(
        Pulls(bridge, keyring, found.lease),
        WhatIf(standpoint, Supposing(bridge), found.mirrors, policy(found)),
        found.mirrors,
        policy(found),
        found.local_roots,
        found.heartbeat,
        backoff(found),
    )


def assemble(
    found: Settings, bridge: Bridge, keyring: Keyring, limits: Limits | None = None, call: Call = nobody,
    database: str | None = None,
) -> ParserService:  # fmt: skip
    """Mirror, parsing and store over one pool. `database`: the name of its server, if it is not the worker's own."""
    catalogue, runs = Catalogue(bridge, keyring), Runs(bridge, keyring, found.lease, cap=found.tenant_runs)
    return ParserService(
        PostgresGraphStore(bridge),
        runs,
        catalogue,
        Requests(catalogue, runs, found.local_roots, found.data_dir, found.tenant_backlog),
        found.mirrors_of(database),
        policy(found),
        limits or Limits(found.max_file_bytes),
        found.heartbeat,
        backoff(found),
        Chunks(bridge, found.lease),
        call,
    )


def policy(found: Settings) -> Policy:
    """The operator's policy for git's network access and disk use."""
    return Policy(
        found.private_hosts,
        fetch_seconds=found.fetch_timeout,
        fetch_bytes=found.fetch_bytes,
        quota_bytes=found.mirror_quota_bytes,
        tenant_bytes=found.tenant_mirror_bytes,
        reserve_bytes=found.disk_reserve_bytes,
        ca_file=found.ca_file,
        proxy=found.git_proxy.get_secret_value() if found.git_proxy else None,
    )


def backoff(found: Settings) -> Backoff:
    return Backoff(found.retry_after, found.retry_cap)


def database_name(connection_string: str) -> str | None:
    """The name of this server in the operator's allow-list; None for the worker's own.

    A connection string contains a password, and everything published is readable in the broker, in events, in results and by
    `inspect active`. So only the name is sent.
    """
    found = settings()
    if connection_string in found.databases:
        return connection_string
    if found.database_url is not None and connection_string == found.database_url.get_secret_value():
        return None
    for name, url in found.databases.items():
        if connection_string == url.get_secret_value():
            return name
    raise BadInput(
        "connection_string is not a server of AETHER_DATABASES; omit it, or ask the operator to add it there"
    )


def _url(found: Settings, database: str | None) -> str:
    if database is not None:
        return found.databases[database].get_secret_value()
    if found.database_url is None:
        raise BrokenSetup("DATABASE_URL is not set; start workers with `aether worker`, or set it")
    return found.database_url.get_secret_value()


def _keys(found: Settings) -> tuple[str, ...]:
    if not found.encryption_keys:
        raise BrokenSetup("AETHER_ENCRYPTION_KEYS is not set; start workers with `aether worker`, or set it")
    return tuple(key.get_secret_value() for key in found.encryption_keys)

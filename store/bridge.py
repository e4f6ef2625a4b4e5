"""The only bridge between blocking threads and the coroutines that talk to PostgreSQL."""

import asyncio
import concurrent.futures
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum
from functools import partial, update_wrapper
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeAlias, TypeVar

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from graph.errors import BrokenSetup
from store.faults import translated
from store.liveness import ASKED, SILENT_SECONDS, watch
from store.model import Scope
from store.priority import follow

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
T = TypeVar("T")
P = ParamSpec("P")

_CONNECT_SECONDS: Final = 10
_CANCEL_SECONDS: Final = 10
_STATEMENTS: Final = 200  # prepared statements cached per connection
_CHECK: Final = """
select coalesce(bool_or(rolsuper or rolbypassrls) filter (where rolname = session_user), false) as mighty,
       count(*) filter (where rolname in ('aether_worker', 'aether_reader') and pg_has_role(oid, 'member')) = 2 as member,
       to_regclass('public.code_nodes') is not null as migrated, inet_client_port() as port
from pg_roles"""

_log = structlog.get_logger(__name__)


class Role(StrEnum):
    WORKER = "aether_worker"
    READER = "aether_reader"


class Bridge:
    """Owns one event loop in a daemon thread and one pool, started on first use; a forked child starts its own."""

    def __init__(self, database_url: str, *, pool_size: int = 4) -> None:
        self._database_url = database_url
        self._pool_size = pool_size
        self._lock = threading.Lock()
        self._engine: _Engine | None = None
        self.waited: Callable[[float], None] = (
            _unmeasured  # called with the seconds each transaction waited for a pooled connection
        )
        self._inherited: list[_Engine] = []  # kept, never closed: after a fork the sockets are the parent's

    def __repr__(self) -> str:
        return "Bridge()"  # the URL may hold a password

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Blocks until the coroutine is done. If interrupted, it cancels the coroutine and waits for that to finish, so that
        the connection is back in the pool.
        """
        with _faults():
            return self._running().run(coroutine)

    def stream(self, rows: AsyncIterator[T]) -> Iterator[T]:
        """Iterates over an asynchronous generator. Every item is one thread switch, so the generator should yield batches."""
        try:
            while True:
                try:
                    item = self.run(_next(rows))
                except StopAsyncIteration:
                    return
                yield item
        finally:
            self.run(_close(rows))

    @asynccontextmanager
    async def transaction(
        self, role: Role, within: int | Scope | None = None, *, snapshot: bool = False, lasting: bool = True
    ) -> AsyncIterator[Connection]:
        """`within`: the tenant whose rows are visible, possibly narrowed to some repositories. All settings are local to the
        transaction, so a transaction pooler may sit in between. `snapshot`: read-only, and every statement sees the same
        commit. `lasting`: False commits asynchronously; a crash of the server may lose the transaction unless a later
        lasting one was committed.
        """
        pool = await self._running().pool()
        kind = "isolation level repeatable read, read only" if snapshot else ""
        soon = "" if lasting else "set local synchronous_commit = off;"
        begin = f"begin {kind}; set local role {role}; {_timeout(role, snapshot=snapshot)} {soon} {_within(within)}"
        asked = time.perf_counter()
        async with pool.acquire() as connection:
            self.waited(time.perf_counter() - asked)
            async with _begun(connection, begin):
                yield connection

    async def woken(self, channel: str, timeout: float) -> bool:  # noqa: ASYNC109 (the wait is the purpose)
        """True as soon as a notification arrived on the channel since the last call; False after `timeout` seconds."""
        return await self._running().woken(channel, timeout)

    def close(self) -> None:
        with self._lock:
            engine, self._engine = self._engine, None
        if engine is not None and engine.pid == os.getpid():
            engine.close()

    def _running(self) -> "_Engine":
        engine = self._engine
        if engine is not None and engine.pid == os.getpid():
            return engine
        with self._lock:
            if self._engine is not None and self._engine.pid != os.getpid():
                self._inherited.append(self._engine)
                self._engine = None
            if self._engine is None:
                self._engine = _Engine(self._database_url, self._pool_size)
            return self._engine


def _unmeasured(seconds: float) -> None:
    """The default: not measured."""


@asynccontextmanager
async def _begun(connection: Connection, begin: str) -> AsyncIterator[None]:
    """Sends BEGIN and all settings in one round trip; the driver's own transactions take two."""
    try:
        await connection.execute(begin)
        yield
    except BaseException:
        if not connection.is_closed():
            await connection.execute("rollback")
        raise
    await connection.execute("commit")


async def enter(connection: Connection, tenant_id: int) -> None:
    """Switches the rest of the transaction to this tenant's rows."""
    await connection.execute(_within(tenant_id))


@asynccontextmanager
async def inside(connection: Connection, tenant_id: int, home: int) -> AsyncIterator[None]:
    """Switches to this tenant's rows for a block, then back to those of `home`. Sends nothing if the two are the same."""
    if tenant_id != home:
        await enter(connection, tenant_id)
    yield
    if tenant_id != home:
        await enter(connection, home)


class HasBridge(Protocol):
    @property
    def bridge(self) -> Bridge: ...


B = TypeVar("B", bound=HasBridge)


def crossing(method: Callable[Concatenate[B, P], Coroutine[Any, Any, T]]) -> Callable[Concatenate[B, P], T]:
    """Turns a coroutine method of a class with `self.bridge` into a blocking one."""

    def cross(self: B, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.bridge.run(method(self, *args, **kwargs))

    update_wrapper(cross, method)
    return cross


class _Engine:
    """One process's event loop, its thread and its connection pool."""

    def __init__(self, database_url: str, pool_size: int) -> None:
        self.pid = os.getpid()
        self._database_url = database_url
        self._pool_size = pool_size
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._pool_lock = asyncio.Lock()
        self._listener: asyncpg.Connection[asyncpg.Record] | None = None
        self._woken = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="aether-store", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        outcome: concurrent.futures.Future[T] = concurrent.futures.Future()
        tasks: list[asyncio.Task[T]] = []

        def start() -> None:
            tasks.append(self._loop.create_task(coroutine))
            tasks[0].add_done_callback(partial(_settle, outcome))

        try:
            self._loop.call_soon_threadsafe(start)
            return outcome.result()
        except BaseException:
            if not outcome.done():
                self._cancel(tasks, outcome)
            raise

    def _cancel(self, tasks: list[asyncio.Task[T]], outcome: "concurrent.futures.Future[T]") -> None:
        self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])
        if concurrent.futures.wait([outcome], _CANCEL_SECONDS).not_done:
            _log.warning("store.cancel_unanswered", seconds=_CANCEL_SECONDS)

    async def pool(self) -> "asyncpg.Pool[asyncpg.Record]":
        async with self._pool_lock:
            if self._pool is None:
                direct = await _is_direct(self._database_url)
                # arrays vary in length, so a generic plan would fit none
                planned = {"plan_cache_mode": "force_custom_plan", **ASKED} if direct else {}
                self._pool = await asyncpg.create_pool(
                    self._database_url,
                    min_size=0,
                    max_size=self._pool_size,
                    init=_check,
                    reset=_nothing,
                    timeout=_CONNECT_SECONDS,
                    statement_cache_size=_STATEMENTS if direct else 0,  # a transaction pooler breaks them
                    server_settings={"application_name": "aether", **planned},
                )
            return self._pool

    async def woken(self, channel: str, timeout: float) -> bool:  # noqa: ASYNC109
        if self._listener is None or self._listener.is_closed():
            self._listener = await asyncpg.connect(self._database_url, timeout=_CONNECT_SECONDS)
            watch(self._listener)
            await self._listener.add_listener(channel, lambda *_: self._woken.set())
            self._listener.add_termination_listener(lambda *_: self._woken.set())
        try:
            await asyncio.wait_for(self._woken.wait(), timeout)
        except TimeoutError:
            return False
        self._woken.clear()
        return True

    def close(self) -> None:
        self.run(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _leave(self) -> None:
        if self._listener is not None:
            self._listener.terminate()
        if self._pool is not None:
            self._pool.terminate()  # every method waits for its transaction, so none is open


def _timeout(role: Role, *, snapshot: bool) -> str:
    """A reader's query has a time limit and is planned once per connection (docs/decisions/0018-walks-planned-once.md). A
    writer whose machine vanished must not hold its locks until TCP notices (see also store/liveness.py).
    """
    if role is Role.READER:
        return "set local statement_timeout = '15s'; set local plan_cache_mode = force_generic_plan;"
    return "" if snapshot else f"set local idle_in_transaction_session_timeout = '{SILENT_SECONDS}s';"


def _within(within: int | Scope | None) -> str:
    scope = Scope(within) if isinstance(within, int) else within
    tenant = "" if scope is None else str(int(scope.tenant_id))
    setting = f"select set_config('app.tenant_id', '{tenant}', true)"
    if scope is None or scope.repositories is None:
        return setting
    return f"{setting}, set_config('app.repositories', '{{{','.join(map(str, map(int, scope.repositories)))}}}', true)"


async def _is_direct(database_url: str) -> bool:
    """Whether we talk to PostgreSQL itself: a pooler reports a different process id from its server's. Without a pooler,
    statements are prepared once per connection, which saves one of two round trips.
    """
    connection = await asyncpg.connect(database_url, timeout=_CONNECT_SECONDS, statement_cache_size=0)
    try:
        return bool(await connection.fetchval("select pg_backend_pid()") == connection.get_server_pid())
    finally:
        await connection.close()


async def _check(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Refuses any login that bypasses row-level security: it would show every tenant everything."""
    watch(connection)
    login = await connection.fetchrow(_CHECK)
    if login is None or login["mighty"]:
        raise BrokenSetup(
            "DATABASE_URL logs in as a superuser or with BYPASSRLS, which bypasses row-level security. Give it an ordinary "
            "login, and use the privileged one for AETHER_ADMIN_DATABASE_URL."
        )
    if not login["migrated"]:
        raise BrokenSetup("The database has no tables yet, or this login cannot see them: run `aether migrate`.")
    if not login["member"]:
        raise BrokenSetup(
            "The login of DATABASE_URL is not a member of aether_worker and aether_reader: run `aether migrate`, or as the "
            "owner `GRANT aether_worker, aether_reader TO <login>`."
        )
    follow(connection.get_server_pid(), login["port"])


async def _nothing(_connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Session state exists only inside transactions, so there is nothing to reset. Saves one round trip per method."""


async def _next(rows: AsyncIterator[T]) -> T:
    return await anext(rows)


async def _close(rows: AsyncIterator[Any]) -> None:
    aclose = getattr(rows, "aclose", None)
    if aclose is not None:
        await aclose()


def _settle(outcome: "concurrent.futures.Future[T]", task: "asyncio.Task[T]") -> None:
    if task.cancelled():
        outcome.set_exception(concurrent.futures.CancelledError())
    elif error := task.exception():
        outcome.set_exception(error)
    else:
        outcome.set_result(task.result())


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        better = translated(error)
        if better is None:
            raise
        raise better from error

"""What can break, and where: each fault is done to a run that is held in the middle of a stage."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from tests.aether.installation import until
from tests.chaos.processes import Role, family
from tests.chaos.sources import ANSWERED, Source
from tests.chaos.stand import LEASE, Stand, patiently
from tests.postgres import locked

LOCKS = {
    "extract": "lock table blob_facts in access exclusive mode",
    "link": "lock table link_traces in access exclusive mode",
    "publish": "lock table code_edges in exclusive mode",  # inside the transaction that moves the graph; readers go on
}
STAGES = ("fetch", *LOCKS)
PATIENCE = 20.0  # seconds until a run is held
BLOCKED = "select pid from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'aether'"
OWNER = """select b.lease_owner from branches b join repositories r using (tenant_id, repository_id)
    where b.lease_until > now() order by (b.tenant_id = $1 and r.name = $2) desc limit 1"""
FENCE = "select sum(fence)::int as fence from branches"
LEASE_OF = "select lease_owner from branches where graph_id = $1"
RUN = """select run_id::text, attempt, state, stage, error_code, error from runs where tenant_id = $1 and graph_id = $2
    and state <> 'coalesced' order by seq desc limit 1"""


@dataclass
class Scene:
    """A fault's place: the repository whose run is held, and the stage it is in the middle of."""

    stand: Stand
    rng: random.Random
    source: Source
    stage: str
    release: Callable[[], None]  # lets the held run go on

    def victim(self) -> tuple[Role, int] | None:
        """The worker and the child of it that works on the source, or on any other."""
        rows = self.stand.sql(OWNER, self.source.tenant_id, self.source.name)
        pid = int(rows[0]["lease_owner"].rpartition(":")[2]) if rows else 0
        return next(((role, pid) for role in self.stand.workers() if pid in family(role.pid)), None)

    def some_worker(self) -> tuple[Role, int]:
        role = self.rng.choice(self.stand.workers())
        return self.victim() or (role, next(iter(family(role.pid)), role.pid))

    def others(self) -> list[Source]:
        """A publish that is held keeps pushes to its own branch waiting."""
        return [each for each in self.stand.sources if each is not self.source]


Fault = Callable[[Scene], None]


@contextmanager
def hold(stand: Stand, source: Source, stage: str) -> Iterator[Callable[[], bool]]:
    """Yields a function that waits until a run is held, and says whether that came about."""
    if stage == "fetch":
        with _stalled(stand, source):
            yield lambda: stand.forge.stalled.wait(PATIENCE)
    else:
        with ExitStack() as stack:
            patiently(lambda: stack.enter_context(locked(stand.admin_url, LOCKS[stage])))
            yield lambda: _within(PATIENCE, lambda: bool(stand.sql(BLOCKED)))


@contextmanager
def _stalled(stand: Stand, source: Source) -> Iterator[None]:
    forge, path = stand.forge, f"/{source.tenant}/{source.name}.git/"
    forge.stalled.clear()
    forge.release.clear()
    forge.stall = lambda seen: path in seen.path
    try:
        yield
    finally:
        forge.stall = lambda _: False
        forge.release.set()


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def kill_child(at: Scene) -> None:
    _, pid = at.some_worker()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_worker(at: Scene) -> None:
    at.some_worker()[0].end()


def kill_worker_group(at: Scene) -> None:
    at.some_worker()[0].end(group=True)


def stop_worker(at: Scene) -> None:
    role, _ = at.some_worker()
    until(lambda: bool(family(role.pid)))  # one that is still starting has nothing to finish: the signal just ends it
    status = role.end(signal.SIGTERM)
    assert status == 0, f"a worker that was asked to stop ended with {status}"


def soft_limit(at: Scene) -> None:
    """As Celery tells a child that its time is over."""
    _, pid = at.some_worker()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGUSR1)


def freeze_child(at: Scene) -> None:
    """It sleeps through its lease; another takes over, and then it goes on."""
    _, pid = at.some_worker()
    (before,) = at.stand.sql(FENCE)
    os.kill(pid, signal.SIGSTOP)
    try:
        _within(2 * LEASE, lambda: at.stand.sql(FENCE)[0]["fence"] > before["fence"])
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def kill_schedulers(at: Scene) -> None:
    roles = [role for name, role in at.stand.roles.items() if "scheduler" in name]
    for role in roles[: at.rng.randint(1, 2)]:
        role.end()


def kill_receiver(at: Scene) -> None:
    """While deliveries are on their way to it."""
    sender = threading.Thread(target=_deliver, args=(at,))
    sender.start()
    role = at.stand.roles["web"]
    child = next(iter(family(role.pid)), role.pid)
    if at.rng.random() < 0.5:
        role.end()
    else:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    sender.join()


def _deliver(at: Scene) -> list[int]:
    for source in at.others():
        source.push(at.rng)
    return [status for source in at.others() for status in source.deliver(at.stand.url)]


def kill_broker(at: Scene) -> None:
    at.stand.broker.send(signal.SIGKILL)
    _received_without_a_broker(at)


def freeze_broker(at: Scene) -> None:
    at.stand.broker.send(signal.SIGSTOP)
    try:
        _received_without_a_broker(at)
    finally:
        at.stand.broker.send(signal.SIGCONT)


def _received_without_a_broker(at: Scene) -> None:
    until(at.stand.alive_over_http)
    statuses = _deliver(at)
    assert set(statuses) <= ANSWERED, f"without a broker deliveries were answered with {statuses}"


def empty_broker(at: Scene) -> None:
    with at.stand.broker.client() as client:
        client.flushall()


def double_messages(at: Scene) -> None:
    """Every message that waits comes twice, the last one first."""
    with at.stand.broker.client() as client:
        for queue in ("push", "bulk"):
            for message in client.lrange(queue, 0, -1):
                client.lpush(queue, message)


def kill_postgres(at: Scene) -> None:
    """The whole server at once."""
    assert at.stand.postgres.process is not None
    at.stand.postgres.process.kill()
    at.stand.postgres.process.wait()


def kill_backend(at: Scene) -> None:
    """One connection's process, in the middle of what it does: all others are thrown out, and the server recovers."""
    rows = at.stand.sql(BLOCKED) or at.stand.sql("select pid from pg_stat_activity where application_name = 'aether'")
    if rows:
        with suppress(ProcessLookupError):
            os.kill(rows[0]["pid"], signal.SIGKILL)


def kill_postgres_at_commit(at: Scene) -> None:
    """When the commit is on disk, and before anybody is told so: it waits for a second server that there is not."""
    stand = at.stand
    waiting = {row["pid"] for row in stand.sql(BLOCKED)}
    stand.sql("alter system set synchronous_standby_names = 'nobody'")
    stand.sql("select pg_reload_conf()")
    at.release()
    committing = "select pid from pg_stat_activity where wait_event = 'SyncRep'"
    _within(LEASE, lambda: bool(waiting & {row["pid"] for row in stand.sql(committing)}))
    kill_postgres(at)
    auto = stand.postgres.directory / "data" / "postgresql.auto.conf"
    kept = [line for line in auto.read_text().splitlines() if not line.startswith("synchronous_standby_names")]
    auto.write_text("\n".join(kept) + "\n")


def poison(at: Scene) -> None:
    """Whoever extracts from it dies, until the run is given up with its reason; then an operator releases it. Where others
    hold every worker at the same lock, it is not its turn.
    """
    graph = at.stand.graph(at.source)
    _within(PATIENCE, lambda: _poisoned(at, graph.graph_id))
    (run,) = at.stand.sql(RUN, *graph)
    if run["state"] == "failed":
        assert run["error_code"] in {"quarantined", "time_limit"}, dict(run)
        assert run["error"], "a run failed without a reason"
        at.stand.runs.release(at.source.tenant_id, run["run_id"])


def _poisoned(at: Scene, graph_id: int) -> bool:
    rows = at.stand.sql(RUN, at.source.tenant_id, graph_id)
    if rows[0]["state"] in {"failed", "succeeded"}:
        return True
    (lease,) = at.stand.sql(LEASE_OF, graph_id)
    pid = int((lease["lease_owner"] or ":0").rpartition(":")[2])
    if rows[0]["stage"] == "extract" and any(pid in family(role.pid) for role in at.stand.workers()):
        os.kill(pid, signal.SIGKILL)
    return False


FAULTS: dict[str, tuple[Fault, tuple[str, ...]]] = {
    "kill a worker's child": (kill_child, STAGES),
    "kill PostgreSQL": (kill_postgres, STAGES),
    "kill a worker": (kill_worker, STAGES),
    "kill the broker": (kill_broker, STAGES),
    "kill the receiver": (kill_receiver, ("fetch", "extract", "publish")),
    "kill schedulers": (kill_schedulers, STAGES),
    "kill PostgreSQL at commit": (kill_postgres_at_commit, ("publish",)),
    "stop a worker": (stop_worker, STAGES),
    "freeze a child beyond its lease": (freeze_child, STAGES),
    "soft time limit": (soft_limit, STAGES),
    "kill a worker's group": (kill_worker_group, STAGES),
    "freeze the broker": (freeze_broker, STAGES),
    "empty the broker": (empty_broker, STAGES),
    "double all messages": (double_messages, STAGES),
    "kill a backend of PostgreSQL": (kill_backend, STAGES),
    "poison": (poison, ("extract",)),
}

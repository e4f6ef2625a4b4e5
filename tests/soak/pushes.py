"""Who pushes, and when each push was seen in the graph."""

import asyncio
import random
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import Self

import asyncpg

from tests.chaos.sources import ANSWERED, Source
from tests.chaos.stand import Stand

SENDERS = 16
LOOK = 0.05  # seconds between two looks at what is published
AGAIN = 0.5  # before a delivery that nobody answered is sent again
PATIENCE = 120.0  # seconds that the last push may take
HEADS = """select t.name as tenant, r.name as repo, b.indexed_commit from branches b
    join repositories r using (tenant_id, repository_id) join tenants t using (tenant_id)
    where b.name = 'main' and b.indexed_commit is not null"""


@dataclass
class Push:
    source: Source
    number: int  # of the commit
    began: float  # when the forge had it, and told
    answered: float = 0.0
    attempts: int = 0
    seen: float | None = None

    @property
    def waited(self) -> float:
        assert self.seen is not None
        return self.seen - self.began


class Pushes:
    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._locks = {id(source): threading.Lock() for source in stand.sources}
        self._pushes: list[Push] = []
        self._waiting: dict[tuple[str, str], list[Push]] = {(each.tenant, each.name): [] for each in stand.sources}
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._watch = threading.Thread(target=lambda: asyncio.run(self._look_for_ever()))
        self._lag = 0.0

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watch.join()

    def send(self, seconds: float, rate: float, rng: random.Random) -> None:
        """At the rate, whatever becomes of them: a push that must wait for an answer holds up no other."""
        began, sent = time.monotonic(), list[Future[None]]()
        with ThreadPoolExecutor(SENDERS) as senders:
            for turn in range(int(seconds * rate)):
                time.sleep(max(0.0, began + turn / rate - time.monotonic()))
                self._lag = max(self._lag, time.monotonic() - began - turn / rate)
                sent.append(senders.submit(self._push, rng.choice(self._stand.sources)))
        for each in sent:
            each.result()

    def await_all(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while any(push.seen is None for push in self._pushes) and time.monotonic() < deadline:
            time.sleep(LOOK)

    def worst(self, began: float, ended: float) -> float:
        """Of the pushes that were under way within this time."""
        return max(
            (push.waited for push in self._pushes if push.seen and push.began < ended and push.seen > began),
            default=0.0,
        )

    def summary(self) -> dict[str, object]:
        waits = sorted(push.waited for push in self._pushes if push.seen is not None)
        answers = sorted(push.answered - push.began for push in self._pushes)
        return {
            "pushes": len(self._pushes),
            "unseen": sum(push.seen is None for push in self._pushes),
            "sent_again": sum(push.attempts > 1 for push in self._pushes),
            "visible_seconds": {"p50": round(median(waits), 2), "p99": _at(waits, 0.99), "worst": _at(waits, 1)},
            "answer_seconds": {"p50": round(median(answers), 3), "p99": _at(answers, 0.99), "worst": _at(answers, 1)},
            "sender_lag_seconds": round(self._lag, 1),
        }

    def _push(self, source: Source) -> None:
        with self._locks[id(source)]:
            source.grow()
            push = Push(source, len(source.commits) - 1, time.monotonic())
            with self._lock:
                self._pushes.append(push)
                self._waiting[source.tenant, source.name].append(push)
            while True:
                push.attempts += 1
                if {*source.deliver(self._stand.url)} <= ANSWERED:
                    break
                time.sleep(AGAIN)
            push.answered = time.monotonic()

    async def _look_for_ever(self) -> None:
        """Over one connection, and another when the server was restarted."""
        while not self._stop.is_set():
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
                connection = await asyncpg.connect(self._stand.admin_url, timeout=10)
                try:
                    while not self._stop.is_set():
                        self._note(await connection.fetch(HEADS))
                        await asyncio.sleep(LOOK)
                finally:
                    connection.terminate()
            await asyncio.sleep(LOOK)

    def _note(self, heads: list[asyncpg.Record]) -> None:
        now = time.monotonic()
        with self._lock:
            for tenant, repo, commit in heads:
                waiting = self._waiting[tenant, repo]
                if waiting and commit in (commits := waiting[0].source.commits):
                    reached = commits.index(commit)
                    for push in waiting:
                        if push.number <= reached:
                            push.seen = now
                    self._waiting[tenant, repo] = [push for push in waiting if push.seen is None]


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

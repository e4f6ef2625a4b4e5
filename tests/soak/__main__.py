"""`python -m tests.soak`: an installation at work for a while, pushed to at a rate, each of its roles restarted now and then.

One table, and a last line of JSON. The restarts follow the seed; half of them are kills. What waits for what is real time, so
the figures are worth something on a quiet machine only.
"""

import argparse
import json
import logging
import os
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from aether import logs
from tests.chaos.stand import PORT, Plan, Stand
from tests.chaos.witness import Readers, Verdict, settle
from tests.soak.errors import unexplained
from tests.soak.memory import Memory
from tests.soak.pushes import Pushes
from tests.soak.restarts import Restarts

TENANTS = 10
READ, COMPARED = (
    4,
    20,
)  # repositories that are read throughout, and whose graphs are compared with fresh ones in the end
CREW = {
    "receiver": ("aether", "web", "--port", PORT, "--workers", "2"),
    "scheduler": ("aether", "scheduler"),
    "worker": ("aether", "worker", "--queues", "push", "--concurrency", "2"),
    "another worker": ("aether", "worker", "--queues", "push", "--concurrency", "2"),
    "bulk worker": ("aether", "worker", "--queues", "bulk", "--concurrency", "2"),
}
# A push whose worker is killed waits for the lease, one that PostgreSQL interrupts for the retry.
SETTINGS = {
    "AETHER_LEASE_SECONDS": "20",
    "AETHER_HEARTBEAT_SECONDS": "5",
    "AETHER_RETRY_SECONDS": "5",
    "AETHER_RETRY_CAP_SECONDS": "30",
}


def main() -> int:
    asked = _arguments()
    logs.configure(logging.WARNING)
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="aether-soak-") as directory:
        with Stand(Path(directory), _plan(asked.repositories)) as stand:
            _first_indexes(stand, verdict)
            summary = soak(stand, asked, verdict)
        summary |= unexplained(Path(directory))
    faults = [*verdict.faults(), *(name for name in ("tracebacks", "unexpected", "fallen", "unseen") if summary[name])]
    print(json.dumps(summary | {"told": faults[:20], "load": [round(each, 1) for each in os.getloadavg()]}))
    return 1 if faults else 0


def soak(stand: Stand, asked: argparse.Namespace, verdict: Verdict) -> dict[str, object]:
    """Pushes, restarts and readers for so long; then everything comes to its end."""
    rng = random.Random(asked.seed)
    memory, restarts = Memory(stand), Restarts(stand, random.Random(asked.seed), asked.every)
    with Readers(stand, verdict, stand.sources[:READ]), Pushes(stand) as pushes, memory, restarts:
        pushes.send(asked.minutes * 60, asked.rate, rng)
        restarts.stop()
        last = time.monotonic()
        settle(stand, verdict, [])
        drained = time.monotonic() - last
        pushes.await_all()
    settle(stand, verdict, rng.sample(stand.sources, min(COMPARED, len(stand.sources))))
    _table(pushes, memory, restarts)
    return {
        "seed": asked.seed,
        "minutes": asked.minutes,
        "repositories": len(stand.sources),
        **pushes.summary(),
        "drained_seconds": round(drained, 1),
        "restarts": len(restarts.done),
        "fallen": restarts.fallen,
        "lost": len(verdict.lost),
        "different": len(verdict.different),
        "mixed": len(verdict.mixed),
        "orphans": len(verdict.orphans),
        "failed_visibly": verdict.failed,
        "compared": verdict.compared,
        "reads": verdict.reads,
        "memory_mb": memory.summary(),
    }


def _plan(repositories: int) -> Plan:
    names = [f"r{number}" for number in range(repositories)]
    return Plan({f"t{number}": names[number::TENANTS] for number in range(min(TENANTS, repositories))}, CREW, SETTINGS)


def _first_indexes(stand: Stand, verdict: Verdict) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(4) as senders:
        list(senders.map(lambda source: source.deliver(stand.url), stand.sources))
    settle(stand, verdict, [])
    print(f"{len(stand.sources)} first indexes in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _table(pushes: Pushes, memory: Memory, restarts: Restarts) -> None:
    print(f"{'restarted':20} {'times':>5} {'killed':>6} {'back in s, most':>16}   worst push meanwhile, s")
    for name in sorted({each.role for each in restarts.done}):
        mine = [each for each in restarts.done if each.role == name]
        worst = max((pushes.worst(each.began, each.ended) for each in mine), default=0.0)
        back = max(each.ended - each.began for each in mine)
        print(f"{name:20} {len(mine):5} {sum(each.killed for each in mine):6} {back:16.1f}   {worst:.1f}")
    print(f"{'memory, MB':20} {'first third':>12} {'last third':>11} {'most':>6}")
    for name, (first, last, most) in memory.summary().items():
        print(f"{name:20} {first:12} {last:11} {most:6}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=5, help="pushes a second, over all repositories")
    parser.add_argument("--repositories", type=int, default=200)
    parser.add_argument("--every", type=float, default=60, help="seconds between two restarts")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

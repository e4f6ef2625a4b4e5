"""More workers than cores. The forge takes seconds to answer each fetch, so this measures what workers share: the receiver,
the dispatcher, the broker, Celery, and the rows of the branches.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import cycle
from pathlib import Path
from statistics import mean

from benchmarks.history import History
from benchmarks.paces import WORKERS, Paces
from benchmarks.places import place
from benchmarks.report import Line
from benchmarks.together import Group, small
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP, Seen

EACH = 6  # repositories per worker, with one push each
SECONDS = (2.0, 3.5, 2.5, 4.0, 3.0)  # the forge's delays in turn: unequal, so that workers do not all compute at once
_SPANS = "select started_at, finished_at from runs where state = 'succeeded' order by created_at desc limit $1"


def measure(directory: Path, share: float) -> Iterator[Line]:
    """`share`: the share of the repositories to use."""
    each, forge, paces = max(2, round(EACH * share)), directory / "slow-forge", Paces("pushes to a slow forge")
    histories = [History(forge / f"{n}.git", small()) for n in range(each * WORKERS[-1])]
    for workers in WORKERS:
        spans = _pushed(directory / f"slow-{workers}", forge, histories[: each * workers], workers)
        taken = mean((ended - began).total_seconds() for began, ended in spans)
        yield paces.line(workers, pace_of(spans, workers), pushes=len(spans), **{"a run s": taken})


def pace_of(spans: Sequence[tuple[datetime, datetime]], workers: int) -> float:
    """Runs per second while there are more runs than workers, so that the next starts when one ends. `spans`: claim to end."""
    starts = sorted(began for began, _ in spans)
    first = mean(began.timestamp() for began in starts[:workers])
    return (len(starts) - workers) / (starts[-1].timestamp() - first)


def _pushed(
    directory: Path, forge: Path, histories: Sequence[History], workers: int
) -> list[tuple[datetime, datetime]]:
    with (
        GitHTTP(forge) as server,
        place(directory) as where,
        Service(where.data_dir, server.host, workers) as service,
    ):
        group = Group(where, service, server, directory.with_name(f"plain-{directory.name}"))
        group.at_once(histories)
        group.changed(histories, 0)  # opens every worker's connections
        seconds = cycle(SECONDS)

        def stall(seen: Seen) -> bool:
            if seen.method == "GET":  # one per fetch
                time.sleep(next(seconds))
            return False

        server.stall = stall
        group.changed(histories, 1)
        return [(row["started_at"], row["finished_at"]) for row in where.fetch(_SPANS, len(histories))]

"""When a run is tried again. The run row counts the executions; Celery only carries the wait."""

import random
from typing import Final, NamedTuple

from graph.errors import Transient

LONGEST: Final = 3600.0  # seconds that a forge can have a run wait: quotas are refilled once an hour


class Postponed(Exception):
    """A run failed for a reason that passes, and its row says so. `countdown`: seconds to wait, None when it was the last."""

    def __init__(self, error: Exception, countdown: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.countdown = countdown


class Backoff(NamedTuple):
    """Seconds: before the second execution, doubled before each further one, and never more than `cap`."""

    first: float = 60
    cap: float = 600

    def delay(self, execution: int) -> float:
        """How long to wait after the `execution`-th one (from 1) failed; whether there is another, the run row says.

        The jitter of a tenth either way spreads runs that failed together. It is not security, so `random` will do.
        """
        jitter = random.uniform(0.9, 1.1)  # noqa: S311
        return min(self.first * 2.0 ** (execution - 1) * jitter, self.cap)

    def after(self, execution: int, error: Exception) -> float:
        """The same, and not before a forge whose quota is used up will answer again; at most an hour."""
        asked = error.retry_after if isinstance(error, Transient) else None
        return max(self.delay(execution), min(asked or 0, LONGEST))

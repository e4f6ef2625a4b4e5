"""When a run is retried. The run row counts the executions; Celery only implements the wait."""

import random
from typing import Final, NamedTuple

from graph.errors import Transient

LONGEST: Final = 3600.0  # maximum wait in seconds that a forge can ask for: quotas reset once an hour


class Postponed(Exception):
    """A run failed temporarily, as its row records. `countdown`: seconds until the retry; None after the last execution."""

    def __init__(self, error: Exception, countdown: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.countdown = countdown


class Backoff(NamedTuple):
    """Exponential backoff: seconds before the second execution, doubled before each further one, at most `cap`."""

    first: float = 60
    cap: float = 600

    def delay(self, execution: int) -> float:
        """The wait after the `execution`-th execution (from 1) failed. The run row decides whether there is another.

        10 % jitter spreads runs that failed together. It is not for security, so `random` will do.
        """
        jitter = random.uniform(0.9, 1.1)  # noqa: S311
        return min(self.first * 2.0 ** (execution - 1) * jitter, self.cap)

    def after(self, execution: int, error: Exception) -> float:
        """The same, but not before the forge's quota resets; at most an hour."""
        asked = error.retry_after if isinstance(error, Transient) else None
        return max(self.delay(execution), min(asked or 0, LONGEST))

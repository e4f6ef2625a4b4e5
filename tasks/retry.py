"""When a run is tried again."""

import random

DELAYS = (60, 120, 240)  # seconds before the second, third and fourth execution
CAP = 600
EXECUTIONS = len(DELAYS) + 1


class Postponed(Exception):
    """A run failed for a reason that passes, and its row says so. `countdown`: seconds to wait, None when it was the last."""

    def __init__(self, error: Exception, countdown: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.countdown = countdown


def delay(attempt: int) -> float | None:
    """Seconds to wait after the `attempt`-th execution (from 1) failed; None when that was the last one.

    The jitter of a tenth either way spreads runs that failed together. It is not security, so `random` will do.
    """
    if attempt >= EXECUTIONS:
        return None
    jitter = random.uniform(0.9, 1.1)  # noqa: S311
    return min(DELAYS[max(attempt, 1) - 1] * jitter, CAP)

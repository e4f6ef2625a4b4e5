"""The throughput of several workers relative to one."""

from benchmarks.report import Line

WORKERS = (1, 2, 4, 8, 16)  # more than there are cores, for work that mostly waits


class Paces:
    """The throughput of one kind of work. One worker's must be reported first."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._alone = 0.0

    def line(self, workers: int, pace: float, **more: float) -> Line:
        """`pace`: work items per second. The ratio is 1 if n workers do n times the work of one."""
        self._alone = self._alone or pace
        name, ratio = f"parallel: {self._what}, {workers} workers", pace / self._alone / workers
        told = {"workers": workers, "a second": pace, **more}
        return Line(name, None, 1 / pace, ratio=ratio, to="one worker, pace of each", more=told)

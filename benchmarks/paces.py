"""The pace of several workers, to that of one."""

from benchmarks.report import Line

WORKERS = (1, 2, 4, 8, 16)  # more than there are cores, for work that waits


class Paces:
    """Of one kind of work. One worker's is told first."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._alone = 0.0

    def line(self, workers: int, pace: float, **more: float) -> Line:
        """`pace`: pieces of work a second. The ratio is 1 where so many workers do so many times what one does."""
        self._alone = self._alone or pace
        name, ratio = f"parallel: {self._what}, {workers} workers", pace / self._alone / workers
        told = {"workers": workers, "a second": pace, **more}
        return Line(name, None, 1 / pace, ratio=ratio, to="one worker, pace of each", more=told)

"""Put on PYTHONPATH, it gives the parser what no released grammar is known to have: files that it does not survive."""

import os
import signal

from parsing.engine import Walk

_run = Walk.run


def run(walk: Walk) -> Walk:
    if b"poison: crash" in walk.source:
        os.kill(os.getpid(), signal.SIGSEGV)
    while b"poison: hang" in walk.source:
        pass
    if b"poison: raise" in walk.source:
        raise ValueError("what nobody foresaw")
    return _run(walk)


setattr(Walk, "run", run)  # noqa: B010 (mypy knows no methods that are replaced)

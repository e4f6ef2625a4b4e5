"""Never lost: two machines share one first index, and the death of one leaves it to the other. Here a machine is a group of
processes; test_machines.py cuts lines, where it may.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from tests.git_http import GitHTTP
from tests.tasks.sharing import share, worker
from tests.tasks.workplace import Workplace


def test_two_machines_share_a_first_index_and_one_finishes_it(place: Workplace, forge: GitHTTP) -> None:
    @contextmanager
    def start(name: str) -> Iterator[Callable[[], None]]:
        with worker(place, name, host=name) as group:
            yield partial(os.killpg, group, signal.SIGKILL)

    share(place, forge, start)

"""Never mixed: whoever works without a lease is told to stop."""

import threading

import pytest

from graph.errors import Fenced, StorageError
from tasks.heartbeat import heartbeat


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("error", [Fenced("taken over"), ZeroDivisionError("a mistake of ours")])
def test_a_lease_that_nobody_renews_any_more_is_lost(error: Exception) -> None:
    def renew() -> None:
        raise error

    with heartbeat(renew, 0.001, "run") as lease:
        lease.wait(60)
        with pytest.raises(Fenced):
            lease.check()


def test_a_database_that_is_away_for_a_while_loses_no_lease() -> None:
    renewed, answers = threading.Event(), iter([StorageError("away")])

    def renew() -> None:
        for error in answers:
            raise error
        renewed.set()

    with heartbeat(renew, 0.001, "run") as lease:
        assert renewed.wait(60)
        lease.check()

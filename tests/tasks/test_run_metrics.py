"""Proportional: every end of a run is counted once, by its state and reason, with what it wrote and left out."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from prometheus_client import REGISTRY

from graph.errors import Fenced, RepositoryParseError
from tasks.retry import Postponed
from tests.git_http import GitHTTP
from tests.repositories import commit
from tests.tasks.workplace import FILES, TENANT, Workplace


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def counts(state: str, reason: str = "") -> Callable[[], float]:
    before = value("aether_runs_total", state=state, reason=reason)
    return lambda: value("aether_runs_total", state=state, reason=reason) - before


def test_a_run_that_succeeds_tells_how_long_it_took_and_what_it_wrote(place: Workplace) -> None:
    edges = {"kind": "edges", "change": "created"}
    succeeded, written, left_out = (
        counts("succeeded"),
        value("aether_published_rows_total", **edges),
        value("aether_skipped_files_total", reason="vendored"),
    )
    path = place.local("counted", FILES)
    waited = value("aether_push_to_graph_seconds_count", mode="full")
    first = place.index("counted")
    commit(path, {**FILES, b"app/c.py": b"x = 1\n", b"vendor/v.py": b"y = 1\n"})
    second = place.index("counted")

    assert succeeded() == 2
    assert value("aether_push_to_graph_seconds_count", mode="full") == waited + 1
    created = first["edges_created"] + second["edges_created"]
    assert value("aether_published_rows_total", **edges) == written + created
    assert value("aether_skipped_files_total", reason="vendored") == left_out + 1
    assert value("aether_run_stage_seconds_count", stage="publish") >= 2


def test_a_run_that_fails_tells_why(place: Workplace, forge: GitHTTP) -> None:
    failed, retried = counts("failed", "empty_repository"), counts("retried", "mirror_unavailable")
    place.local("empty")
    with pytest.raises(RepositoryParseError):
        place.index("empty")
    place.remote(forge, "away")
    forge.status = HTTPStatus.BAD_GATEWAY
    with pytest.raises(Postponed):
        place.index("away")

    assert (failed(), retried()) == (1, 1)


def test_a_run_that_is_overtaken_is_a_fence_lost(place: Workplace) -> None:
    overtaken, succeeded = counts("overtaken", "fenced"), counts("succeeded")
    place.local("late", FILES)
    run_id = place.request("late")

    def overtake(status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        if status == "publish":
            place.lapse("late")
            assert place.runs.claim(run_id, "another") is not None

    with pytest.raises(Fenced):
        place.service().parse_repository(run_id, TENANT, worker="late", report=overtake)

    assert (overtaken(), succeeded()) == (1, 0)

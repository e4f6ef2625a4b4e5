"""The task contract, word for word, by eager calls over real PostgreSQL and git."""

from typing import Any

import pytest

from graph.errors import StorageError
from store.model import TaskState
from store.runs import EXECUTIONS
from tasks import parse_and_index_repository
from tasks.celery_app import settings
from tasks.retry import Backoff
from tests.repositories import create
from tests.tasks.workplace import FILES, TENANT, Workplace

# Celery 5.7's result backend, with redis-py 8
pytestmark = pytest.mark.filterwarnings("ignore:Call to deprecated setex:DeprecationWarning")


def call(**arguments: str) -> Any:
    """Celery's EagerResult."""
    return parse_and_index_repository.apply(kwargs={"tenant_id": TENANT, **arguments})


class TestParseAndIndexRepository:
    def test_task_success(self, place: Workplace) -> None:
        create(place.roots / "widget", FILES)
        done = call(repo_id="widget", repo_path=str(place.roots / "widget"))
        assert done.state == "SUCCESS"
        result = done.result
        assert (result["success"], result["files"], result["files_parsed"], result["mode"]) == (True, 3, 3, "full")
        assert result["nodes_created"] == result["nodes_total"]
        assert result["edges_created"] == result["edges_total"]
        assert result["metrics"]["attempt"] == 1
        assert done.id is not None
        status = place.status(done.id)
        assert (status.state, status.result, status.info["progress"]) == (TaskState.SUCCESS, result, 100)

    def test_task_validation_error(self, place: Workplace) -> None:
        done = call(tenant_id="nobody", repo_id="widget")
        assert done.state == "SUCCESS"
        assert done.result["success"] is False
        assert done.result["error"].startswith("Tenant validation failed: There is no tenant named 'nobody'")
        assert (done.result["nodes_created"], done.result["edges_created"], done.result["files"]) == (0, 0, 0)

    def test_task_parse_error(self, place: Workplace) -> None:
        (place.roots / "plain").mkdir()
        done = call(repo_id="plain", repo_path=str(place.roots / "plain"))
        assert done.result["success"] is False
        assert done.result["error"].startswith("Repository parse failed: ")
        assert done.id is not None
        status = place.status(done.id)
        assert status.state is TaskState.FAILURE
        assert status.info["error_code"] == "not_a_repository"
        assert done.result["error"] == f"Repository parse failed: {status.info['error']}"

    def test_task_storage_error_retries(
        self, place: Workplace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        away = f"postgresql://{TENANT}@/none?host={place.directory}"  # no server listens there
        monkeypatch.setenv("AETHER_DATABASES", f"away={away}")
        settings.cache_clear()
        with caplog.at_level("INFO", "celery.app.trace"):
            done = call(repo_id="widget", connection_string="away")
        assert isinstance(done.result, StorageError)
        assert "PostgreSQL failed" in str(done.result)
        assert sum("retry: Retry in" in message for message in caplog.messages) == EXECUTIONS - 1
        monkeypatch.undo()
        settings.cache_clear()

    def test_task_unexpected_error(self, place: Workplace) -> None:
        path = place.local("corrupt", FILES)
        call(repo_id="corrupt")
        place.sql("update blob_facts set facts = 'no facts'")
        create(path.with_name("other"), {**FILES, b"app/b.py": b"def h(): pass\n"})
        place.catalogue.repositories.ensure(place.tenant, "other", str(path.with_name("other")))
        done = call(repo_id="other")
        assert done.state == "SUCCESS"
        assert done.result["success"] is False
        assert done.result["error"].startswith("Unexpected error: ")
        assert done.id is not None
        assert place.status(done.id).info["error_code"] == "unexpected"
        place.sql("delete from blob_facts")
        assert call(repo_id="other").result["success"] is True


@pytest.mark.parametrize(("execution", "seconds"), [(1, 60), (2, 120), (3, 240)])
def test_the_waits_are_those_of_the_contract(execution: int, seconds: int) -> None:
    assert seconds * 0.9 <= Backoff().delay(execution) <= seconds * 1.1


def test_no_wait_is_longer_than_the_cap() -> None:
    assert Backoff(first=500).delay(3) == 600

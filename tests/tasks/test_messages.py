"""Never lost over an upgrade: what a release has put on the broker is understood by the next, and what a later one has put there
is refused for everybody to see. A case is a message as it lies in the broker (but for its body, which is readable here) and
what becomes of it; whoever changes a message leaves the cases of the releases before as they are.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.model import TaskState
from tasks import parse_and_index_repository
from tests.aether.installation import until
from tests.store.test_upgraded_schemas import AHEAD
from tests.tasks.workplace import FILES, TENANT, Workplace

CASES = sorted((Path(__file__).parent / "messages").iterdir())


@pytest.fixture(scope="module", autouse=True)
def _worker(place: Workplace) -> Iterator[None]:
    with place.process("aether", "worker", "--concurrency", "1"):
        yield


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_recorded_message(place: Workplace, case: Path) -> None:
    message = json.loads((case / "message.json").read_text())
    run_id, (_, arguments, _) = message["headers"]["id"], message["body"]
    if "repo_id" in arguments:
        place.local(arguments["repo_id"], FILES)
    if message["headers"]["ignore_result"] and "repo_id" in arguments:
        place.request(arguments["repo_id"], run_id=run_id)  # the dispatcher's: its row was there before

    deliver(place, message)

    expected = (case / "expected.txt").read_text().strip()
    until(lambda: outcome(place, run_id) == expected)


def test_what_was_refused_is_done_once_a_message_is_understood(place: Workplace) -> None:
    message = json.loads((CASES[-1] / "message.json").read_text())
    place.local("again", FILES)
    run_id = place.request("again")
    message["headers"] |= {"id": run_id, "root_id": run_id}
    deliver(place, message)
    until(lambda: outcome(place, run_id) == "unknown_task")
    assert place.sql(f"select from outbox where run_id = '{run_id}'"), "the dispatcher brings it up again"

    kwargs = {"tenant_id": TENANT, "repo_id": "again"}
    parse_and_index_repository.apply_async(kwargs=kwargs, task_id=run_id, ignore_result=True)

    until(lambda: place.status(run_id).state is TaskState.SUCCESS)


def test_a_worker_goes_on_while_the_schema_moves_ahead(place: Workplace) -> None:
    """As in an upgrade: the schema first, the processes afterwards. Its connections remember statements of before."""
    place.local("before", FILES)
    place.local("after", FILES)
    kwargs = {"tenant_id": TENANT, "repo_id": "before"}
    first = parse_and_index_repository.apply_async(kwargs=kwargs)
    until(lambda: outcome(place, str(first.id)) == "succeeded")

    for statement in AHEAD:
        place.sql(statement)
    second = parse_and_index_repository.apply_async(kwargs={**kwargs, "repo_id": "after"})

    until(lambda: outcome(place, str(second.id)) == "succeeded")
    assert place.digest("before") == place.digest("after")


def deliver(place: Workplace, message: dict[str, Any]) -> None:
    body = base64.b64encode(json.dumps(message["body"]).encode()).decode()
    place.broker.lpush(message["properties"]["delivery_info"]["routing_key"], json.dumps({**message, "body": body}))


def outcome(place: Workplace, task_id: str) -> str:
    """What has become of it by now."""
    refused = [line for line in place.log().splitlines() if "message.refused" in line and task_id in line]
    if refused:
        found = re.search(r"code\W+(\w+)", refused[0])
        assert found
        return found[1]
    known = place.sql(f"select state from runs where run_id = '{task_id}'")
    waits = any(place.broker.exists(key) for key in ("push", "bulk", "unacked"))
    return str(known[0]["state"]) if known else "waits" if waits else "done"

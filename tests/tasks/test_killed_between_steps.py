"""Never mixed, never lost: a worker that is killed between any two steps leaves the old graph or the new one."""

import re
from pathlib import Path

import pytest

from tests.repositories import Files, commit
from tests.tasks.workplace import FILES, TENANT, Workplace

OTHER: Files = {
    b"app/__init__.py": b"",
    b"app/a.py": b"from app.c import h\n\n\ndef f():\n    return h()\n",
    b"app/c.py": b"from os import path\n\n\ndef h():\n    return path.join('a')\n",
}
KILLS = 6  # spread over the statements of a run


@pytest.fixture(scope="module")
def graphs(place: Workplace) -> dict[str, Files]:
    """The digest of each tree, indexed by itself."""
    found = {}
    for number, files in enumerate((FILES, OTHER)):
        place.local(f"whole-{number}", files)
        place.index(f"whole-{number}")
        found[place.digest(f"whole-{number}")] = files
    return found


@pytest.fixture(scope="module")
def killed(place: Workplace) -> Path:
    """A repository that is at the first tree."""
    path = place.local("killed", FILES)
    place.index("killed")
    return path


def carried_out(place: Workplace, last: int) -> int:
    """How a process that brings the repository up to date ended."""
    run = place.request("killed")
    with place.process("tests.tasks.mortal", run, TENANT, str(last), AETHER_HEARTBEAT_SECONDS="1.9") as process:
        return process.wait(60)


def test_a_worker_killed_between_any_two_steps_leaves_the_old_or_the_new_graph(
    place: Workplace, graphs: dict[str, Files], killed: Path
) -> None:
    old, new = graphs
    for digest in (new, old):
        commit(killed, graphs[digest])
        assert carried_out(place, 0) == 0
    statements = min(map(int, re.findall(r"(\d+) statements", place.log())))
    left = []
    for kill in range(KILLS):
        commit(killed, graphs[new])
        assert carried_out(place, statements * (2 * kill + 1) // (2 * KILLS)) == -9
        assert place.digest("killed") in {old, new}
        left.append(place.digest("killed") == new)
        place.lapse("killed")
        place.index("killed")
        assert place.digest("killed") == new
        old, new = new, old

    assert True in left
    assert False in left

"""The ruler runs. What it measures is asserted nowhere: it is a machine's, not the code's."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks import accepted, report
from benchmarks.__main__ import Asked, measured
from benchmarks.accepted import Accepted
from benchmarks.guard import Measured, is_worse
from benchmarks.guarded import standing
from benchmarks.history import History
from benchmarks.inputs import of_repository
from benchmarks.meter import Meter, run
from benchmarks.parallel import bound
from benchmarks.slow_forge import pace_of

SOURCE = b"from package import module_%d\n\n\ndef call():\n    return module_%d.call()\n"
FILES = {b"package/module_%d.py" % n: SOURCE % (n // 2, n // 2) for n in range(16)}
FILES |= {b"package/__init__.py": b"", b"package/inner/deep.py": SOURCE % (1, 1), b"setup.cfg": b"[metadata]\n"}


@pytest.mark.parametrize(
    ("part", "kinds"),
    [
        ("repository", {"floor", "first index", "disk", "push", "why", "what if"}),
        ("latency", {"push"}),
        ("fairness", {"push"}),
        ("receiver", {"floor", "receiver"}),
        ("serving", {"serving"}),
        ("dashboard", {"page"}),
        ("synthetic", {"floor", "query", "publish"}),
        ("watching", {"publish", "watches"}),
        ("growth", {"first index", "push"}),
    ],
)
def test_every_part_measures_a_small_input(part: str, kinds: set[str], tmp_path: Path) -> None:
    lines = list(measured(Asked(dict(FILES), 0.0001), tmp_path, part))

    assert {line.measure.partition(":")[0] for line in lines} == kinds
    assert len(json.loads(report.as_json({}, lines))["lines"]) == len(lines)
    assert len(report.table(lines).splitlines()) == len(lines) + 2


def test_a_pace_is_of_the_time_in_which_no_worker_lacks_work() -> None:
    """Two that take three seconds a run; the last ones took longer, which nobody could make good."""
    began = datetime(2026, 12, 1, tzinfo=UTC)
    moments = [began + timedelta(seconds=3 * turn) for turn in range(4)]
    spans = [
        (moment, moment + timedelta(seconds=3 if moment < moments[-1] else 60)) for moment in moments for _ in "ab"
    ]

    assert pace_of(spans, workers=2) == pytest.approx(2 / 3)


def test_a_block_has_as_many_cores_as_it_is_given() -> None:
    before = os.sched_getaffinity(0)
    with bound(1):
        cores = os.sched_getaffinity(0)

    assert len(cores) == 1
    assert os.sched_getaffinity(0) == before


def test_the_guard_says_what_became_dearer_and_takes_a_reason(tmp_path: Path) -> None:
    """A tenth is let pass."""
    table = tmp_path / "accepted.toml"
    accepted.write({"push": Accepted(2.0, 0.05, "2026-11-30", 'it "is" so'), "link": Accepted(1.0, 0, "", "")}, table)
    known = accepted.read(table)

    assert known["push"] == Accepted(2.0, 0.05, "2026-11-30", 'it "is" so')
    assert [is_worse(Measured("push", value, 0), known.get("push")) for value in (1.0, 2.19, 2.21)] == [
        False,
        False,
        True,
    ]
    assert not is_worse(Measured("new", 9, 0), known.get("new"))


def test_the_guard_measures_a_small_input(tmp_path: Path) -> None:
    with standing(tmp_path, dict(FILES)) as stand:
        found = {name: measure(1) for name, measure in stand.measures.items() if "/" not in name or "parse" in name}

    assert all(rounds[0] > 0 for rounds in found.values())


def test_an_input_is_the_commit_at_the_head_of_a_repository(tmp_path: Path) -> None:
    history = History(tmp_path / "input.git", FILES)
    history.commit({b"setup.cfg": None, b"package/new.py": b"x = 1\n", b".gitattributes": b"/package export-ignore\n"})

    assert of_repository(tmp_path / "input.git") == history.files
    assert history.files.keys() == FILES.keys() - {b"setup.cfg"} | {b"package/new.py", b".gitattributes"}


def test_a_child_that_has_ended_still_counts() -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; input(); subprocess.run([sys.executable, '-c', {busy!r}]); print('done', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with Meter(process.pid) as meter:
            process.stdin.write(b"\n")
            process.stdin.flush()
            process.stdout.readline()
        process.communicate(b"\n")

    assert meter.usage.cpu >= 0.28  # in ticks of ten milliseconds


def test_a_server_of_a_pool_that_nobody_waits_for_still_counts() -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    orphaned = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}], stdout=subprocess.DEVNULL); print('done')"

    ended = run([sys.executable, "-c", orphaned], os.environ)

    assert (ended.status, ended.output) == (0, b"done\n")
    assert ended.cpu >= 0.3


def test_what_the_ruler_itself_holds_is_not_the_memory_of_what_it_runs() -> None:
    held = bytearray(os.urandom(1 << 20) * 200)
    ended = run([sys.executable, "-c", "pass"], os.environ)

    assert ended.rss < len(held) / 1e6

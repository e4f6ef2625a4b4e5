"""The ruler runs. What it measures is asserted nowhere: it is a machine's, not the code's."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.meter import Meter
from tests.architecture.checkout import ROOT
from tests.repositories import create

SOURCE = b"from package import module_%d\n\n\ndef call():\n    return module_%d.call()\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    files = {b"package/module_%d.py" % n: SOURCE % (n // 2, n // 2) for n in range(16)}
    create(tmp_path / "small.git", {**files, b"package/__init__.py": b"", b"package/inner/deep.py": SOURCE % (1, 1)})
    return tmp_path / "small.git"


def test_every_part_measures_a_small_repository(repository: Path) -> None:
    argv = [sys.executable, "-m", "benchmarks", "--repository", str(repository), "--scale", "0.0001", "--no-keep"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    lines = {line["measure"]: line for line in json.loads(done.stdout.splitlines()[-1])["lines"]}
    assert {name.partition(":")[0] for name in lines} == {
        "floor",
        "first index",
        "disk",
        "push",
        "receiver",
        "query",
        "publish",
    }
    assert lines["push: a function in one file"]["more"]["files relinked"] == 1


def test_a_child_that_has_ended_still_counts() -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    parent = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}]); print('done', flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with Meter(process.pid) as meter:
            process.stdout.readline()
        process.communicate(b"\n")

    assert meter.usage.cpu >= 0.28  # in ticks of ten milliseconds

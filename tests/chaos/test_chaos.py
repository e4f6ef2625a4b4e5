"""Never lost, never mixed: ten faults, one of each kind that matters most. The long form is `make chaos`."""

import json
import subprocess
import sys
from pathlib import Path

PROMISES = ("lost", "different", "doubled", "orphans", "mixed", "broken")


def test_ten_faults_break_no_promise() -> None:
    argv = (sys.executable, "-m", "tests.chaos", "--faults", "10", "--seed", "4")
    done = subprocess.run(argv, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    summary = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}

    assert done.returncode == 0, done.stdout + done.stderr
    assert [summary[name] for name in PROMISES] == [0] * len(PROMISES)
    assert (summary["faults"], summary["held"]) == (10, 10)
    assert summary["reads"] > 0

"""`python -m tests.fuzz`: the property tests of what strangers send, and of sources that nobody would write, for a while.

In rounds of 200 examples of each property, so that every language and every route has had its share whenever it ends; no two rounds
have the same. A line for each round, then the last line of JSON. What failed is shown with an example that is as small as it could
be made, and the next rounds begin with it.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

FUZZED: Final = (
    "tests/api/test_fuzzing.py", "tests/webhook/test_webhook_properties.py", "tests/webhook/test_webhook_json.py",
    "tests/parsing/test_hostile_sources.py",
)  # fmt: skip


def main() -> int:
    hours, began = _hours(), time.monotonic()
    spent = {"rounds": 0.0, "failed": 0.0}
    while time.monotonic() - began < hours * 3600:
        spent["failed"] += not _round()
        spent["rounds"] += 1
        spent |= {"minutes": round((time.monotonic() - began) / 60, 1), "cpu_minutes": _cpu_minutes()}
        print(" ".join(f"{name} {value:g}" for name, value in spent.items()), flush=True)
    print(json.dumps(spent))
    return 1 if spent["failed"] else 0


def _round() -> bool:
    argv = (sys.executable, "-m", "pytest", "--quiet", "--hypothesis-profile=long", *FUZZED)
    return subprocess.run(argv, cwd=Path(__file__).parents[2], check=False).returncode == 0


def _cpu_minutes() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round((used.ru_utime + used.ru_stime) / 60, 1)


def _hours() -> float:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0, help="no round is begun after them")
    found: float = parser.parse_args().hours
    return found


if __name__ == "__main__":
    sys.exit(main())

"""The direction of imports, as pyproject.toml states it."""

import re
import subprocess
import sys

from tests.architecture.checkout import ROOT

# Exceptions whose modules are still being written. Empty it: an exception that matches nothing is a hole in the wall.
PENDING: set[str] = set()

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_imports_go_one_way() -> None:
    done = lint_imports()

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_exception_is_needed() -> None:
    unmatched = set(re.findall(r"No matches for ignored import (\S+ -> \S+?)\.?$", lint_imports().stdout, re.MULTILINE))

    assert unmatched == PENDING, "an exception matches nothing, or PENDING names one that now does: remove it"


def lint_imports() -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", LINT], cwd=ROOT, capture_output=True, text=True, check=False)

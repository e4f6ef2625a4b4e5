"""The direction of imports, as pyproject.toml states it."""

import subprocess
import sys

from tests.architecture.checkout import ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_imports_go_one_way() -> None:
    """Fails also on an exception that matches nothing: that is a hole in the wall."""
    done = lint_imports()

    assert done.returncode == 0, done.stdout + done.stderr


def lint_imports() -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", LINT], cwd=ROOT, capture_output=True, text=True, check=False)

"""Style and types are part of the suite: what the tools say is what a reviewer need not say."""

import subprocess
import sys

import pytest

from tests.architecture.checkout import ROOT

TOOLS = {
    "lint": ["ruff", "check", "--output-format", "concise", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_tool_has_nothing_to_say(tool: str) -> None:
    command = [sys.executable, "-m", *TOOLS[tool]]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr

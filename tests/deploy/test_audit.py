"""An audit that could not ask is none, and says so; what ships is listed to the last package."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.checkout import ROOT

SCRIPT = ROOT / "deploy" / "audit.py"
AMQP = {"name": "amqp", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}


def pins(lock: str) -> list[str]:
    return [line.partition("==")[0] for line in (ROOT / "requirements" / lock).read_text().splitlines() if "==" in line]


def tool(directory: Path, name: str, body: str) -> None:
    """A program of that name, as the tools' environment has it."""
    (directory / name).write_text(f"#!{sys.executable}\nimport json, pathlib, re, sys\n{body}\n")
    (directory / name).chmod(0o755)


KNOWN = """
lock = pathlib.Path(sys.argv[-1]).read_text()
names = re.findall(r"^([\\w.-]+)==", lock, re.M)
print(json.dumps({"dependencies": [{"name": name, "version": "1", "vulns": []} for name in names]}))
"""
BILL = """
names = re.findall(r"^([\\w.-]+)==", pathlib.Path(sys.argv[-1]).read_text(), re.M)
pathlib.Path(sys.argv[sys.argv.index("-o") + 1]).write_text(json.dumps({"components": [{"name": name} for name in names]}))
"""


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    tool(tmp_path, "cyclonedx-py", BILL)
    tool(tmp_path, "pip-audit", KNOWN)
    return tmp_path


def audit(tools: Path) -> "subprocess.CompletedProcess[str]":
    argv = (sys.executable, str(SCRIPT), str(tools), str(tools / "out" / "sbom.json"))
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_what_is_known_of_every_package_is_0(tools: Path) -> None:
    done = audit(tools)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"runtime.lock: {len(pins('runtime.lock'))} looked up, 0 known to be vulnerable" in done.stdout
    bill: dict[str, Any] = json.loads((tools / "out" / "sbom.json").read_text())
    assert {each["name"] for each in bill["components"]} == set(pins("runtime.lock"))


def test_a_vulnerable_package_is_named_with_what_mends_it(tools: Path) -> None:
    answer = f"{KNOWN.rpartition('print')[0]}print(json.dumps({{'dependencies': [{AMQP!r}, *({{'name': n, 'version': '1', 'vulns': []}} for n in names if n != 'amqp')]}}))\nsys.exit(1)"
    tool(tools, "pip-audit", answer)
    done = audit(tools)
    assert done.returncode == 1
    assert "runtime.lock: amqp 1: CVE-1 (mended in 2)" in done.stdout


def test_without_a_network_nothing_passes_for_looked_up(tools: Path) -> None:
    tool(tools, "pip-audit", "sys.exit('ConnectionError: the name does not resolve')")
    done = audit(tools)
    assert done.returncode == 2
    assert "needs a network" in done.stderr
    assert "the name does not resolve" in done.stderr


def test_an_index_that_knows_nothing_of_a_package_is_told(tools: Path) -> None:
    tool(tools, "pip-audit", "print(json.dumps({'dependencies': [{'name': 'amqp', 'skip_reason': 'not found'}]}))")
    done = audit(tools)
    assert done.returncode == 2
    assert (
        f"runtime.lock: {len(pins('runtime.lock'))} of {len(pins('runtime.lock'))} packages are unknown" in done.stderr
    )


def test_a_bill_that_lacks_a_package_is_none(tools: Path) -> None:
    tool(tools, "cyclonedx-py", BILL.replace("for name in names]", "for name in names[1:]]"))
    done = audit(tools)
    assert done.returncode == 1
    assert "lacks amqp" in done.stderr

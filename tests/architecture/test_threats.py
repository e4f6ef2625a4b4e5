"""Each threat has a control and a test that shows it: the document names tests that exist."""

import re

import pytest

from tests.architecture.checkout import ROOT

TEXT = (ROOT / "docs/security.md").read_text("utf-8")
ROWS = [line for line in TEXT.partition("## Threats")[2].partition("\n## ")[0].splitlines() if line.startswith("| ")]
THREATS = [row.strip("| ").split(" | ") for row in ROWS if not row.startswith("| attack |")]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("threat", THREATS, ids=lambda cells: cells[0][:60])
def test_a_threat_has_a_control_and_a_test_that_exists(threat: list[str]) -> None:
    attack, control, shown = threat
    named = TEST.findall(shown)

    assert attack
    assert control
    assert named, "a control without a test is a hope"
    assert TEST.sub("", shown).strip(" ,") == ""
    assert [(path, name) for path, name in named if not defined(path, name)] == []


def test_every_boundary_of_the_picture_has_its_threats() -> None:
    drawn = set(re.findall(r'-- "(\d): ', TEXT))

    assert drawn <= set(re.findall(r"^### (\d)\. ", TEXT, re.MULTILINE))
    assert len(THREATS) > 40


def defined(path: str, name: str) -> bool:
    found = ROOT / path
    return found.is_file() and re.search(rf"^(async )?def {name}\(", found.read_text("utf-8"), re.MULTILINE) is not None

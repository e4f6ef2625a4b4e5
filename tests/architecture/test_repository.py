"""What is committed holds on any machine: no address of one, no package index, nothing that a build would forget."""

import re
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT, files, packages, pyproject, show

# A path that exists on one machine only, a folder beside the checkout, or where one machine gets its packages from.
FOREIGN = {
    "a path of one machine": re.compile(r"(?<![\w.~}-])/(?:root|home/\w+|Users/\w+|tmp)/\w"),
    "a folder beside the checkout": re.compile(r"\.\./shared"),
    "a package index": re.compile(r"files\.pythonhosted|pypi\.org/simple|(?<!no-emit-)index[-]url|resolved\W+http"),
}
LOCKS = sorted(ROOT.glob("requirements/*.lock"))


@pytest.mark.parametrize("what", FOREIGN)
def test_nothing_committed_names(what: str) -> None:
    found = {
        f"{show(path)}:{number}": line.strip()
        for path in files()
        for number, line in enumerate(path.read_bytes().decode(errors="replace").splitlines(), start=1)
        if FOREIGN[what].search(line)
    }

    assert found == {}


@pytest.mark.parametrize("lock", LOCKS, ids=show)
def test_a_lock_pins_by_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    pins = text.replace("\\\n", " ").splitlines()

    assert "://" not in text
    assert [pin for pin in pins if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}\b", pin)] == []


@pytest.mark.parametrize("suffix", [".sql", ".scm", ".html", ".css", ".js", ".svg"])
def test_the_wheel_takes_every_data_file(suffix: str) -> None:
    wheel = pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]
    data = [path for path in files(suffix) if path.relative_to(ROOT).parts[0] != "tests"]

    assert [show(path) for path in data if path.relative_to(ROOT).parts[0] not in packages()] == []
    assert wheel.keys() == {"only-include"}, "with an exclude in the build, this test has to learn what it leaves out"


def test_every_tool_looks_at_every_package() -> None:
    tools = pyproject()["tool"]

    assert set(tools["importlinter"]["root_packages"]) == set(packages())
    assert set(tools["coverage"]["run"]["source"]) == set(packages())
    assert set(tools["mypy"]["files"]) >= {*packages(), "tests"}


def test_the_licence_is_the_one_that_the_package_names() -> None:
    project = pyproject()["project"]
    text = (ROOT / project["license-files"][0]).read_text()

    assert project["license"] == "Apache-2.0"
    assert re.search(r"Apache License\s+Version 2\.0, January 2004", text)

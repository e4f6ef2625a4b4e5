"""Every statement has a name, a reason, and somebody who uses it."""

import re
from importlib import resources

import pytest

from store import sql

QUERIES = sorted(file.name.removesuffix(".sql") for file in resources.files("store").joinpath("queries").iterdir())
SOURCE = "\n".join(file.read_text("utf-8") for file in resources.files("store").iterdir() if file.name.endswith(".py"))


@pytest.mark.parametrize("name", QUERIES)
def test_every_statement_is_used(name: str) -> None:
    for statement in sql.load(name):
        assert re.search(rf"[\"']{statement}[\"']", SOURCE), f"{name}.sql: nobody uses {statement}"


@pytest.mark.parametrize("name", QUERIES)
def test_a_file_opens_with_a_name(name: str) -> None:
    text = resources.files("store").joinpath("queries", f"{name}.sql").read_text("utf-8")
    assert re.match(r"-- \w+: \w", text)

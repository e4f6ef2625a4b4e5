"""The diagram of the tables shows every table and every column of the schema, in order, and no other."""

import re

from tests.architecture.checkout import ROOT

TABLE = re.compile(r"^create table (\w+) \(\n(.*?)\);", re.MULTILINE | re.DOTALL)
ENTITY = re.compile(r"^ {4}(\w+) \{\n(.*?)^ {4}\}", re.MULTILINE | re.DOTALL)
COLUMN = re.compile(r"(\w+) ([\w\[\]]+)")
Tables = dict[str, list[tuple[str, str]]]  # name and type of each column


def test_the_diagram_shows_the_schema() -> None:
    assert drawn() == written()


def test_the_diagram_connects_tables_that_exist() -> None:
    ends = re.findall(r"^ {4}(\w+) [|}][|o]--[|o][|{] (\w+) :", diagram(), re.MULTILINE)

    assert ends
    assert {table for pair in ends for table in pair} <= written().keys()


def written() -> Tables:
    sql = re.sub(r"--.*", "", (ROOT / "store/schema.sql").read_text())
    return {name: columns(body) for name, body in TABLE.findall(sql)}


def columns(body: str) -> list[tuple[str, str]]:
    """A definition begins after a comma outside parentheses; those of keys are left out."""
    parts = re.split(r",(?![^(]*\))", re.sub(r"\([^()]*\([^()]*\)[^()]*\)", "", body))
    found = [match.groups() for part in parts if (match := COLUMN.match(part.strip()))]
    return [(name, kind) for name, kind in found if name not in {"primary", "foreign", "unique", "check"}]


def drawn() -> Tables:
    return {
        name: [(column, kind) for kind, column in (line.split()[:2] for line in body.splitlines())]
        for name, body in ENTITY.findall(diagram())
    }


def diagram() -> str:
    text = (ROOT / "docs/architecture.md").read_text()
    return text.split("```mermaid\nerDiagram\n")[1].split("```")[0]

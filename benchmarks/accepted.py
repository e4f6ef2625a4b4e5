"""What the guard compares with: accepted.toml, a value for each measure and the reason why it is that."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ACCEPTED = Path(__file__).with_name("accepted.toml")
_HEAD = "# Written by `python -m benchmarks.guard --accept 'why'`; benchmarks/README.md says what is measured.\n"


class Accepted(NamedTuple):
    value: float
    spread: float  # of the rounds that it is the median of, as a share of it
    date: str
    why: str


def read(file: Path = ACCEPTED) -> dict[str, Accepted]:
    return {name: Accepted(**row) for name, row in tomllib.loads(file.read_text()).items()}


def write(table: Mapping[str, Accepted], file: Path = ACCEPTED) -> None:
    file.write_text(_HEAD + "".join(map(_section, sorted(table.items()))))


def _section(row: tuple[str, Accepted]) -> str:
    """Strings and numbers are written in TOML as in JSON."""
    name, accepted = row
    lines = (f"{field} = {json.dumps(value)}\n" for field, value in accepted._asdict().items())
    return f"\n[{json.dumps(name)}]\n" + "".join(lines)

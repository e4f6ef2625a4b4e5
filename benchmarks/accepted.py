"""accepted.toml, the guard's reference: a value for each measure, and why it was accepted."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ACCEPTED = Path(__file__).with_name("accepted.toml")
_HEAD = "# Written by `python -m benchmarks.guard --accept 'why'`; benchmarks/README.md says what is measured.\n"


class Accepted(NamedTuple):
    value: float
    spread: float  # of its rounds, as a share of the value, which is their median
    date: str
    why: str


def read(file: Path = ACCEPTED) -> dict[str, Accepted]:
    return {name: Accepted(**row) for name, row in tomllib.loads(file.read_text()).items()}


def write(table: Mapping[str, Accepted], file: Path = ACCEPTED) -> None:
    file.write_text(_HEAD + "".join(map(_section, sorted(table.items()))))


def _section(row: tuple[str, Accepted]) -> str:
    """A measure in TOML, which writes strings and numbers like JSON."""
    name, accepted = row
    lines = (f"{field} = {json.dumps(value)}\n" for field, value in accepted._asdict().items())
    return f"\n[{json.dumps(name)}]\n" + "".join(lines)

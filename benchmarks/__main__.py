"""`python -m benchmarks [--input NAME | --repository PATH] [--scale S] [--only PART]`: a table, and a line of JSON.

The scale says how much: 1 is the full form, with a tenant of 1 M nodes and 10 M edges and 20,000 deliveries. What does not
depend on it is the input: it is indexed whole whatever the scale, and 500 times pushed to from a tenth on.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import click

from aether.logs import configure
from benchmarks import (
    edits,
    fairness,
    growth,
    latency,
    looking,
    monorepo,
    parallel,
    publishing,
    querying,
    receiving,
    report,
    repository,
    serving,
    synthetic,
    watching,
)  # fmt: skip
from benchmarks.inputs import CACHE, Files, of_repository, packaged
from benchmarks.places import place
from benchmarks.report import Line

ALONE = ("latency", "supposing", "growth", "parallel", "monorepo")  # measured only on request
PARTS = ("repository", "fairness", "receiver", "serving", "dashboard", "synthetic", "watching", *ALONE)
WHOLE = "bench"  # names the README's table of all parts that are measured together


class Asked(NamedTuple):
    files: Files
    scale: float


@click.command(help=__doc__)
@click.option("--input", "name", default="django", show_default=True, help="A source distribution of the lock.")
@click.option(
    "--repository", type=click.Path(exists=True, path_type=Path), help="The commit at HEAD of this repository instead."
)
@click.option("--scale", default=0.1, show_default=True, type=click.FloatRange(0.0001, 1))
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(sorted(PARTS)),
    help=f"These parts alone; left out: all but {', '.join(ALONE)}: the first two are parts of another, the rest take long.",
)
@click.option(
    "--keep/--no-keep", default=True, show_default=True, help="Write the result into README.md and results.jsonl."
)
def main(name: str, repository: Path | None, scale: float, only: tuple[str, ...], keep: bool) -> None:
    configure(logging.WARNING)
    about = report.circumstances(input=repository.name if repository else name, scale=scale)
    files = of_repository(repository) if repository else packaged(name, CACHE)
    if not edits.code(files):
        raise click.UsageError("The input has no Python file: pushes are measured by adding a function to one.")
    with tempfile.TemporaryDirectory(prefix="aether-bench-") as directory:
        found = {
            part: list(_told(measured(Asked(files, scale), Path(directory), part))) for part in only or _together()
        }
    about["load"] += report.load()
    for part, lines in (found if only else {WHOLE: list(chain(*found.values()))}).items():
        click.echo(f"\n{report.heading(about)}\n\n{report.table(lines)}\n\n{report.as_json(about, lines)}")
        if keep:
            report.keep(part, about, lines)


def _together() -> list[str]:
    return [part for part in PARTS if part not in ALONE]


def measured(asked: Asked, directory: Path, part: str) -> Iterator[Line]:
    parts: dict[str, Callable[[], Iterator[Line]]] = {
        "repository": partial(repository.measure, asked.files, directory, asked.scale),
        "latency": partial(latency.measure, asked.files, directory, asked.scale),
        "supposing": partial(repository.supposed, asked.files, directory, asked.scale),
        "fairness": partial(fairness.measure, asked.files, directory, asked.scale),
        "receiver": partial(receiving.measure, directory, asked.scale),
        "serving": partial(serving.measure, directory, asked.scale),
        "dashboard": partial(looking.measure, directory, asked.scale),
        "synthetic": partial(_synthetic, directory, asked.scale),
        "watching": partial(watching.measure, directory, asked.scale),
        "growth": partial(growth.measure, asked.files, directory, asked.scale),
        "parallel": partial(parallel.measure, asked.files, directory, asked.scale),
        "monorepo": partial(monorepo.measure, directory, asked.scale),
    }
    return parts[part]()


def _synthetic(directory: Path, scale: float) -> Iterator[Line]:
    nodes, number = max(1000, round(1_000_000 * scale)), max(5, round(2000 * scale))
    with place(directory / "synthetic") as where:
        large = synthetic.fill(where, nodes)
        yield from querying.measure(where, large, number)
        yield from publishing.small_deltas(where, nodes // synthetic.NODES_A_FILE, max(2, number // 8))
        yield from publishing.first_load(where, nodes)


def _told(lines: Iterator[Line]) -> Iterator[Line]:
    """Reports progress, as a benchmark takes long."""
    for line in lines:
        click.echo(f"{line.measure}: {line.wall or 0:.4g} s", err=True)
        yield line


if __name__ == "__main__":
    main()

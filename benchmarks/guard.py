"""`python -m benchmarks.guard [--accept "why"]`: has anything become dearer? Within three minutes.

Each measure is a ratio to a floor that is measured by turns with it, or a number of things that can be counted: seconds of one
machine say little about another, and on a busy one even CPU seconds vary by a third. One that is a tenth above what accepted.toml
holds is measured once more, and then fails.
"""

import logging
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import click

from aether import interpreter
from aether.logs import configure
from benchmarks import accepted
from benchmarks.accepted import Accepted
from benchmarks.guarded import standing

WORSE = 1.10
ROUNDS = 5


class Measured(NamedTuple):
    name: str
    value: float
    spread: float  # half the interquartile range of the rounds, as a share of the value


@click.command(help=__doc__)
@click.option("--accept", metavar="WHY", help="Write what is measured now as accepted, for this reason.")
@click.option("--only", multiple=True, help="These measures alone.")
@click.option("--rounds", default=ROUNDS, show_default=True, type=click.IntRange(1, 100))
def main(accept: str | None, only: tuple[str, ...], rounds: int) -> None:
    configure(logging.WARNING)
    if not interpreter.is_profiled():
        click.echo(f"What is accepted was measured on a Python compiled with a profile. {interpreter.ADVICE}")
    known = accepted.read()
    with tempfile.TemporaryDirectory(prefix="aether-guard-") as directory, standing(Path(directory)) as stand:
        measures = {name: measure for name, measure in stand.measures.items() if name in only or not only}
        found = [_measured(name, partial(measure, rounds), known.get(name)) for name, measure in measures.items()]
    click.echo(table(found, known))
    if accept is not None:
        accepted.write(known | {each.name: _accepted(each, accept) for each in found})
    elif worse := [each.name for each in found if is_worse(each, known.get(each.name))]:
        raise SystemExit(
            f"dearer by more than a tenth: {', '.join(worse)}. Mend it, or say why: python -m benchmarks.guard --accept 'why'"
        )


def _measured(name: str, measure: Callable[[], Sequence[float]], known: Accepted | None) -> Measured:
    """Repeats a measurement that is worse than the accepted one, in case another process disturbed it."""
    found = _of_rounds(name, measure())
    return min(found, _of_rounds(name, measure()), key=lambda each: each.value) if is_worse(found, known) else found


def _of_rounds(name: str, rounds: Sequence[float]) -> Measured:
    value = median(rounds)
    first, _, third = quantiles(rounds, n=4) if len(rounds) > 1 else (value, value, value)
    return Measured(name, value, (third - first) / 2 / value)


def is_worse(found: Measured, known: Accepted | None) -> bool:
    return known is not None and found.value > WORSE * known.value


def table(found: Sequence[Measured], known: dict[str, Accepted]) -> str:
    rows = [f"{'measure':<34}{'now':>9}{'spread':>9}{'accepted':>10}{'change':>9}"]
    for name, value, spread in found:
        before = known.get(name)
        told = f"{before.value:>10.4g}{value / before.value - 1:>+9.0%}" if before else f"{'none':>10}"
        rows.append(f"{name:<34}{value:>9.4g}{spread:>9.1%}{told}")
    return "\n".join(rows)


def _accepted(found: Measured, why: str) -> Accepted:
    return Accepted(float(f"{found.value:.4g}"), round(found.spread, 3), datetime.now(UTC).date().isoformat(), why)


if __name__ == "__main__":
    main()

"""The proof in its long form: `make proof REPOSITORIES='path …'`, or `python -m tests.proof PATH… --commits 700`.

Every commit of a repository that changes code is pushed to a graph in memory, and after each one the graph is compared, node
for node and edge for edge, with a full relink that knows nothing of the one before. Every so many commits the same commit is
also indexed into an empty PostgreSQL, and pushed to a branch there, through the whole product; the three digests must agree.
Then come random mutations, and every class of keys is taken away in turn, which the mutations must notice.

Runs over parts (`--from`, `--to`) add up. One table at the end, then one line of JSON. Exit 1 if anything differed.
"""

import gc
import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
import structlog

from tests.proof.ablations import ABLATIONS, ablated
from tests.proof.comparing import digest_of
from tests.proof.history import History
from tests.proof.mutating import STEPS, first_difference, mutate
from tests.proof.replaying import Replay, Step
from tests.proof.stored import Stored, stored

SHOWN = 10  # lines of one difference


@click.command(help=__doc__)
@click.argument("repositories", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--commits", default=700, show_default=True, help="The newest of each repository that change code.")
@click.option("--from", "first", type=int, help="In place of --commits: the first one's number.")
@click.option("--to", "last", type=int, help="And the number behind the last one's.")
@click.option("--store-every", default=100, show_default=True, help="Commits between two full indexes; 0: none.")
@click.option("--mutations", default=5000, show_default=True)
@click.option(
    "--seed", default=0, show_default=True, help="Of the first fifty mutations; the next fifty have the next."
)
@click.option("--ablations/--no-ablations", default=True, show_default=True)
def main(
    repositories: Sequence[Path], commits: int, first: int | None, last: int | None, store_every: int, mutations: int,
    seed: int, ablations: bool,
) -> None:  # fmt: skip
    with stored() if store_every and repositories else nullcontext() as store:
        histories = [_replayed(path, (commits, first, last), store, store_every) for path in repositories]
    found = {
        "histories": histories,
        "mutations": _mutated(seed, mutations),
        "ablations": _ablated() if ablations else [],
    }
    differing = _report(found)
    click.echo(json.dumps(found))
    sys.exit(1 if differing else 0)


def _replayed(path: Path, part: tuple[int, int | None, int | None], store: Stored | None, every: int) -> dict[str, Any]:
    start, steps, apart = time.process_time(), list[Step](), list[str]()
    with History(path) as history:
        last = min(len(history.commits), part[2] or len(history.commits))
        first = max(0, last - part[0]) if part[1] is None else part[1]
        replay = Replay(history)
        for step in replay.run(first, last):
            steps.append(step._replace(found=step.found[:SHOWN]))
            _tell_step(path, step, last)
            if store is not None and step.number % every == 0:
                apart += _compared(store, replay, path, step.commit)
    return {
        "repository": path.resolve().parent.name if path.name in {"repo", ".git"} else path.name,
        "from": first,
        "to": last,
        "commits": len(steps),
        "differing": [step.commit for step in steps if step.found],
        "stored": sum(step.number % every == 0 for step in steps) if every else 0,
        "stored_differing": apart,
        "changed_mean": _mean([step.changed for step in steps[1:]]),
        "relinked_mean": _mean([step.relinked for step in steps[1:]]),
        "relinked_max": max((step.relinked for step in steps[1:]), default=0),
        "push_cpu_ms_mean": round(1000 * _mean([step.seconds for step in steps[1:]]), 1),
        "cpu_seconds": round(time.process_time() - start, 1),
    }


def _compared(store: Stored, replay: Replay, path: Path, commit: str) -> list[str]:
    """The commit, if what the product stores of it is not the graph in memory."""
    here = digest_of(replay.fresh)
    there = {"pushed": store.pushed(path, commit), "fresh": store.fresh(path, commit)}
    wrong = [f"{commit} {how}" for how, digest in there.items() if digest != here]
    for each in wrong:
        click.echo(f"DIFFERS in PostgreSQL: {each}, digest {there}, in memory {here}")
    return wrong


def _tell_step(path: Path, step: Step, last: int) -> None:
    if step.found:
        click.echo(f"DIFFERS: {path} commit {step.number} {step.commit}, {len(step.found)} lines:")
        click.echo("\n".join(f"    {line}" for line in step.found[:SHOWN]))
        click.echo(
            f"    again: python -m tests.proof {path} --from {step.number - 1} --to {step.number + 1} --mutations 0"
        )
    elif step.number % 50 == 0:
        click.echo(f"{path}: commit {step.number} of {last}", err=True)


def _mutated(seed: int, count: int) -> dict[str, Any]:
    start, steps, differing, relinked = time.process_time(), 0, list[str](), 0
    for each in range(seed, seed + -(-count // STEPS)):
        for made in mutate(each, min(STEPS, count - (each - seed) * STEPS)):
            steps += 1
            relinked += made.relinked
            if made.found:
                differing.append(f"seed {made.seed} step {made.step} {made.generator}")
                click.echo(f"DIFFERS: {differing[-1]}, {len(made.found)} lines:")
                click.echo("\n".join(f"    {line}" for line in made.found[:SHOWN]))
                click.echo(f"    again: python -m tests.proof --seed {made.seed} --mutations {made.step + 1}")
    return {
        "from": seed,
        "mutations": steps,
        "differing": differing,
        "relinked_mean": round(relinked / steps, 2) if steps else 0,
        "cpu_seconds": round(time.process_time() - start, 1),
    }


def _ablated() -> list[dict[str, Any]]:
    return list(_each_ablation())


def _each_ablation() -> Iterator[dict[str, Any]]:
    for name in ABLATIONS:
        with ablated(name) as among:
            found = first_difference(range(40), STEPS, among)
        told = {"seed": found.seed, "step": found.step, "by": found.generator} if found else {}
        yield {"without": name, "caught": found is not None, **told}


def _report(found: dict[str, Any]) -> int:
    """Prints the table; how many things are wrong."""
    wrong = 0
    for row in found["histories"]:
        apart = len(row["differing"]) + len(row["stored_differing"])
        wrong += apart
        click.echo(
            f"{row['repository']:<20} commits {row['from']:>5}..{row['to']:<5} {row['commits']:>5}  differing {apart}  "
            f"in PostgreSQL {row['stored']}  relinked {row['relinked_mean']} (max {row['relinked_max']}) for "
            f"{row['changed_mean']} changed  {row['cpu_seconds']} CPU s"
        )
    row = found["mutations"]
    wrong += len(row["differing"])
    click.echo(f"{'mutations':<20} seeds from {row['from']} {row['mutations']:>9}  differing {len(row['differing'])}  "
               f"{row['cpu_seconds']} CPU s")  # fmt: skip
    caught = [each for each in found["ablations"] if each["caught"]]
    wrong += len(found["ablations"]) - len(caught)
    click.echo(f"{'ablations':<20} {len(caught)} of {len(found['ablations'])} caught")
    for each in found["ablations"]:
        click.echo(f"    {'caught' if each['caught'] else 'MISSED'}  without {each['without']}")
    return wrong


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    gc.disable()  # graphs hold no cycles, and the collector would look through all of them again and again
    main()

"""`python -m tests.chaos`: an installation is ill-treated by a seeded schedule, and has to keep its promises.

One table, and a last line of JSON. Every fault says its seed and number; `--only N` repeats that one alone.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.aether.installation import until
from tests.chaos.faults import FAULTS, Scene, hold
from tests.chaos.sources import Source
from tests.chaos.stand import Stand
from tests.chaos.witness import Readers, Verdict, conclude, settle

EVERY = 10  # faults between two settlements


class Planned(NamedTuple):
    number: int
    name: str
    stage: str


class Done(NamedTuple):
    planned: Planned
    held: bool
    source: Source
    commit: int  # the newest number that was pushed by then
    at: float


def main() -> int:
    asked = _arguments()
    plan = [each for each in schedule(asked.seed, asked.faults) if asked.only in {None, each.number}]
    verdict, began = Verdict(), time.monotonic()
    with _directory(asked.keep) as directory:
        with Stand(Path(directory)) as stand, Readers(stand, verdict) as readers:
            done = ill_treat(stand, asked.seed, plan, verdict)
            time.sleep(0.5)  # so that the readers see the last state
            _table(done, readers)
        if verdict.faults():
            _tell_logs(Path(directory))
    print(json.dumps(_summary(asked.seed, done, verdict, time.monotonic() - began)))
    return 1 if verdict.faults() else 0


def schedule(seed: int, faults: int) -> Iterator[Planned]:
    """Every kind once, then every kind again in another order; the stage is chance."""
    names, number = list(FAULTS), 0
    while number < faults:
        for name in names:
            number += 1
            if number <= faults:
                yield Planned(number, name, random.Random(f"{seed}/{number}").choice(FAULTS[name][1]))
        random.Random(f"{seed}/order/{number}").shuffle(names)


def ill_treat(stand: Stand, seed: int, plan: list[Planned], verdict: Verdict) -> list[Done]:
    settle(stand, verdict)
    done = []
    for turn, planned in enumerate(plan, 1):
        done.append(_inflict(stand, seed, planned, verdict))
        if turn % EVERY == 0 or turn == len(plan):
            settle(stand, verdict)
    conclude(stand, verdict)
    return done


def _inflict(stand: Stand, seed: int, planned: Planned, verdict: Verdict) -> Done:
    rng, began = random.Random(f"{seed}/{planned.number}"), time.monotonic()
    source = rng.choice(stand.sources)
    until(stand.alive_over_http)  # a push that nobody receives starts no run to hold
    with ExitStack() as held_back:
        wait = held_back.enter_context(hold(stand, source, planned.stage))
        source.push(rng)
        sent = source.deliver(stand.url)
        delivered = time.monotonic() - began
        held = wait()
        print(f"{time.strftime('%X')} seed {seed}, fault {planned.number}: {planned.name} at {planned.stage}, {source.tenant}/{source.name}"
              f"{'' if held else ' (not held)'}, answered {sent} in {delivered:.1f} s", file=sys.stderr, flush=True)  # fmt: skip
        at = time.monotonic()
        _do(Scene(stand, rng, source, planned.stage, held_back.close), planned, verdict)
    stand.mend()
    for each in stand.sources:
        each.deliver(stand.url)
    return Done(planned, held, source, len(source.commits) - 1, at)


def _do(scene: Scene, planned: Planned, verdict: Verdict) -> None:
    try:
        FAULTS[planned.name][0](scene)
    except AssertionError as error:
        verdict.broken.append(f"fault {planned.number}, {planned.name}: {error}")


@contextmanager
def _directory(keep: Path | None) -> Iterator[str]:
    if keep is not None:
        keep.mkdir(parents=True)
        yield str(keep)
        return
    with tempfile.TemporaryDirectory(prefix="aether-chaos-") as directory:
        yield directory


def _table(done: list[Done], readers: Readers) -> None:
    print(f"{'fault':32} {'times':>5} {'held':>5} {'p50 s':>7} {'most s':>7}   seconds until readers saw the commit")
    for name in FAULTS:
        mine = [each for each in done if each.planned.name == name]
        waits = [readers.reached(each.source, each.commit, each.at) for each in mine]
        seconds = [wait for wait in waits if wait is not None]
        if mine:
            held = sum(each.held for each in mine)
            shown = f"{median(seconds):7.1f} {max(seconds):7.1f}" if seconds else f"{'-':>7} {'-':>7}"
            print(f"{name:32} {len(mine):5} {held:5} {shown}")


def _summary(seed: int, done: list[Done], verdict: Verdict, seconds: float) -> dict[str, object]:
    return {
        "seed": seed,
        "faults": len(done),
        "held": sum(each.held for each in done),
        "lost": len(verdict.lost),
        "different": len(verdict.different),
        "doubled": len(verdict.doubled),
        "orphans": len(verdict.orphans),
        "mixed": len(verdict.mixed),
        "broken": len(verdict.broken),
        "told": verdict.faults()[:20],
        "failed_visibly": verdict.failed,
        "compared": verdict.compared,
        "reads": verdict.reads,
        "seconds": round(seconds),
    }


def _tell_logs(directory: Path) -> None:
    for log in sorted(directory.glob("*.log")):
        print(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-60:]), file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--faults", type=int, default=320)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a new directory for logs and repositories, kept")
    parser.add_argument("--only", type=int, help="the number of one fault")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""True: linking an owner sees other files through its recorded questions alone, and nothing else has a part in its answer."""

import os
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from parsing.language import Interface
from parsing.linking.link import link
from parsing.linking.relink import assemble
from parsing.linking.snapshot import Put, Snapshot
from tests.parsing.memory_graph import MemoryGraph, read
from tests.proof.comparing import digest_of
from tests.proof.mutating import digest_after
from tests.proof.replaying import fresh
from tests.testdata import releases

TESTDATA = Path(__file__).resolve().parents[2] / ".testdata"
DOORS = ("parsing.linking.reads", "parsing.linking.namespaces")  # the second answers for the first


class Trespass(Exception):
    """Something other than the read API asked about another file."""


class Guarded(Snapshot):
    """Answers the read API only."""

    def exists(self, paths: Iterable[str]) -> list[bool]:
        _admit()
        return super().exists(paths)

    def interface(self, path: str) -> Interface | None:
        _admit()
        return super().interface(path)

    def interfaces(self, paths: Iterable[str]) -> list[Interface | None]:
        _admit(Snapshot.__module__)  # also as the second half of `interface`
        return super().interfaces(paths)

    def __getattribute__(self, name: str) -> object:
        if name in {"puts", "removed", "put_owners", "changed_keys", "touched", "_base"}:
            _admit(Snapshot.__module__)
        return super().__getattribute__(name)


def _admit(*more: str) -> None:
    caller = sys._getframe(2).f_globals["__name__"]
    if caller not in {*DOORS, *more}:
        raise Trespass(f"{caller} asked about another file behind the back of {DOORS[0]}")


@pytest.fixture(scope="module")
def puts() -> list[Put]:
    """A release of a real package."""
    return [read(path, source) for path, source in releases(TESTDATA)[-1][1].items()]


def test_linking_asks_through_the_read_api_alone(puts: list[Put]) -> None:
    guarded = Guarded(MemoryGraph(), puts)
    for trespass in (
        lambda: guarded.exists(["redis"]),
        lambda: guarded.interface("redis/client.py"),
        lambda: guarded.puts,
    ):
        with pytest.raises(Trespass):
            trespass()

    owners = Snapshot(MemoryGraph(), puts).put_owners()
    linked = [link(owner, guarded) for owner in owners]

    graph = MemoryGraph()
    graph.publish(assemble(Snapshot(MemoryGraph(), puts), "", owners, linked, whole=True).delta)
    assert digest_of(graph) == digest_of(fresh(puts))


def test_order_and_chunks_do_not_matter(puts: list[Put]) -> None:
    owners = Snapshot(MemoryGraph(), puts).put_owners()
    random.Random(1).shuffle(owners)
    shuffled = random.Random(2).sample(puts, len(puts))
    graph = MemoryGraph()
    for start in range(0, len(owners), 7):
        chunk = owners[start : start + 7]
        snapshot = Snapshot(MemoryGraph(), shuffled)  # of a worker of its own
        linked = [link(owner, snapshot) for owner in chunk]
        graph.publish(assemble(snapshot, "", chunk, linked, whole=False).delta)

    assert digest_of(graph) == digest_of(fresh(puts))


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_seed_of_hashing_does_not_matter(seed: str) -> None:
    program = "from tests.proof.mutating import digest_after; print(digest_after(3, 30))"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(TESTDATA.parent)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == digest_after(3, 30)

"""True, for scripts that see what they source."""

import random

import pytest

from parsing.linking import snapshot
from tests.parsing.pushes import Code, pushes_equal_fresh

NAMES = ("alpha", "be-ta", "ns::gamma")
FILES = ("a.sh", "b.bash", "lib/c.sh", "lib/sub/d.sh")


def a_path(chance: random.Random) -> str:
    return chance.choice([*FILES, "read.txt"])


def a_file(chance: random.Random) -> bytes:
    return "".join(a_line(chance) for _ in range(5)).encode()


def a_line(chance: random.Random) -> str:
    name, called, path = chance.choice(NAMES), chance.choice(NAMES), chance.choice([*FILES, "c.sh", "d.sh"])
    return chance.choice(
        [
            f"source {path}\n",
            f'. "$(dirname "$0")/{path}"\n',
            f"{name}() {{ {called}; }}\n",
            f"{name} | {called}\n",
            f"trap {name} EXIT\n",
        ]
    )


BASH = Code(a_path, a_file)


@pytest.mark.parametrize("seed", range(4))
def test_a_graph_after_any_pushes_equals_a_fresh_one(seed: int) -> None:
    assert pushes_equal_fresh(BASH, seed)


def test_the_random_pushes_would_notice_forgotten_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "item_key", lambda *_: 0)
    assert not all(pushes_equal_fresh(BASH, seed) for seed in range(4))

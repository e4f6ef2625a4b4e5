"""Scripts that see what they source."""

import random

from tests.parsing.pushes import Code

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

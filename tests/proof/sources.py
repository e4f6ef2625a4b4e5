"""Small files of Python that ask each other for much: names, stars, bases, modules, in every combination."""

import random
from collections.abc import Callable

Files = dict[str, bytes]

NAMES = ("alpha", "beta", "gamma", "delta")
PREFIXES = ("'visit_'", "'leave_'", "kind")
CLASSES = ("Base", "Thing", "Other")
DIRECTORIES = ("", "pkg", "pkg/sub", "lib", "src/pkg", "space")
STEMS = ("a", "b", "c", "alpha", "pkg", "sub")


def a_path(chance: random.Random) -> str:
    directory, stem = chance.choice(DIRECTORIES), chance.choice(STEMS)
    name = chance.choice([f"{stem}.py", f"{stem}.py", f"{stem}/__init__.py", f"{stem}.pyi", f"{stem}.txt"])
    return f"{directory}/{name}" if directory else name


def a_file(chance: random.Random) -> bytes:
    parts = [chance.choice(PARTS)(chance) for _ in range(chance.randint(1, 6))]
    return "\n".join(parts).encode()


def an_import(chance: random.Random) -> str:
    module = chance.choice(
        ["a", "b", "c", "pkg", "pkg.a", "pkg.sub", "pkg.sub.b", ".a", ".", "..b", ".sub", "space.a", "alpha", "os"]
    )
    name = chance.choice([*NAMES, *CLASSES, "a", "b", "sub", "*", "*"])
    if chance.random() < 0.4 and not module.startswith("."):
        return f"import {module}\n"
    return f"from {module} import {name}\n"


def a_function(chance: random.Random) -> str:
    name, called = chance.choice(NAMES), chance.choice([*NAMES, *CLASSES, "a.alpha", "pkg.sub.b.beta", "sub.beta"])
    kind = chance.choice(CLASSES)
    return chance.choice(
        [
            f"def {name}():\n    return {called}()\n",
            f"def {name}(x: {kind}):\n    x.{chance.choice(NAMES)}()\n    {called}()\n",
            f"def {name}(job={called}):\n    job()\n",
            f"def {name}() -> {kind}:\n    x = {called}()\n    x.{chance.choice(NAMES)}()\n    return x\n",
            f"@{called}\ndef {name}():\n    yield {kind}()\n",
            f"def {name}():\n    for x in {called}():\n        x.{chance.choice(NAMES)}({chance.choice(NAMES)})\n",
            f"def {name}(x):\n    def inner(*args):\n        return x(*args)\n    return inner\n",
            f"T = TypeVar('T', bound={kind})\ndef {name}(x: T) -> T:\n    return {called}(x).{chance.choice(NAMES)}()\n",
            f"TABLE = {{'a': {called}}}\nTABLE['b'] = {kind}\ndef {name}():\n    TABLE['a']()\n    TABLE['b']().{chance.choice(NAMES)}()\n",
        ]
    )


def a_class(chance: random.Random) -> str:
    name, base = chance.choice(CLASSES), chance.choice([*CLASSES, "a.Base", "pkg.Thing", "sub.Other", "object"])
    return (
        f"class {name}({base}):\n    def __init__(self):\n        self.part = {chance.choice(CLASSES)}()\n"
        f"    def {chance.choice(NAMES)}(self):\n        self.{chance.choice(NAMES)}()\n"
        f"        self.part.{chance.choice(NAMES)}()\n        super().{chance.choice(NAMES)}()\n"
        f"    def visit_{chance.choice(NAMES)}(self): ...\n"
        f"    def {chance.choice(NAMES)}(self, kind):\n        return getattr(self, {chance.choice(PREFIXES)} + kind)()\n"
    )


def a_value(chance: random.Random) -> str:
    return f"{chance.choice(NAMES)} = {chance.choice([*NAMES, *CLASSES])}{chance.choice(['', '()'])}\n"


PARTS: tuple[Callable[[random.Random], str], ...] = (
    an_import,
    an_import,
    a_function,
    a_function,
    a_class,
    a_value,
    lambda _: '__all__ = ["alpha", "Base"]\n',
    lambda _: "def broken(:\n",
)

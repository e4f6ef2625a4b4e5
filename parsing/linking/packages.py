"""Dotted package names, for any family of languages: which package, or which type, a fully qualified name means."""

from collections.abc import Iterator

from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, package


def around(name: str) -> Iterator[str]:
    """The package itself and those that enclose it, nearest first: `a.b`, `a`."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def imported(family: str, spec: str, reads: Reads) -> Value:
    """The imported package, or the type whose members are imported; external if the repository has neither."""
    parts = spec.split(".")
    reads.expect([f"{family} {each}" for each in around(spec)])
    for end in range(len(parts), 0, -1):
        clause = f"{family} {'.'.join(parts[:end])}"
        if end == len(parts):
            if reads.directories(clause):
                return package(clause)
        elif places := reads.named(clause, parts[end]):
            return Value("class", places[0].path, ".".join([places[0].qualname, *parts[end + 1 :]]))
    return external(spec)

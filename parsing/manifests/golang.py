"""go.mod and go.work: the module's path, what it replaces by a directory, what a workspace uses, what is required."""

import re
from collections.abc import Iterator

from graph.facts import Item
from parsing.manifests.reading import Read, Requirement

_BLOCK = re.compile(r"(\w+)\s*\($")
_LOCAL = ("./", "../", ".")


def module(source: str) -> Read:
    lines = list(_directives(source))
    paths = tuple(_unquoted(words[1]) for words, _ in lines if words[0] == "module" and len(words) > 1)
    items = {
        "module": Item(values=paths[:1]),
        "replace": Item(values=tuple(_replaced(words) for words, _ in lines if _is_local(words))),
    }
    requirements = [
        Requirement(_unquoted(words[1]), words[2], line, source.splitlines()[line].find(words[1]))
        for words, line in lines
        if words[0] == "require" and len(words) > 2  # noqa: PLR2004 (verb, path, version)
    ]
    return Read(items, requirements, not paths)


def workspace(source: str) -> Read:
    used = tuple(_unquoted(words[1]) for words, _ in _directives(source) if words[0] == "use" and len(words) > 1)
    return Read({"use": Item(values=used)}, ())


def _directives(source: str) -> Iterator[tuple[list[str], int]]:
    """Every directive as its words, verb first, and its line; those of a block one by one."""
    verb = ""
    for number, line in enumerate(source.splitlines()):
        text = line.partition("//")[0].strip()
        block = _BLOCK.fullmatch(text)
        if block:
            verb = block[1]
        elif text == ")":
            verb = ""
        elif text:
            yield ([verb, *text.split()] if verb else text.split()), number


def _is_local(words: list[str]) -> bool:
    return words[0] == "replace" and "=>" in words[2:] and words[-1].startswith(_LOCAL)


def _replaced(words: list[str]) -> str:
    """`old path`: what stands for which module."""
    return f"{_unquoted(words[1])} {_unquoted(words[-1])}"


def _unquoted(word: str) -> str:
    return word.strip('"`')
